import { createHash } from "node:crypto";
import type { Redis } from "ioredis";
import type { RunView } from "../api/run.js";
import { LIMITS } from "../domain/limits.js";
import { RUN_STATUSES } from "../domain/run-status.js";
import { answered } from "./connection.js";
import type { CellKeys } from "./keys.js";
import { cutBehind, cutPage, type Page, pageOfIds } from "./pages.js";
import type { Scripts } from "./scripts.js";

/** A name among the tags or the metadata of runs, and the value it has to have. */
export interface Label {
  readonly kind: "tag" | "metadata";
  readonly name: string;
  readonly value?: string;
}

/** Written in every failed attempt, and looked up by nobody: `lua/lib/labels.lua` leaves them out. */
const UNLABELED: ReadonlySet<string> = new Set(["_error_hash", "_error_hash_count"]);

/** What narrows a list of runs: indexes serve project, job, bulk trigger, statuses and label, the rest is looked at run by run. */
export interface RunFilter {
  readonly projectId: string;
  readonly jobId?: string;
  readonly batchId?: string;
  readonly statuses: readonly string[];
  /** A tag or a metadata name that runs must have, with this value if one is given. */
  readonly label?: Label;
  readonly matches?: (run: RunView) => boolean;
  /**
   * Looks at runs that match otherwise, in their order: whether each is wanted. Fewer answers than runs: what is
   * left costs more than one page may, and the page ends.
   */
  readonly sift?: (runs: readonly RunView[]) => Promise<readonly boolean[]>;
}

export interface RunPage {
  readonly runs: readonly RunView[];
  readonly nextCursor?: string;
  /** Where no index serves all of the filter: how many runs were looked at. */
  readonly lookedAt?: number;
}

/** A list is bounded however few runs match. */
const SCAN = LIMITS.runsPage;

/** Bytes of a run as it was read, about as many as of its JSON. */
function bytesOf({ fields, metadata }: RunView): number {
  let bytes = 0;
  for (const value of fields.values()) bytes += value.length;
  for (const text of metadata) bytes += text.length;
  return bytes;
}

/** Lists of runs, by pages: a page ends at its number of runs, or with the run that makes it large. */
export class RunPages {
  readonly #scripts: Scripts;
  readonly #redis: Redis;

  constructor(scripts: Scripts, redis: Redis) {
    this.#scripts = scripts;
    this.#redis = redis;
  }

  /** Newest first; the cursor is the id of the last run looked at. */
  async list(filter: RunFilter, limit: number, cursor: string | undefined): Promise<RunPage> {
    const groups = indexesOf(this.#scripts.keys, filter);
    const found: RunView[] = [];
    let room: number = LIMITS.pageBytes;
    let after = cursor;
    let looked = 0;
    const page = (more: boolean): RunPage => ({
      runs: found,
      ...(more && after !== undefined ? { nextCursor: after } : {}),
      ...(isIndexed(filter) ? {} : { lookedAt: looked }),
    });
    for (let step = 0; step < SCAN.steps; step++) {
      const isEach = isExact(filter) || (step === 0 && isIndexed(filter));
      const wanted = isEach ? limit - found.length + 1 : SCAN.runs;
      const { ids, after: left } = await this.#newest(groups, after, wanted);
      const views = await this.#within(ids, room);
      const matching = await this.#matching(views, filter);
      for (const [index, run] of views.entries()) {
        const matches = matching[index];
        if (found.length === limit || room <= 0 || matches === undefined) return page(true);
        after = ids[index];
        looked++;
        if (run === undefined || !matches) continue;
        found.push(run);
        room -= bytesOf(run);
      }
      if (views.length === ids.length) {
        if (left === undefined) return page(false);
        after = left;
      }
      if (room <= 0) break;
    }
    return page(true);
  }

  /** Whether each of the runs matches; undefined from where finding out costs more than a page may. */
  async #matching(
    views: readonly (RunView | undefined)[],
    filter: RunFilter,
  ): Promise<readonly (boolean | undefined)[]> {
    const matching = views.map((run) => run !== undefined && this.#matches(run, filter));
    if (filter.sift === undefined) return matching;
    const candidates = views.filter((run, index) => run !== undefined && matching[index] === true);
    const sifted = await filter.sift(candidates.filter((run) => run !== undefined));
    let next = 0;
    return matching.map((matches) => (matches ? sifted[next++] : false));
  }

  #matches(run: RunView, filter: RunFilter): boolean {
    if (filter.label !== undefined && !isLabeled(run, filter.label)) return false;
    if (run.fields.get("project_id") !== filter.projectId) return false;
    if (filter.jobId !== undefined && run.fields.get("job_id") !== filter.jobId) return false;
    if (filter.statuses.length > 0 && !filter.statuses.includes(run.fields.get("status") ?? "")) return false;
    return filter.matches === undefined || filter.matches(run);
  }

  #newest(groups: readonly (readonly string[])[], after: string | undefined, most: number) {
    const from = after === undefined ? "+" : `(${after}`;
    return this.#scripts.run("read-newest", { groups, from, most });
  }

  /** Direct children or continuations that the project may see, all when none is named; oldest first. */
  async related(
    name: "children" | "continuations",
    runId: string,
    projectId: string | undefined,
    limit: number,
    cursor: string | undefined,
  ): Promise<RunPage> {
    const key = this.#scripts.keys.partition(name, runId);
    const page = await pageOfIds(this.#redis, [key], "oldest first", limit, cursor);
    return this.shown(page, projectId);
  }

  /** The runs of a page of ids, as many as make it large: those that exist and that the project may see. */
  async shown({ items, next }: Page<string>, projectId: string | undefined): Promise<RunPage> {
    const views = await this.#within(items, LIMITS.pageBytes);
    const runs = views
      .filter((run) => run !== undefined)
      .filter((run) => projectId === undefined || run.fields.get("project_id") === projectId);
    return { runs, ...cutBehind({ items, next }, views.length, String).next };
  }

  /** The chain of continuations a run belongs to, oldest first: back to its root, then forward. */
  async lineage(
    runId: string,
    projectId: string | undefined,
    limit: number,
    cursor: string | undefined,
  ): Promise<RunPage> {
    const chain = [runId];
    for (let hop = 0; hop < LIMITS.continuationDepth; hop++) {
      const before = await answered(
        this.#redis.hget(this.#scripts.keys.partition("run", chain.at(-1) ?? ""), "continuation_of"),
      );
      if (before === null) break;
      chain.push(before);
    }
    // The list grows while it is walked: what continues each of them, then what continues that. A run that has left
    // after its retention leads nowhere any more, so all of the way back is walked forward.
    for (let index = 0; index < chain.length && chain.length < LIMITS.lineageRuns; index++) {
      const key = this.#scripts.keys.partition("continuations", chain[index] ?? "");
      chain.push(...(await answered(this.#redis.zrange(key, 0, LIMITS.lineageRuns - chain.length - 1))));
    }
    // Ids are in the order of creation, and a continuation is younger than what it continues.
    const ids = [...new Set(chain)].sort();
    return this.shown(
      cutPage(
        ids.filter((id) => cursor === undefined || id > cursor),
        limit,
        String,
      ),
      projectId,
    );
  }

  /**
   * The first of the runs, in the order of their ids, as many as come to `bytes` and one at least; undefined for one
   * that does not exist.
   */
  #within(ids: readonly string[], bytes: number): Promise<readonly (RunView | undefined)[]> {
    return this.#scripts.runAlone("read-runs", { ids, bytes });
  }
}

/** As `lua/lib/labels.lua` makes it. */
function digestOf({ kind, name, value }: Label): string {
  const label = `${kind === "tag" ? "t" : "m"}${Buffer.byteLength(name)}:${name}`;
  return createHash("sha1")
    .update(value === undefined ? label : `${label}=${value}`)
    .digest("hex");
}

function isLabeled(run: RunView, { kind, name, value }: Label): boolean {
  const held = kind === "tag" ? tagOf(run, name) : metadataOf(run, name);
  return held !== undefined && (value === undefined || held === value);
}

function tagOf(run: RunView, key: string): string | undefined {
  const tags = JSON.parse(run.fields.get("tags") ?? "{}") as Record<string, string>;
  return Object.hasOwn(tags, key) ? tags[key] : undefined;
}

function metadataOf(run: RunView, key: string): string | undefined {
  const at = run.metadata.findIndex((name, index) => index % 2 === 0 && name === key);
  return at < 0 ? undefined : run.metadata[at + 1];
}

/** What serves the filter: a run that matches is in one index of each group. */
function indexesOf(keys: CellKeys, { projectId, jobId, batchId, statuses, label }: RunFilter): string[][] {
  const groups: string[][] = [];
  if (batchId !== undefined) groups.push([keys.catalog("batch_runs", batchId)]);
  if (label !== undefined && !(label.kind === "metadata" && UNLABELED.has(label.name)))
    groups.push([keys.catalog("labeled", projectId, digestOf(label)), keys.catalog("unlabeled", projectId)]);
  if (jobId !== undefined) groups.push([keys.catalog("job_runs", jobId)]);
  if (statuses.length === 0 && groups.length > 0) return groups;
  const wanted = statuses.length === 0 ? RUN_STATUSES : statuses;
  const indexed = new Set(wanted.map((status) => (status === "dequeued" ? "queued" : status)));
  groups.push([...indexed].map((status) => keys.catalog("runs_in", projectId, status)));
  return groups;
}

/** Whether indexes serve all of the filter; a run that they name may still have to be looked at. */
function isIndexed({ matches, sift }: RunFilter): boolean {
  return matches === undefined && sift === undefined;
}

/** Whether every run of the indexes matches. One of them holds queued and dequeued runs, one such as are not in another. */
function isExact(filter: RunFilter): boolean {
  const { label, statuses } = filter;
  const isQueued = statuses.includes("queued") || statuses.includes("dequeued");
  return isIndexed(filter) && label === undefined && !isQueued;
}
