import type { HttpRequest, HttpResponse } from "uWebSockets.js";
import type { Span } from "@opentelemetry/api";
import { requestIdOf, sdkVersionOf } from "./request.js";
import type { RouteTraffic } from "./traffic.js";

/**
 * One request on its way to its answer: what the answer carries is taken from the request before anything else
 * happens. A class, so that all have one shape: the hot path reads them tens of thousands of times a second.
 */
export class Exchange {
  readonly requestId: string;
  /** Set on executor routes: the SDK version that was sent, '' for none (executor-api section 1). */
  readonly sdkVersion: string | undefined;
  /** What keeps count of the route's requests. */
  readonly traffic: RouteTraffic;
  /** When it came (turn clock, ms). */
  readonly startedMs: number;
  /** Set when it was answered or the client has gone: nothing may be written any more. */
  ended = false;
  /** Its span, when traces are on. */
  span: Span | undefined = undefined;
  /** What a stream does when its client goes, which may be long after the head was sent. */
  gone: (() => void) | undefined = undefined;

  /** `executor`: whether it is answered with the headers of the executor API. */
  constructor(req: HttpRequest, executor: boolean, traffic: RouteTraffic) {
    this.requestId = requestIdOf(req.getHeader("x-request-id"));
    this.sdkVersion = executor ? sdkVersionOf(req) : undefined;
    this.traffic = traffic;
    this.startedMs = traffic.begun();
  }

  /** Begins the request's span when traces are on; `parent` is the run's own trace. */
  trace(req: HttpRequest, parent?: string): void {
    if (this.traffic.tracing !== undefined) this.span = this.traffic.span(req, parent);
  }

  /** The address of the other end of its connection; '' once that is closed. */
  peer(res: HttpResponse): string {
    return this.ended ? "" : Buffer.from(res.getRemoteAddressAsText()).toString();
  }

  /** The client has gone: nothing is written any more. */
  abandon(): void {
    if (this.ended) return;
    this.ended = true;
    this.traffic.abandoned(this);
  }
}
