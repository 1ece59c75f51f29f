import type { Redis } from "ioredis";
import { type Guard, guardOf, type RunStore } from "./run-store.js";

/**
 * Plain commands: a guard is read with HMGET, then the write follows. The client is expected to pipeline
 * automatically, so that the commands of requests of one tick share a round trip.
 */
export class CommandStore implements RunStore {
  readonly #redis: Redis;
  readonly #prefix: string;

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
  }

  async heartbeat(run: string, attempt: number): Promise<Guard> {
    const guard = await this.#guard(run, attempt);
    if (guard !== "ok") return guard;
    const now = Date.now();
    await Promise.all([
      this.#redis.hset(this.#run(run), "status", "executing", "heartbeat_at", now),
      this.#redis.zadd(`${this.#prefix}:live`, now, run),
    ]);
    return guard;
  }

  async append(
    run: string,
    attempt: number,
    stream: string,
    cap: number,
    entry: readonly string[],
  ): Promise<Guard> {
    const guard = await this.#guard(run, attempt);
    if (guard === "ok") {
      await this.#redis.xadd(`${this.#run(run)}:${stream}`, "MAXLEN", "~", cap, "*", ...entry);
    }
    return guard;
  }

  async create(run: string, job: string, payload: string): Promise<void> {
    await this.#redis.hset(this.#run(run), {
      status: "queued",
      attempt: 1,
      job_id: job,
      payload,
      created_at: Date.now(),
    });
  }

  async #guard(run: string, attempt: number): Promise<Guard> {
    const [status = null, current = null] = await this.#redis.hmget(this.#run(run), "status", "attempt");
    return guardOf(status, current, attempt);
  }

  #run(run: string): string {
    return `${this.#prefix}:run:${run}`;
  }
}
