import type { LookupFunction } from "node:net";
import { createSecureContext } from "node:tls";
import { LRUCache } from "lru-cache";
import { Agent, buildConnector } from "undici";
import { checkEndpointUrl, publicLookup } from "../domain/public-address.js";
import { readAnswersOf } from "./answer-bytes.js";
import { type EndpointCall, Exchange, type Opening } from "./endpoint-exchange.js";
import type { EndpointOutcome, EndpointTiming } from "./endpoint-outcome.js";

export type { EndpointCall, EndpointOutcome };

export interface EndpointClientOptions {
  readonly allowPrivate: boolean;
  readonly requireTls: boolean;
  /** Null: as many as there are calls at once. A call holds its connection for as long as the work takes. */
  readonly connectionsPerOrigin?: number | null;
  readonly connectTimeoutMs?: number;
  /** How names become addresses; the system's resolver by default. */
  readonly resolve?: LookupFunction;
}

/** URLs whose check and parts are remembered. */
const CHECKED_URLS = 1000;
/** Whom all connections trust: read once at start, since to parse the root certificates holds the event loop. */
const TRUSTED = createSecureContext();
const NO_TIME: EndpointTiming = { connectMs: 0, ttfbMs: 0, transferMs: 0, dispatchMs: 0 };

interface Target {
  readonly origin: string;
  readonly path: string;
}

/** Without it any coding would do, of which nothing is read here: what is small can become as large as it likes. */
const AS_IT_IS = { "Accept-Encoding": "identity" };

/** Calls the endpoints of jobs over a pool of kept connections. Redirects are answers: never followed. */
export class EndpointClient {
  readonly #agent: Agent;
  readonly #rules: { allowPrivate: boolean; requireTls: boolean };
  readonly #targets = new LRUCache<string, Target>({ max: CHECKED_URLS });
  readonly #opening: Opening = { ms: 0 };

  constructor(options: EndpointClientOptions) {
    this.#rules = { allowPrivate: options.allowPrivate, requireTls: options.requireTls };
    const connect = buildConnector({
      lookup: publicLookup(options.allowPrivate, options.resolve),
      timeout: options.connectTimeoutMs ?? 10_000,
      secureContext: TRUSTED,
    });
    this.#agent = new Agent({
      connect: timedConnector(connect, this.#opening),
      connections: options.connectionsPerOrigin ?? null,
      pipelining: 1,
      bodyTimeout: 0,
      headersTimeout: 0,
    });
  }

  /** POSTs the body and waits for the end of the answer, of the deadline, or of the signal. */
  call(call: EndpointCall): Promise<EndpointOutcome> {
    const target = this.#target(call.url);
    if ("rejected" in target) return Promise.resolve({ kind: "refused", message: target.rejected });
    if (call.deadlineMs <= 0) return Promise.resolve({ kind: "timed_out", timing: NO_TIME });
    if (call.signal?.aborted) return Promise.resolve({ kind: "aborted" });
    return new Promise((resolve) => {
      const exchange = new Exchange(call, this.#opening, resolve);
      const { origin, path } = target;
      this.#agent.dispatch(
        { origin, path, method: "POST", headers: { ...AS_IT_IS, ...call.headers }, body: call.body },
        exchange,
      );
    });
  }

  /** Lets the calls in flight end, then closes every connection. Calls made meanwhile are aborted. */
  close(): Promise<void> {
    return this.#agent.close();
  }

  /** Ends the calls in flight as aborted and closes every connection. */
  destroy(): Promise<void> {
    return this.#agent.destroy();
  }

  #target(text: string): Target | { readonly rejected: string } {
    const known = this.#targets.get(text);
    if (known !== undefined) return known;
    const checked = checkEndpointUrl(text, this.#rules);
    if ("rejected" in checked) return checked;
    const target = { origin: checked.url.origin, path: `${checked.url.pathname}${checked.url.search}` };
    this.#targets.set(text, target);
    return target;
  }
}

/** undici writes the request that a connection was opened for inside the connector's callback, so it finds the time there. */
function timedConnector(connect: buildConnector.connector, opening: Opening): buildConnector.connector {
  return (target, callback) => {
    const startedAt = performance.now();
    connect(target, (...result) => {
      opening.ms = result[0] === null ? performance.now() - startedAt : 0;
      if (result[0] === null) readAnswersOf(result[1]);
      callback(...result);
      opening.ms = 0;
    });
  };
}
