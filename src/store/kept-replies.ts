import { createHash } from "node:crypto";
import type { Redis } from "ioredis";
import { newId } from "../domain/ids.js";
import { answered } from "./connection.js";
import type { Scripts } from "./scripts.js";

export interface KeptReply {
  readonly status: number;
  readonly body: string;
}

/** A key held for one request. */
export interface Reservation {
  readonly reservation: string;
}

/**
 * The HTTP idempotency layer (control-api 2.2): a reply of 2xx is kept for 24 h and answered again. A request
 * reserves its key first; the reservation expires by itself when its gateway dies.
 */
export class KeptReplies {
  readonly #scripts: Scripts;
  readonly #redis: Redis;

  constructor(scripts: Scripts, redis: Redis) {
    this.#scripts = scripts;
    this.#redis = redis;
  }

  /** The name a reply is kept under: length-prefixed, so that no two parts run into each other. */
  static digest(parts: readonly string[]): string {
    const hash = createHash("sha256");
    for (const part of parts) hash.update(`${Buffer.byteLength(part)}:${part}`);
    return hash.digest("hex");
  }

  /** A reservation for the first; `in_flight` while another holds the key; else the kept reply. */
  async reserve(digest: string): Promise<Reservation | "in_flight" | KeptReply> {
    const reservation = `held ${newId()}`;
    const reply = await this.#scripts.run("reserve-reply", { digest, reservation });
    if (reply.outcome === "reserved") return { reservation };
    if (reply.outcome === "in_flight") return "in_flight";
    const space = reply.reply.indexOf(" ");
    return { status: Number(reply.reply.slice(0, space)), body: reply.reply.slice(space + 1) };
  }

  /** Whether something is kept under the name, or on its way to be. */
  async knows(digest: string): Promise<boolean> {
    const { keys } = this.#scripts;
    return (
      (await answered(this.#redis.exists(keys.catalog("reply", digest), keys.catalog("once", digest)))) > 0
    );
  }

  async keep(digest: string, reply: KeptReply): Promise<void> {
    await this.#scripts.run("keep-reply", { digest, reply: textOf(reply) });
  }

  /** Frees the key of what holds it: the reservation of a request that was refused, a reply that does not hold any more. */
  async release(digest: string, held: Reservation | KeptReply): Promise<void> {
    await this.#scripts.run("release-reply", {
      digest,
      held: "reservation" in held ? held.reservation : textOf(held),
    });
  }
}

function textOf({ status, body }: KeptReply): string {
  return `${status} ${body}`;
}
