import type { Redis } from "ioredis";
import type { RunView } from "../api/run.js";
import { type Failure, fail, failDrained } from "../domain/failures.js";
import { newIdBeside } from "../domain/ids.js";
import { LIMITS } from "../domain/limits.js";
import type { PauseRunReply, ReplayDeadLetterReply, RequeueRunReply } from "./commands.js";
import { answered } from "./connection.js";
import { cutPage, type Page } from "./pages.js";
import type { Scripts } from "./scripts.js";

export interface ReplayRequest {
  /** Sequence of the checkpoint whose state becomes the payload; undefined for the payload it had. */
  readonly checkpoint: number | undefined;
  /** How long the new run may wait for its first start. */
  readonly ttlMs: number;
  readonly actor: string;
  /** Field, value pairs of the new run's metadata. */
  readonly metadata: readonly string[];
  /** The same for a repeat of the request; undefined for one that is another each time. */
  readonly once: string | undefined;
}

/** A dead letter that is listed: its run, and the cursor behind it. */
export interface DeadLetter {
  readonly runId: string;
  readonly place: string;
}

/** Place in the list of dead letters: time of death, and the member. */
const CURSOR = /^(\d{1,16})\.([0-9a-f-]{36}:[0-9a-f-]{36})$/;
const SCAN_STEP = 200;

/** Whether the text is a place in the list of dead letters. */
export function isDeadLetterCursor(text: string): boolean {
  return CURSOR.test(text);
}

/** Why a run in a status that does not fit is not moved so. */
export const MOVE_REFUSED = {
  pause: "run must be executing to be paused",
  resume: "run must be paused to be resumed",
  restart: "run must be executing or paused to be restarted",
  "dlq-replay": "run is not in dead_letter status",
} as const;

/** What operators do to single runs (control-api 3.2): each is one command that checks and writes. */
export class RunActions {
  readonly #scripts: Scripts;
  readonly #redis: Redis;

  constructor(scripts: Scripts, redis: Redis) {
    this.#scripts = scripts;
    this.#redis = redis;
  }

  /** Executing to paused; a paused run stays as it is. */
  async pause(projectId: string, runId: string): Promise<Failure | { run: RunView }> {
    return changed(await this.#scripts.run("pause-run", { runId, projectId }), "pause");
  }

  /** Back to the queue in the same attempt; executors of before can no longer write. */
  async requeue(
    projectId: string,
    runId: string,
    how: "resume" | "restart",
  ): Promise<Failure | { run: RunView }> {
    const args = { runId, projectId, how };
    return changed(await this.#scripts.run("requeue-run", args), how);
  }

  /** The same run again from attempt 1. */
  async replayDeadLetter(projectId: string, runId: string): Promise<Failure | { run: RunView }> {
    const args = { runId, projectId };
    return changed(await this.#scripts.run("replay-dead-letter", args), "dlq-replay");
  }

  /** A new run with what the failed one was given. */
  async replay(
    projectId: string,
    runId: string,
    request: ReplayRequest,
  ): Promise<Failure | { run: RunView }> {
    const { checkpoint, ttlMs, actor, metadata, once } = request;
    const args = { runId, projectId, newRunId: newIdBeside(runId), checkpoint, ttl: ttlMs, actor, metadata };
    const reply = await this.#scripts.run("replay-run", args, {
      digest: once,
      outcomes: ["created"],
    });
    switch (reply.outcome) {
      case "created":
        return reply;
      case "not_found":
        return fail("run_not_found");
      case "job_not_found":
        return fail("job_gone");
      case "project_drains":
        return failDrained(reply.left);
      default:
        return fail(reply.outcome);
    }
  }

  /** Moves the start; `payload` is JSON text, empty for the one it has. */
  async reschedule(
    projectId: string,
    runId: string,
    atMs: number,
    payload: string,
  ): Promise<Failure | { run: RunView }> {
    const args = { runId, projectId, at: atMs, payload };
    const reply = await this.#scripts.run("reschedule-run", args);
    if (reply.outcome === "ok") return reply;
    return fail("run_not_found", { message: "run not found or not eligible for rescheduling" });
  }

  async setDebug(projectId: string, runId: string, on: boolean): Promise<Failure | undefined> {
    const reply = await this.#scripts.run("set-debug", { runId, projectId, on });
    return reply.outcome === "ok" ? undefined : fail("run_not_found");
  }

  async freeIdempotencyKey(projectId: string, runId: string): Promise<Failure | undefined> {
    const args = { runId, projectId };
    const reply = await this.#scripts.run("free-idempotency-key", args);
    if (reply.outcome === "ok") return undefined;
    return fail("run_not_found", { message: "run not found or not eligible for idempotency reset" });
  }

  /** Dead letters that are shown, the newest death first; from a cursor that {@link isDeadLetterCursor} knows. */
  async deadLetters(projectId: string, limit: number, cursor: string | undefined): Promise<Page<DeadLetter>> {
    const [, after = "+inf", beyond = ""] = CURSOR.exec(cursor ?? "") ?? [];
    const key = this.#scripts.keys.catalog("dead_letters", projectId);
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
    const letters = found.map(({ member, atMs }) => ({
      runId: member.slice(0, 36),
      place: `${atMs}.${member}`,
    }));
    return cutPage(letters, limit, ({ place }) => place);
  }

  /** The dead letters that died first, at most `limit`. */
  async oldestDeadLetters(projectId: string, limit: number): Promise<string[]> {
    const key = this.#scripts.keys.catalog("dead_letters", projectId);
    const oldest = Date.now() - LIMITS.deadLetterShownMs;
    const members = await answered(this.#redis.zrange(key, oldest, "+inf", "BYSCORE", "LIMIT", 0, limit));
    return members.map((member) => member.slice(0, 36));
  }
}

function changed(
  reply: PauseRunReply | RequeueRunReply | ReplayDeadLetterReply,
  action: keyof typeof MOVE_REFUSED,
): Failure | { run: RunView } {
  switch (reply.outcome) {
    case "ok":
      return reply;
    case "canceling":
      return fail("run_canceling");
    case "job_not_found":
      return fail("job_gone");
    case "wrong_state":
      return fail("run_conflict", { message: MOVE_REFUSED[action] });
    case "not_found":
      return fail("run_not_found");
    case "run_left_behind":
      return fail(reply.outcome);
    case "project_drains":
      return failDrained(reply.left);
  }
}
