import type { Job } from "../api/job.js";
import { cronSpec } from "../api/job-start.js";
import { LIMITS } from "../domain/limits.js";
import type { LeaveCellReply } from "./commands.js";
import { answered } from "./connection.js";
import { type HomeCell, homesOf, MOST_ROUNDS, newestOf, placeFor } from "./homes.js";

/** A project that has left a cell under a version, whose records are brought to another one, or were. */
export interface Leaving {
  readonly from: number;
  readonly version: number;
  readonly to: number;
}

/** Memory entries that one command brings, but for one that is larger by itself. */
const MEMORY_STEP_BYTES = 262_144;

type MoveReply =
  | Exclude<LeaveCellReply, { outcome: "left" | "known" }>
  | { readonly outcome: "moved" }
  | { readonly outcome: "changed" };

/**
 * Moves a project of which no run is under way to a cell, by its number: what is triggered from then on is there, what has
 * ended stays. Whoever dies meanwhile has moved it, or has not; what is left to do is done by whoever looks next. Rejects when
 * some cell does not answer, and with a RangeError for what is no id or no cell.
 */
export async function moveProject(
  cells: readonly HomeCell[],
  projectId: string,
  to: number,
): Promise<MoveReply> {
  const target = placeFor(cells, projectId, to);
  const key = target.cell.keys.catalog("homes");
  for (let round = 0; round < MOST_ROUNDS; round++) {
    // Whatever was begun before comes first.
    await clearLeft(cells, projectId);
    const { version, cell, to: next } = newestOf(cells, projectId, await homesOf(cells, projectId));
    if (next !== undefined) continue;
    if (cell === to) return { outcome: "moved" };
    const isFull = (await answered(target.redis.hlen(key))) > LIMITS.homes;
    if (isFull && (await answered(target.redis.hexists(key, projectId))) === 0)
      return { outcome: "too_many" };
    // From this step on it begins nothing in the cell.
    const reply = await cells[cell]?.scripts.run("leave-cell", {
      ...{ projectId, version: version + 1, from: cell, to },
    });
    if (reply?.outcome === "left") {
      await enterHome(cells, projectId, { from: cell, version: version + 1, to });
      return { outcome: "moved" };
    }
    if (reply !== undefined && reply.outcome !== "known") return reply;
  }
  return { outcome: "changed" };
}

/**
 * Brings the records of a project that has left to the cell that it goes to, and lets it enter there. Any number may do it at
 * once, and each from the beginning: what is brought does not change before it was let in.
 */
export async function enterHome(
  cells: readonly HomeCell[],
  projectId: string,
  { from, version, to }: Leaving,
): Promise<void> {
  const source = cells[from];
  const target = cells[to];
  if (source === undefined || target === undefined) return;
  const bringing = new Bringing(source, target, projectId, version + 1);
  if (!(await bringing.all())) return;
  // Where it is now on its way from, and where it was before.
  const said = await Promise.all(cells.map((one) => homesOf([one], projectId)));
  const left = said.flatMap((homes, cell) =>
    cell !== to && homes.some((home) => home.to !== undefined || home.isLeft) ? [cell] : [],
  );
  await target.scripts.run("enter-cell", { projectId, version: version + 1, left: left.join(",") });
}

/**
 * Clears what a project has brought from the cells that it has left, once it has entered. Processes that do not know of its
 * new cell yet find nothing of it then: who can wait gives them time.
 */
export async function clearLeft(cells: readonly HomeCell[], projectId: string): Promise<void> {
  for (const { to, version, cell: from } of await homesOf(cells, projectId)) {
    if (to === undefined) continue;
    await enterHome(cells, projectId, { from, version, to });
    await cells[from]?.scripts.run("clear-left", { projectId, version });
  }
}

class Bringing {
  readonly #from: HomeCell;
  readonly #to: HomeCell;
  readonly #entering: { readonly projectId: string; readonly version: number };

  constructor(from: HomeCell, to: HomeCell, projectId: string, version: number) {
    this.#from = from;
    this.#to = to;
    this.#entering = { projectId, version };
  }

  /** False when somebody else has let it in meanwhile. */
  async all(): Promise<boolean> {
    const { projectId } = this.#entering;
    if (!(await this.#project(projectId))) return false;
    for (const [id, digest] of Object.entries(await this.#hash("api_keys", projectId))) {
      if (!(await this.#apiKey(id, digest))) return false;
    }
    const jobs = await answered(this.#from.redis.zrange(this.#key("jobs", projectId), 0, -1));
    for (const jobId of jobs) {
      if (!(await this.#job(jobId)) || !(await this.#memory(jobId))) return false;
    }
    return true;
  }

  async #project(projectId: string): Promise<boolean> {
    const { fair_weight: weight, ...fields } = await this.#hash("project", projectId);
    // It was cleared, after it was let in.
    if (fields["id"] === undefined) return false;
    const listeners = await answered(this.#from.redis.hget(this.#key("listeners"), projectId));
    const { outcome } = await this.#to.scripts.run("bring-project", {
      ...this.#entering,
      ...{ weight, listeners: listeners ?? undefined, fields: Object.entries(fields).flat() },
      webhooks: Object.entries(await this.#hash("webhooks", projectId)).flat(),
    });
    return outcome === "brought";
  }

  async #apiKey(id: string, digest: string): Promise<boolean> {
    const fields = Object.entries(await this.#hash("api_key", digest)).flat();
    if (fields.length === 0) return true;
    const { outcome } = await this.#to.scripts.run("bring-api-key", {
      ...this.#entering,
      id,
      digest,
      fields,
    });
    return outcome === "brought";
  }

  async #job(jobId: string): Promise<boolean> {
    const fields = await this.#hash("job", jobId);
    // What commands keep packed beside it they make themselves, and is no text.
    const { json, slug = "", left_at: leftAt = "0", line: _, drains: _drains, ...others } = fields;
    if (json === undefined) return true;
    const before = JSON.parse(json) as Job;
    // As a job that was changed: whoever has read it when the project was here before reads it, and where that has been, anew.
    const job = { ...before, version: before.version + 1 };
    const lastTick = await answered(this.#from.redis.hget(this.#key("cron_ticks"), jobId));
    const putOff = await answered(this.#from.redis.hget(this.#key("cron_since"), jobId));
    const { outcome } = await this.#to.scripts.run("bring-job", {
      ...this.#entering,
      ...{ jobId, slug, schedule: cronSpec(job) },
      jobVersion: job.version,
      fields: Object.entries({ ...others, slug, json: JSON.stringify(job) }).flat(),
      lastTick: lastTick === null ? undefined : Number(lastTick),
      // Before it was changed last it may have had another schedule, or none; what is older nobody waits for. Where some
      // were to be made up for, it is known behind which.
      since:
        putOff === null
          ? Math.max(Number(lastTick ?? 0), Date.parse(job.updated_at), Number(leftAt) - LIMITS.tickLateMs)
          : Number.parseInt(putOff, 10),
    });
    return outcome === "brought";
  }

  async #memory(jobId: string): Promise<boolean> {
    const key = this.#key("job_memory", jobId);
    let cursor = "0";
    let entries: string[] = [];
    let bytes = 0;
    const bring = async (): Promise<boolean> => {
      if (entries.length === 0) return true;
      const sizes = entries.map((text, index) => (index % 2 === 0 ? text : sizeOf(text)));
      const { outcome } = await this.#to.scripts.run("bring-memory", {
        ...{ ...this.#entering, jobId, entries, sizes },
      });
      entries = [];
      bytes = 0;
      return outcome === "brought";
    };
    do {
      const [next, found] = await answered(this.#from.redis.hscan(key, cursor));
      cursor = next;
      for (let index = 0; index + 1 < found.length; index += 2) {
        const [name = "", entry = ""] = found.slice(index, index + 2);
        entries.push(name, entry);
        bytes += entry.length;
        if (bytes >= MEMORY_STEP_BYTES && !(await bring())) return false;
      }
    } while (cursor !== "0");
    return bring();
  }

  #key(...of: Parameters<HomeCell["cell"]["keys"]["catalog"]>): string {
    return this.#from.cell.keys.catalog(...of);
  }

  #hash(...of: Parameters<HomeCell["cell"]["keys"]["catalog"]>): Promise<Record<string, string>> {
    return answered(this.#from.redis.hgetall(this.#key(...of)));
  }
}

/** `<size> <expires>` of an entry of a job's memory (`lua/lib/memory.lua`). */
function sizeOf(entry: string): string {
  const [, , , expires = "0", size = "0"] = entry.split(" ", 5);
  return `${size} ${expires}`;
}
