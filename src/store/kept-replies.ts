import { createHash } from "node:crypto";
import type { Redis } from "ioredis";
import { LIMITS } from "../domain/limits.js";
import { answered } from "./connection.js";
import type { CellKeys } from "./keys.js";

export interface KeptReply {
  readonly status: number;
  readonly body: string;
}

/**
 * The HTTP idempotency layer (control-api 2.2): a reply of 2xx is kept for 24 h and answered again. A request
 * reserves its key first; the reservation expires by itself when its gateway dies.
 */
export class KeptReplies {
  readonly #redis: Redis;
  readonly #keys: CellKeys;

  constructor(redis: Redis, keys: CellKeys) {
    this.#redis = redis;
    this.#keys = keys;
  }

  /** The name a reply is kept under: length-prefixed, so that no two parts run into each other. */
  static digest(parts: readonly string[]): string {
    const hash = createHash("sha256");
    for (const part of parts) hash.update(`${Buffer.byteLength(part)}:${part}`);
    return hash.digest("hex");
  }

  /** `reserved` for the first; `in_flight` while another holds the key; else the kept reply. */
  async reserve(digest: string): Promise<"reserved" | "in_flight" | KeptReply> {
    const key = this.#keys.catalog("reply", digest);
    const set = await answered(this.#redis.set(key, "", "PX", LIMITS.idempotencyReservationMs, "NX"));
    if (set === "OK") return "reserved";
    const kept = await answered(this.#redis.get(key));
    if (kept === null) return this.reserve(digest);
    if (kept === "") return "in_flight";
    const space = kept.indexOf(" ");
    return { status: Number(kept.slice(0, space)), body: kept.slice(space + 1) };
  }

  /** Frees the key of a reply that does not hold any more. */
  async forget(digest: string, { status, body }: KeptReply): Promise<void> {
    const key = this.#keys.catalog("reply", digest);
    // A repeat of the same moment may have reserved the key anew by now: only the reply itself is taken away.
    const found = await answered(this.#redis.get(key));
    if (found === `${status} ${body}`) await this.release(digest);
  }

  async keep(digest: string, reply: KeptReply): Promise<void> {
    const value = `${reply.status} ${reply.body}`;
    await answered(this.#redis.set(this.#keys.catalog("reply", digest), value, "PX", LIMITS.idempotencyMs));
    // What the reply was made from is of no use any more; left behind, it expires.
    await answered(this.#redis.unlink(this.#keys.catalog("once", digest)));
  }

  async release(digest: string): Promise<void> {
    await answered(this.#redis.del(this.#keys.catalog("reply", digest)));
  }
}
