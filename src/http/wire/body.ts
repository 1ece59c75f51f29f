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

/** A body this many times over the limit is not read to its end: the connection is closed. */
const DRAIN_FACTOR = 4;

/** The bytes of all bodies that one process holds before they are whole: one bound, and a share of it an address. */
export class BodyBudget {
  readonly #addresses: ClientAddresses;
  readonly #byAddress = new Map<string, number>();
  #held = 0;

  constructor(addresses: ClientAddresses) {
    this.#addresses = addresses;
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

/** A body on its way. */
export interface BodyInFlight {
  /** Whoever sends it may: the rest of it is read. */
  admit(): void;
  /** Nothing of it is wanted any more. */
  drop(): void;
}

/**
 * Reads a body of at most `limit` bytes. A larger one is read to its end and then refused, so that the connection
 * stays usable; one that goes far beyond, or takes longer than `timeoutMs`, is refused and closed. With `held`, no more
 * of it is read than what has come with its head, until it is admitted.
 */
export function readBody(
  res: ResponseSide,
  { limit, timeoutMs }: BodyBounds,
  { budget, held }: { budget: BodyBudget; held: boolean },
  reader: BodyReader,
): BodyInFlight {
  let received = 0;
  let parts: Buffer[] | undefined;
  let kept = 0;
  let address: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let waits = held;
  let paused = false;
  let settled = false;
  const forget = (): void => {
    if (kept > 0) budget.giveBack(address, kept);
    kept = 0;
    parts = undefined;
  };
  const settle = (): void => {
    settled = true;
    clearTimeout(timer);
    forget();
  };
  const refuse = (failure: Failure, close: boolean): void => {
    settle();
    reader.refuse(failure, close);
  };
  const keep = (part: ArrayBuffer): boolean => {
    if (parts === undefined) {
      parts = [];
      address = budget.counted(Buffer.from(res.getRemoteAddressAsText()).toString());
    }
    if (!budget.take(address, part.byteLength)) return false;
    kept += part.byteLength;
    // The library takes the memory of the part back after this call.
    parts.push(Buffer.from(Buffer.from(part)));
    return true;
  };
  res.onData((part, isLast) => {
    if (settled) return;
    received += part.byteLength;
    if (isLast) {
      const before = parts;
      settle();
      if (received > limit) reader.refuse(fail("payload_too_large"), false);
      else if (before === undefined) reader.complete(Buffer.from(part));
      else reader.complete(Buffer.concat([...before, Buffer.from(part)]));
      return;
    }
    if (received > limit * DRAIN_FACTOR) {
      refuse(fail("payload_too_large"), true);
      return;
    }
    timer ??= setTimeout(() => refuse(fail("request_timeout"), true), timeoutMs);
    if (received > limit) forget();
    else if (!keep(part)) {
      refuse(fail("unavailable", { message: "too many request bodies at once: try again" }), true);
      return;
    }
    if (waits && !paused) {
      paused = true;
      res.pause();
    }
  });
  return {
    admit: () => {
      waits = false;
      if (paused) res.resume();
      paused = false;
    },
    drop: settle,
  };
}
