import type { Redis } from "ioredis";
import { type Failure, fail } from "../domain/failures.js";
import { newIdBeside, partitionOf } from "../domain/ids.js";
import { LIMITS } from "../domain/limits.js";
import type { RunView } from "../domain/run-json.js";
import { answered } from "./connection.js";
import { catalogKey } from "./keys.js";
import { asList, asPresentRunView, outcomeOf } from "./replies.js";
import type { Reply, Scripts } from "./scripts.js";

export interface ReplayRequest {
  /** Sequence of the checkpoint whose state becomes the payload; undefined for the payload it had. */
  readonly checkpoint: number | undefined;
  /** How long the new run may wait for its first start. */
  readonly ttlMs: number;
  readonly actor: string;
  /** Field, value pairs of the new run's metadata. */
  readonly metadata: readonly string[];
}

export interface DeadLetterPage {
  readonly runIds: readonly string[];
  readonly nextCursor?: string;
}

/** Place in the list of dead letters: time of death, and the member. */
const CURSOR = /^(\d{1,16})\.([0-9a-f-]{36}:[0-9a-f-]{36})$/;
const SCAN_STEP = 200;

const MESSAGES: Readonly<Record<string, string>> = {
  pause: "run must be executing to be paused",
  resume: "run must be paused to be resumed",
  restart: "run must be executing or paused to be restarted",
  "dlq-replay": "run is not in dead_letter status",
};

/** What operators do to single runs (control-api 3.2): each is one command that checks and writes. */
export class RunActions {
  readonly #scripts: Scripts;
  readonly #redis: Redis;
  readonly #partitions: number;

  constructor(scripts: Scripts, redis: Redis, partitions: number) {
    this.#scripts = scripts;
    this.#redis = redis;
    this.#partitions = partitions;
  }

  /** Executing to paused; a paused run stays as it is. */
  async pause(projectId: string, runId: string): Promise<Failure | { run: RunView }> {
    return changed(await this.#run("pause-run", runId, projectId), "pause");
  }

  /** Back to the queue in the same attempt; executors of before can no longer write. */
  async requeue(
    projectId: string,
    runId: string,
    how: "resume" | "restart",
  ): Promise<Failure | { run: RunView }> {
    return changed(await this.#run("requeue-run", runId, projectId, how), how);
  }

  /** The same run again from attempt 1. */
  async replayDeadLetter(projectId: string, runId: string): Promise<Failure | { run: RunView }> {
    return changed(await this.#run("replay-dead-letter", runId, projectId), "dlq-replay");
  }

  /** A new run with what the failed one was given. */
  async replay(
    projectId: string,
    runId: string,
    request: ReplayRequest,
  ): Promise<Failure | { run: RunView }> {
    const { checkpoint, ttlMs, actor, metadata } = request;
    const args = [newIdBeside(runId), checkpoint ?? "", ttlMs, actor, ...metadata];
    const reply = await this.#run("replay-run", runId, projectId, ...args);
    const outcome = outcomeOf(reply);
    switch (outcome) {
      case "created":
        return { run: asPresentRunView(asList(reply)[1]) };
      case "not_replayable":
      case "checkpoint_not_found":
      case "job_disabled":
      case "job_paused":
        return fail(outcome);
      case "job_not_found":
        return fail("job_gone");
      default:
        return fail("run_not_found");
    }
  }

  /** Moves the start; `payload` is JSON text, empty for the one it has. */
  async reschedule(
    projectId: string,
    runId: string,
    atMs: number,
    payload: string,
  ): Promise<Failure | { run: RunView }> {
    const reply = await this.#run("reschedule-run", runId, projectId, atMs, payload);
    if (outcomeOf(reply) === "ok") return { run: asPresentRunView(asList(reply)[1]) };
    return fail("run_not_found", { message: "run not found or not eligible for rescheduling" });
  }

  async setDebug(projectId: string, runId: string, on: boolean): Promise<Failure | undefined> {
    const reply = await this.#run("set-debug", runId, projectId, on ? "1" : "0");
    return outcomeOf(reply) === "ok" ? undefined : fail("run_not_found");
  }

  async freeIdempotencyKey(projectId: string, runId: string): Promise<Failure | undefined> {
    const reply = await this.#run("free-idempotency-key", runId, projectId);
    if (outcomeOf(reply) === "ok") return undefined;
    return fail("run_not_found", { message: "run not found or not eligible for idempotency reset" });
  }

  /** Dead letters that are shown, the newest death first; undefined when the cursor is not one of this list. */
  async deadLetters(
    projectId: string,
    limit: number,
    cursor: string | undefined,
  ): Promise<DeadLetterPage | undefined> {
    const place = cursor === undefined ? undefined : CURSOR.exec(cursor);
    if (place === null) return undefined;
    const [, after = "+inf", beyond = ""] = place ?? [];
    const key = catalogKey("dead_letters", projectId);
    const oldest = Date.now() - LIMITS.deadLetterShownMs;
    const found: { member: string; atMs: string }[] = [];
    for (let offset = 0; found.length <= limit; offset += SCAN_STEP) {
      const listed = await answered(
        this.#redis.zrange(key, after, oldest, "BYSCORE", "REV", "LIMIT", offset, SCAN_STEP, "WITHSCORES"),
      );
      for (let index = 0; index + 1 < listed.length; index += 2) {
        const [member = "", atMs = ""] = listed.slice(index, index + 2);
        // Of one millisecond, what stood before the cursor was shown already.
        if (atMs !== after || member < beyond) found.push({ member, atMs });
      }
      if (listed.length < 2 * SCAN_STEP) break;
    }
    const shown = found.slice(0, limit);
    const runIds = shown.map(({ member }) => member.slice(0, 36));
    const last = shown.at(-1);
    if (last === undefined || found.length <= limit) return { runIds };
    return { runIds, nextCursor: `${last.atMs}.${last.member}` };
  }

  /** The dead letters that died first, at most `limit`. */
  async oldestDeadLetters(projectId: string, limit: number): Promise<string[]> {
    const key = catalogKey("dead_letters", projectId);
    const oldest = Date.now() - LIMITS.deadLetterShownMs;
    const members = await answered(this.#redis.zrange(key, oldest, "+inf", "BYSCORE", "LIMIT", 0, limit));
    return members.map((member) => member.slice(0, 36));
  }

  #run(name: string, runId: string, projectId: string, ...args: (string | number)[]): Promise<Reply> {
    return this.#scripts.run(name, partitionOf(runId, this.#partitions), [runId, projectId, ...args]);
  }
}

function changed(reply: Reply, action: string): Failure | { run: RunView } {
  const outcome = outcomeOf(reply);
  if (outcome === "ok") return { run: asPresentRunView(asList(reply)[1]) };
  if (outcome === "canceling") return fail("run_canceling");
  if (outcome === "job_not_found") return fail("job_gone");
  if (outcome === "wrong_state") return fail("run_conflict", { message: MESSAGES[action] ?? "" });
  return fail("run_not_found");
}
