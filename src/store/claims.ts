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

/** Hands ready pull runs to claimers (our extension; control-api 6.5). */
export class Claims {
  readonly #scripts: Scripts;
  readonly #partitions: number;
  #next = 0;

  constructor(scripts: Scripts, partitions: number) {
    this.#scripts = scripts;
    this.#partitions = partitions;
  }

  /** At most `max` runs, exact in claim order within a partition; partitions take turns. */
  async claim(request: ClaimRequest): Promise<ClaimedRun[]> {
    const claimed: ClaimedRun[] = [];
    const startedMs = performance.now();
    for (let turn = 0; turn < this.#partitions && claimed.length < request.max; turn++) {
      this.#next = (this.#next + 1) % this.#partitions;
      const { projectId, workerId, by, filter, max } = request;
      const assignmentIds = Array.from({ length: max - claimed.length }, newId);
      const own = { projectId, workerId, by, filter, assignmentIds };
      for (const { checkpoint, ...run } of await this.#scripts.run("claim", this.#next, own)) {
        if (checkpoint === undefined) {
          claimed.push(run);
          continue;
        }
        const sequence = checkpoint.id.split("-")[0] ?? "";
        claimed.push({ ...run, checkpoint: { sequence, state: checkpoint.fields.get("state") ?? "null" } });
      }
    }
    METRICS.queueClaim.observe((performance.now() - startedMs) / 1000);
    return claimed;
  }
}
