import type { ClientAddresses } from "../../auth/client-address.js";
import type { Config } from "../../config.js";
import { type Failure, fail } from "../../domain/failures.js";
import { LIMITS } from "../../domain/limits.js";
import type { ResponseSide } from "./engine.js";

/** What comes of a body. */
export interface BodyReader {
  /** Called once, in the turn in which the last byte came; the bytes are only valid during the call. */
  complete(bytes: Buffer): void;
  /** Called once instead; `close` when the rest of the body was not read. */
  refuse(failure: Failure, close: boolean): void;
}

export interface BodyBounds {
  readonly limit: number;
  readonly timeoutMs: number;
}

export function bodyBounds({ maxBodyBytes, requestTimeoutMs }: Config): BodyBounds {
  return { limit: maxBodyBytes, timeoutMs: requestTimeoutMs };
}

/** What is answered where the {@link BodyBudget} has no room. */
export const TOO_MANY_BODIES = fail("unavailable", { message: "too many request bodies at once: try again" });

/** A body this many times over the limit is not read to its end: the connection is closed. */
const DRAIN_FACTOR = 4;

/**
 * The bytes of all bodies that one process holds, of requests before they are whole, of answers before they are taken: one
 * bound, and a share of it an address.
 */
export class BodyBudget {
  readonly #addresses: ClientAddresses;
  readonly #byAddress = new Map<string, number>();
  #held = 0;

  constructor(addresses: ClientAddresses) {
    this.#addresses = addresses;
  }

  /** The same bounds for other bodies. */
  another(): BodyBudget {
    return new BodyBudget(this.#addresses);
  }

  /** What the peer is counted as; undefined for a proxy, through which everybody comes. */
  counted(peer: string): string | undefined {
    return this.#addresses.isProxy(peer) ? undefined : this.#addresses.of(peer, "");
  }

  /** Whether there is room for so many bytes more; if so they are held until they are given back. */
  take(address: string | undefined, bytes: number): boolean {
    const own = address === undefined ? 0 : (this.#byAddress.get(address) ?? 0);
    if (this.#held + bytes > LIMITS.bufferedBodyBytes || own + bytes > LIMITS.bufferedBodyBytesAddress) {
      return false;
    }
    this.#held += bytes;
    if (address !== undefined) this.#byAddress.set(address, own + bytes);
    return true;
  }

  giveBack(address: string | undefined, bytes: number): void {
    this.#held -= bytes;
    if (address === undefined) return;
    const left = (this.#byAddress.get(address) ?? 0) - bytes;
    if (left > 0) this.#byAddress.set(address, left);
    else this.#byAddress.delete(address);
  }
}

/**
 * Reads a body of at most `limit` bytes. A larger one is read to its end and then refused, so that the connection
 * stays usable; one that goes far beyond, or takes longer than `timeoutMs`, is refused and closed. With `held`, no more
 * of it is read than what has come with its head, until it is admitted. A class: nearly all bodies come at once, and a
 * closure for each thing that may happen to the others would cost more than reading them.
 */
export class IncomingBody {
  readonly #res: ResponseSide;
  readonly #bounds: BodyBounds;
  readonly #budget: BodyBudget;
  readonly #reader: BodyReader;
  #received = 0;
  #parts: Buffer[] | undefined = undefined;
  #kept = 0;
  #address: string | undefined = undefined;
  #timer: NodeJS.Timeout | undefined = undefined;
  #waits: boolean;
  #paused = false;
  #settled = false;

  constructor(res: ResponseSide, bounds: BodyBounds, budget: BodyBudget, reader: BodyReader, held: boolean) {
    this.#res = res;
    this.#bounds = bounds;
    this.#budget = budget;
    this.#reader = reader;
    this.#waits = held;
    res.onData((part, isLast) => {
      if (!this.#settled) this.#take(part, isLast);
    });
  }

  /** Whoever sends it may: the rest of it is read. */
  admit(): void {
    this.#waits = false;
    if (this.#paused) this.#res.resume();
    this.#paused = false;
  }

  /** Nothing of it is wanted any more. */
  drop(): void {
    this.#settled = true;
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#forget();
  }

  #take(part: ArrayBuffer, isLast: boolean): void {
    this.#received += part.byteLength;
    const { limit, timeoutMs } = this.#bounds;
    if (isLast) {
      const before = this.#parts;
      this.drop();
      if (this.#received > limit) this.#reader.refuse(fail("payload_too_large"), false);
      else if (before === undefined) this.#reader.complete(Buffer.from(part));
      else this.#reader.complete(Buffer.concat([...before, Buffer.from(part)]));
      return;
    }
    if (this.#received > limit * DRAIN_FACTOR) {
      this.#refuse(fail("payload_too_large"));
      return;
    }
    this.#timer ??= setTimeout(() => this.#refuse(fail("request_timeout")), timeoutMs);
    if (this.#received > limit) this.#forget();
    else if (!this.#keep(part)) {
      this.#refuse(TOO_MANY_BODIES);
      return;
    }
    if (this.#waits && !this.#paused) {
      this.#paused = true;
      this.#res.pause();
    }
  }

  #keep(part: ArrayBuffer): boolean {
    if (this.#parts === undefined) {
      this.#parts = [];
      this.#address = this.#budget.counted(Buffer.from(this.#res.getRemoteAddressAsText()).toString());
    }
    if (!this.#budget.take(this.#address, part.byteLength)) return false;
    this.#kept += part.byteLength;
    // The library takes the memory of the part back after this call.
    this.#parts.push(Buffer.from(Buffer.from(part)));
    return true;
  }

  #forget(): void {
    if (this.#kept > 0) this.#budget.giveBack(this.#address, this.#kept);
    this.#kept = 0;
    this.#parts = undefined;
  }

  #refuse(failure: Failure): void {
    this.drop();
    this.#reader.refuse(failure, true);
  }
}
