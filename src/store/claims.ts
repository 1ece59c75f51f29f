import { newId } from "../domain/ids.js";
import { METRICS } from "../metrics/metrics.js";
import { asList, asText, asTexts } from "./replies.js";
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
      const assignments = Array.from({ length: request.max - claimed.length }, newId);
      const reply = await this.#scripts.run("claim", this.#next, [
        request.projectId,
        request.workerId,
        request.by,
        request.filter.length,
        ...request.filter,
        ...assignments,
      ]);
      for (const item of asList(reply)) {
        const [runId, jobId, attempt, assignmentId, timeoutSecs, payload, metadata, checkpoint] =
          asList(item);
        const [entryId, fields] = asList(checkpoint);
        const run = {
          runId: asText(runId),
          jobId: asText(jobId),
          attempt: Number(asText(attempt)),
          assignmentId: asText(assignmentId),
          timeoutSecs: Number(asText(timeoutSecs)),
          payload: asText(payload),
          metadata: asTexts(metadata),
        };
        if (entryId === undefined) {
          claimed.push(run);
          continue;
        }
        const texts = asTexts(fields);
        const sequence = asText(entryId).split("-")[0] ?? "";
        claimed.push({
          ...run,
          checkpoint: { sequence, state: texts[texts.indexOf("state") + 1] ?? "null" },
        });
      }
    }
    METRICS.queueClaim.observe((performance.now() - startedMs) / 1000);
    return claimed;
  }
}
