import type { Redis } from "ioredis";
import type { RunView } from "../api/run.js";
import type { Config } from "../config.js";
import { derivedIdBeside } from "../domain/ids.js";
import { LIMITS } from "../domain/limits.js";
import { ENDING_EVENTS } from "../domain/run-status.js";
import { wantsEvent } from "../domain/webhook.js";
import type { Logger } from "../log.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import type { Cell } from "../store/cell.js";
import type { Deliveries } from "../store/deliveries.js";
import type { Jobs } from "../store/jobs.js";
import type { OutboxJob } from "../store/outbox.js";
import type { Runs } from "../store/runs.js";
import type { Webhooks } from "../store/webhooks.js";
import { Chaining } from "./chaining.js";

/** The end of a run as `lua/lib/ending.lua` hands it over; `number` is when it ended, in ms. */
export interface Ending extends OutboxJob {
  readonly status: keyof typeof ENDING_EVENTS;
  readonly attempt: string;
  readonly job: string;
  readonly project: string;
}

interface Parts {
  readonly cell: Cell;
  readonly redis: Redis;
  readonly deliveries: Deliveries;
  readonly webhooks: Webhooks;
  readonly jobs: Jobs;
  readonly runs: Runs;
  readonly sandbox: Sandbox;
  readonly config: Config;
  readonly log: Logger;
}

/**
 * What follows the end of a run: a delivery to each who asked for it (control-api 7.7), and the run
 * that the job names to come next. Each is made under an id
 * that follows from the end, so that doing it all again makes nothing twice.
 */
export class Endings {
  readonly #parts: Parts;
  readonly #chaining: Chaining;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#chaining = new Chaining(parts);
  }

  async process(ending: Ending): Promise<void> {
    const { run: runId, number, status, attempt, job: jobId, project } = ending;
    const { cell, jobs, runs, redis } = this.#parts;
    const [job, found] = await Promise.all([jobs.getAny(jobId), runs.get(undefined, runId)]);
    const run = found?.fields.get("finished_at") === number ? found : undefined;
    await this.#deliver(ending, job?.webhook_url ?? "", run);
    if (job !== undefined && found !== undefined) {
      await this.#chaining.follow(ending, ENDING_EVENTS[status], job, found);
    }
    const key = cell.keys.partition("endings");
    await redis.zrem(key, [runId, number, status, attempt, jobId, project].join(" "));
  }

  async #deliver(ending: Ending, jobUrl: string, run: RunView | undefined): Promise<void> {
    const { run: runId, number, status, attempt, job: jobId, project } = ending;
    const { deliveries, webhooks, log } = this.#parts;
    const event = ENDING_EVENTS[status];
    const told = {
      event_type: event,
      run_id: runId,
      job_id: jobId,
      run_status: status,
      run_attempt: attempt,
      ended_at: number,
      error: (run?.fields.get("error") ?? "").slice(0, LIMITS.keptErrorLength),
    };
    const wanted = (await webhooks.list(project)).filter((one) => wantsEvent(one, event));
    const targets: { name: string; fields: Record<string, string> }[] = wanted.map(
      ({ id, url, retryPolicy }) => ({
        name: id,
        fields: { kind: "subscription", subscription_id: id, webhook_url: url, retry_policy: retryPolicy },
      }),
    );
    if (jobUrl !== "") {
      const fields = { kind: "job", webhook_url: jobUrl, retry_policy: "exponential" };
      targets.push({ name: "job", fields });
    }
    await Promise.all(
      targets.map(async ({ name, fields }) => {
        const id = derivedIdBeside(runId, Number(number), "delivery", name, event);
        const { outcome } = await deliveries.create(id, project, { ...told, ...fields });
        if (outcome === "full")
          log.warn({ project_id: project, delivery_id: id }, "too many pending deliveries");
      }),
    );
  }
}
