import type { Span } from "@opentelemetry/api";
import { turnNowMs } from "../../domain/turn-clock.js";
import type { Logger } from "../../log.js";
import type { Distribution } from "../../metrics/instruments.js";
import { METRICS } from "../../metrics/metrics.js";
import type { Tracing } from "../../tracing.js";
import type { BodyBudget } from "./body.js";
import type { RequestHead } from "./engine.js";
import type { Exchange } from "./exchange.js";
import { USUAL_HEADERS } from "./reply.js";

export interface TrafficSettings {
  readonly log: Logger;
  /** Requests that take longer are logged; 0: none. */
  readonly slowMs: number;
  /** Undefined when traces are off. */
  readonly tracing: Tracing | undefined;
  /** What is held of bodies that have not come to their end. */
  readonly bodies: BodyBudget;
}

export interface RouteTrafficOptions {
  readonly operation?: string;
  /** Whether being slow is what the route is for: a long poll, a stream. */
  readonly waits?: boolean;
}

const BULK_PATH = /^\/v1\/.*(bulk|batch)/;
const MS_PER_SECOND = 1000;

/** What this process has taken and answered, by route. */
export class Traffic {
  readonly settings: TrafficSettings;
  readonly logsAll: boolean;
  /** What is held of answers that connections have not taken yet. */
  readonly answers: BodyBudget;
  /** Requests that are neither answered nor abandoned. */
  inFlight = 0;
  /** The process is stopping: answers close their connections. */
  draining = false;
  /** Header lines of every answer on a connection that is kept; each begins with a line break. */
  keepAlive = "";
  /** They and what else the usual answer to an executor has, see `headerBlock`. */
  usualHeaders = USUAL_HEADERS;

  constructor(settings: TrafficSettings) {
    this.settings = settings;
    this.answers = settings.bodies.another();
    this.logsAll = settings.log.isLevelEnabled("debug");
    METRICS.httpInFlight.fromNumber(() => this.inFlight);
  }

  /** Every answer says for how long its connection is kept. */
  keepConnections(secs: number): void {
    this.keepAlive = `\r\nKeep-Alive: timeout=${secs}`;
    this.usualHeaders = USUAL_HEADERS + this.keepAlive;
  }

  /** The count of a route; `path` is its pattern, never what was asked for. */
  route(method: string, path: string, more: RouteTrafficOptions = {}): RouteTraffic {
    return new RouteTraffic(this, method, path, more);
  }
}

/** Counts the requests of one route, logs the slow ones, and ends their spans. */
export class RouteTraffic {
  readonly #all: Traffic;
  readonly #method: string;
  readonly #path: string;
  readonly #bulk: string | undefined;
  readonly #waits: boolean;
  readonly #byStatus = new Map<number, Distribution>();

  constructor(
    all: Traffic,
    method: string,
    path: string,
    { operation = "", waits = false }: RouteTrafficOptions,
  ) {
    this.#all = all;
    this.#method = method;
    this.#path = path;
    this.#bulk = method === "POST" && BULK_PATH.test(path) ? operation : undefined;
    this.#waits = waits;
  }

  /** Undefined while traces are off. */
  get tracing(): Tracing | undefined {
    return this.#all.settings.tracing;
  }

  get bodies(): BodyBudget {
    return this.#all.settings.bodies;
  }

  get answers(): BodyBudget {
    return this.#all.answers;
  }

  get keepAlive(): string {
    return this.#all.keepAlive;
  }

  get usualHeaders(): string {
    return this.#all.usualHeaders;
  }

  /** Whether an answer has to close its connection. */
  get draining(): boolean {
    return this.#all.draining;
  }

  begun(): number {
    this.#all.inFlight++;
    return turnNowMs();
  }

  /** The span of the request: a child of what its `traceparent` names, else of `parent`. */
  span(req: RequestHead, parent?: string): Span | undefined {
    return this.tracing?.requestSpan(this.#method, this.#path, (name) => req.getHeader(name), parent);
  }

  /** The `traceparent` for what the request causes; undefined while traces are off. */
  traceparent(exchange: Exchange): string | undefined {
    return exchange.span === undefined ? undefined : this.tracing?.traceparent(exchange.span);
  }

  answered(exchange: Exchange, status: number): void {
    this.#all.inFlight--;
    const { startedMs } = exchange;
    const turnMs = turnNowMs();
    // By the clock itself when it came in this turn: the call may be what has held it.
    const tookMs = (turnMs > startedMs ? turnMs : performance.now()) - startedMs;
    let distribution = this.#byStatus.get(status);
    if (distribution === undefined) {
      distribution = METRICS.httpDuration.cell(this.#method, this.#path, String(status));
      this.#byStatus.set(status, distribution);
    }
    distribution.observe(tookMs / MS_PER_SECOND);
    if (this.#bulk !== undefined && status < 300) METRICS.bulkOperations.add(1, this.#bulk);
    const { slowMs } = this.#all.settings;
    if (slowMs > 0 && tookMs > slowMs && !this.#waits) {
      this.#log("warn", exchange, status, tookMs, "slow request");
    }
    if (this.#all.logsAll) this.#log("debug", exchange, status, tookMs, "request");
    if (exchange.span !== undefined) this.tracing?.endRequest(exchange.span, status);
  }

  /** The client went before there was an answer; 499 as in the logs of web servers. */
  abandoned(exchange: Exchange): void {
    this.answered(exchange, 499);
  }

  /** An answer has begun that a connection takes bit by bit: the process waits for it when it stops. */
  handingOver(): void {
    this.#all.inFlight++;
  }

  handedOver(): void {
    this.#all.inFlight--;
  }

  /** A handler has failed where it must not. */
  report({ requestId }: Exchange, error: unknown): void {
    const [method, route] = [this.#method, this.#path];
    this.#all.settings.log.error({ err: error, request_id: requestId, method, route }, "request failed");
  }

  #log(level: "debug" | "warn", exchange: Exchange, status: number, tookMs: number, text: string): void {
    this.#all.settings.log[level](
      {
        request_id: exchange.requestId,
        method: this.#method,
        route: this.#path,
        status,
        duration_ms: Math.round(tookMs * 10) / 10,
      },
      text,
    );
  }
}
