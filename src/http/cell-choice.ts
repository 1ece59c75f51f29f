import type { Cells } from "../domain/cells.js";
import { isId } from "../domain/ids.js";
import type { Caller } from "./access/authentication.js";
import type { Gateway } from "./gateway.js";
import type { JsonBody } from "./wire/request.js";

/** Parameters of paths that are ids of what lies in a cell, and tell which. */
const IDS = new Set(["runID", "deliveryID", "batchID"]);
const JOB = "jobID";
const PROJECT = "projectID";

/** What of a route decides about its calls' cells. */
interface Chosen {
  readonly path: string;
  readonly projectIn?: "project_id" | "id";
}

/** The value for the cell that a call is about. */
type Choice = (
  cells: Cells<Gateway>,
  params: readonly string[],
  caller: Caller,
  body?: JsonBody | object,
) => Gateway;

function parametersOf(path: string): string[] {
  return [...path.matchAll(/:([A-Za-z]+)/g)].map(([, name]) => name ?? "");
}

/** The cell of a job: of the project that asks, else of its own, which its id does not tell once projects were given cells. */
export async function cellOfJob<Own extends Gateway>(
  cells: Cells<Own>,
  id: string,
  { projectId }: Caller,
): Promise<Own> {
  const isTold = projectId !== undefined || !cells.areGiven;
  return cells.ofJob(id, isTold ? projectId : await cells.ofId(id).store.jobs.projectOf(id));
}

/**
 * Of a call about a job whose caller names no project: the cell in which it is now, where it may have left the one that its
 * id tells with its project; undefined where it cannot have.
 */
export function jobElsewhere({
  path,
}: Chosen): (
  cells: Cells<Gateway>,
  params: readonly string[],
  caller: Caller,
) => Promise<Gateway> | undefined {
  const jobAt = parametersOf(path).indexOf(JOB);
  return (cells, params, caller) => {
    const id = params[jobAt];
    if (id === undefined || caller.projectId !== undefined || !cells.areGiven || !isId(id)) return undefined;
    return cellOfJob(cells, id, caller);
  };
}

/**
 * How calls of a route find their cell: by the id in the path, by the project in the path, or by the project of the
 * caller, in this order. What is about no project is in the first cell.
 */
export function cellChoice({ path, projectIn }: Chosen): Choice {
  const names = parametersOf(path);
  const idAt = names.findIndex((name) => IDS.has(name));
  const jobAt = names.indexOf(JOB);
  const projectAt = names.indexOf(PROJECT);
  return (cells, params, caller, body) => {
    if (cells.all.length === 1) return cells.first;
    const id = params[idAt];
    if (id !== undefined && isId(id)) return cells.ofId(id);
    const job = params[jobAt];
    if (job !== undefined && isId(job)) return cells.ofJob(job, caller.projectId);
    const given = projectIn === undefined || !caller.internal ? undefined : memberOf(body, projectIn);
    const projectId = params[projectAt] ?? given ?? caller.projectId;
    return projectId === undefined ? cells.first : cells.ofProject(projectId);
  };
}

function memberOf(body: JsonBody | object | undefined, name: string): string | undefined {
  const value: unknown = body !== undefined && "value" in body ? body.value : undefined;
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  const member: unknown = Reflect.get(value, name);
  return typeof member === "string" ? member : undefined;
}
