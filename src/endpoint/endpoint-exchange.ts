import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import { LIMITS } from "../domain/limits.js";
import { type EndpointOutcome, type EndpointTiming, failureOutcome, wholeMs } from "./endpoint-outcome.js";
import { parseRetryAfter } from "./retry-after.js";

export interface EndpointCall {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string | Buffer;
  /** Duration of the whole call, waiting for a connection and reading the body included. */
  readonly deadlineMs: number;
  readonly maxResponseBytes?: number;
  readonly signal?: AbortSignal;
}

/** How long the connection took to open whose first request undici writes at this moment; 0 at any other. */
export type Opening = { ms: number };

/** Node cannot wait longer in one timer; a run cannot work longer than a day. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** One call under way. Settles once: whatever comes later finds it settled. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #resolve: (outcome: EndpointOutcome) => void;
  readonly #opening: Opening;
  readonly #signal: AbortSignal | undefined;
  readonly #maxBytes: number;
  readonly #timer: NodeJS.Timeout;
  readonly #startedAt = performance.now();
  #controller: Dispatcher.DispatchController | undefined;
  #settled = false;
  #connectMs = 0;
  #sentAt = this.#startedAt;
  #answeredAt = 0;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  #body: Buffer = Buffer.alloc(0);
  #length = 0;

  constructor(call: EndpointCall, opening: Opening, resolve: (outcome: EndpointOutcome) => void) {
    this.#resolve = resolve;
    this.#opening = opening;
    this.#signal = call.signal;
    this.#maxBytes = call.maxResponseBytes ?? LIMITS.resultBytes;
    const wait = Math.min(Math.max(call.deadlineMs, 0), LONGEST_TIMER_MS);
    this.#timer = setTimeout(onDeadline, wait, this);
    this.#signal?.addEventListener("abort", this.#onAbort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Ended while it waited for a connection: nothing may be sent any more.
    if (this.#settled) {
      controller.abort(new CallEndedError());
      return;
    }
    if (this.#opening.ms > 0) {
      this.#connectMs = this.#opening.ms;
      this.#sentAt = performance.now();
    }
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (status < 200) return;
    this.#answeredAt = performance.now();
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return;
    const room = this.#maxBytes - this.#length;
    this.#append(chunk.length > room ? chunk.subarray(0, room) : chunk);
    if (chunk.length > room) this.#endWith(this.#answer(true));
  }

  onResponseEnd(): void {
    if (!this.#settled) this.#settle(this.#answer(false));
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    if (!this.#settled) this.#settle(failureOutcome(error, this.#timing()));
  }

  /** Called by the timer. */
  timeOut(): void {
    if (!this.#settled) this.#endWith({ kind: "timed_out", timing: this.#timing() });
  }

  readonly #onAbort = (): void => {
    if (!this.#settled) this.#endWith({ kind: "aborted" });
  };

  #settle(outcome: EndpointOutcome): void {
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener("abort", this.#onAbort);
    this.#resolve(outcome);
  }

  /** Settles first, so that the error of the connection that is dropped here is not taken for the outcome. */
  #endWith(outcome: EndpointOutcome): void {
    this.#settle(outcome);
    this.#controller?.abort(new CallEndedError());
  }

  /** Copies from the second chunk on: a view each would cost an endpoint that sends single bytes nothing and us 100 MB. */
  #append(chunk: Buffer): void {
    const length = this.#length + chunk.length;
    if (this.#length === 0) this.#body = chunk;
    else {
      if (length > this.#body.length) {
        const grown = Buffer.allocUnsafeSlow(Math.min(this.#maxBytes, 2 * length));
        this.#body.copy(grown, 0, 0, this.#length);
        this.#body = grown;
      }
      chunk.copy(this.#body, this.#length);
    }
    this.#length = length;
  }

  #answer(truncated: boolean): EndpointOutcome {
    const coding = codingOf(this.#headers["content-encoding"]);
    const asked = this.#headers["retry-after"];
    const retryAfterSecs = asked === undefined ? undefined : parseRetryAfter(first(asked), Date.now());
    return {
      kind: "answered",
      status: this.#status,
      ...(coding === undefined ? {} : { coding }),
      body: this.#body.subarray(0, this.#length),
      truncated,
      ...(retryAfterSecs === undefined ? {} : { retryAfterSecs }),
      timing: this.#timing(),
    };
  }

  #timing(): EndpointTiming {
    const now = performance.now();
    const answered = this.#answeredAt > 0;
    const connectMs = wholeMs(this.#connectMs);
    const ttfbMs = wholeMs((answered ? this.#answeredAt : now) - this.#sentAt);
    const transferMs = answered ? wholeMs(now - this.#answeredAt) : 0;
    return { connectMs, ttfbMs, transferMs, dispatchMs: connectMs + ttfbMs + transferMs };
  }
}

/** Why a connection was dropped after its call had ended; nobody sees it. */
class CallEndedError extends Error {
  readonly code = "CALL_ENDED";
}

function onDeadline(exchange: Exchange): void {
  exchange.timeOut();
}

/** What of a coding is shown. */
const CODING_LENGTH = 64;

/** All codings of a body but the one that is none. */
function codingOf(header: string | readonly string[] | undefined): string | undefined {
  const codings = [header ?? ""].flat().join(",").split(",");
  const coded = codings
    .map((one) => one.trim().toLowerCase())
    .filter((one) => one !== "" && one !== "identity");
  return coded.length === 0 ? undefined : coded.join(", ").slice(0, CODING_LENGTH);
}

/** A header that came more than once arrives as a list. */
function first(value: string | readonly string[]): string {
  return typeof value === "string" ? value : (value[0] ?? "");
}
