import { newId } from "../domain/ids.js";
import { METRICS } from "../metrics/metrics.js";
import type { Scripts } from "./scripts.js";

export interface ClaimRequest {
  readonly projectId: string;
  readonly workerId: string;
  readonly by: "jobs" | "queues" | "all";
  /** Job ids or queue names. */
  readonly filter: readonly string[];
  readonly max: number;
}

export interface ClaimedRun {
  readonly runId: string;
  readonly jobId: string;
  readonly attempt: number;
  readonly assignmentId: string;
  readonly timeoutSecs: number;
  readonly payload: string;
  readonly metadata: readonly string[];
  readonly checkpoint?: { readonly sequence: string; readonly state: string };
}

/** What a claim has found. */
export interface Claimed {
  readonly runs: readonly ClaimedRun[];
  /** Whether the job of the last of them has others to hand out. */
  readonly hasMore: boolean;
}

/** A pull job that has got runs to hand out. */
export interface ReadyJob {
  readonly jobId: string;
  readonly queue: string;
  readonly projectId: string;
}

/** What is told when a line takes its seat (`lua/lib/line.lua`): names of queues have no spaces, those of projects may. */
export function readyJobOf(message: string): ReadyJob {
  const [jobId = "", queue = ""] = message.split(" ", 2);
  return { jobId, queue, projectId: message.slice(jobId.length + queue.length + 2) };
}

/** Hands ready pull runs to claimers (our extension; control-api 6.5). */
export class Claims {
  readonly #scripts: Scripts;

  constructor(scripts: Scripts) {
    this.#scripts = scripts;
  }

  /** At most `max` runs, in order (see `lua/lib/line.lua`). */
  async claim({ max, ...request }: ClaimRequest): Promise<Claimed> {
    const startedMs = performance.now();
    const args = { ...request, assignmentIds: Array.from({ length: max }, newId) };
    const { runs, more } = await this.#scripts.run("claim", args);
    METRICS.queueClaim.observe((performance.now() - startedMs) / 1000);
    const claimed = runs.map(({ checkpoint, ...run }) => {
      if (checkpoint === undefined) return run;
      const sequence = checkpoint.id.split("-")[0] ?? "";
      return { ...run, checkpoint: { sequence, state: checkpoint.fields.get("state") ?? "null" } };
    });
    return { runs: claimed, hasMore: more === 1 };
  }
}
