import { cellOfName } from "../../src/domain/cells.js";
import { type Caller, createJob, newCaller } from "../support/callers.js";
import { API_KEY, PROJECT, type Product } from "../support/product.js";

/** A project that a fleet works for, with a job of each kind. */
export interface FleetProject {
  readonly id: string;
  readonly apiKey: string;
  readonly jobs: Readonly<Record<"pull" | "http", { readonly id: string; readonly slug: string }>>;
}

/**
 * A project in each of so many cells, whose http jobs call the endpoint at the port, and which is told of every end there.
 * With one cell it is that of the bootstrap key.
 */
export function createProjects(product: Product, port: unknown, cells = 1): Promise<FleetProject[]> {
  const each = Array.from({ length: cells }, async (_, cell) => {
    const caller =
      cells === 1 ? bootstrapCaller(product) : await newCaller(product, { projectId: nameIn(cell, cells) });
    const fields = { max_attempts: 100, timeout_secs: 120 };
    const url = `http://127.0.0.1:${port}`;
    const pull = await createJob(caller, fields);
    const http = await createJob(caller, { ...fields, endpoint_url: `${url}/job`, retry_strategy: "fixed" });
    const { projectId, key: apiKey } = caller;
    const webhook = { project_id: projectId, webhook_url: `${url}/hook`, event_types: ["*"] };
    const subscribed = await caller.call("POST", "/v1/webhooks/subscriptions", webhook);
    if (subscribed.status !== 201) throw new Error(subscribed.text);
    const jobs = { pull: { id: pull.id, slug: pull.slug }, http: { id: http.id, slug: http.slug } };
    return { id: projectId, apiKey, jobs };
  });
  return Promise.all(each);
}

function bootstrapCaller(product: Product): Pick<Caller, "key" | "projectId" | "call"> {
  return {
    key: API_KEY,
    projectId: PROJECT,
    call: (method, path, body) => product.control(method, path, body),
  };
}

/** A project's name that leads to the cell. */
function nameIn(cell: number, cells: number): string {
  for (let number = 0; ; number++) {
    const name = `project-${number}`;
    if (cellOfName(name, cells) === cell) return name;
  }
}
