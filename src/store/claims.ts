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

  constructor(scripts: Scripts) {
    this.#scripts = scripts;
  }

  /** At most `max` runs, in order (see `lua/lib/line.lua`). */
  async claim({ max, ...request }: ClaimRequest): Promise<ClaimedRun[]> {
    const startedMs = performance.now();
    const args = { ...request, assignmentIds: Array.from({ length: max }, newId) };
    const claimed = await this.#scripts.run("claim", args);
    METRICS.queueClaim.observe((performance.now() - startedMs) / 1000);
    return claimed.map(({ checkpoint, ...run }) => {
      if (checkpoint === undefined) return run;
      const sequence = checkpoint.id.split("-")[0] ?? "";
      return { ...run, checkpoint: { sequence, state: checkpoint.fields.get("state") ?? "null" } };
    });
  }
}
