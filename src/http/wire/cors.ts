import { TRACE_HEADERS } from "../../domain/trace-context.js";
import type { RequestHead } from "./engine.js";
import type { Exchange } from "./exchange.js";

const ALLOWED_HEADERS = [
  ...["Authorization", "Content-Type", "Accept", "Last-Event-ID", "Cache-Control", "X-Request-Id"],
  ...["Idempotency-Key", "X-Idempotency-Key", "X-Project-Id", "X-SDK-Version"],
  ...TRACE_HEADERS,
].join(", ");
const EXPOSED_HEADERS = [
  ...["X-Request-Id", "Retry-After", "Idempotency-Replayed", "X-RateLimit-Limit", "X-RateLimit-Remaining"],
  ...["X-SDK-Version-Accepted", "X-SDK-Capabilities", "Allow"],
].join(", ");
const PREFLIGHT_SECS = 600;

/** Which pages of other origins may call the API from a browser (`CORS_ALLOWED_ORIGINS`). */
export class Cors {
  readonly #origins: ReadonlySet<string>;

  constructor(origins: readonly string[]) {
    this.#origins = new Set(origins);
  }

  /** Whether any origin is allowed: if not, no request is looked at. */
  get enabled(): boolean {
    return this.#origins.size > 0;
  }

  /** What the browser has to be told with an answer, as more headers; '' for an origin that is not allowed. */
  headers(req: RequestHead): string {
    const allowed = this.#allowed(req.getHeader("origin"));
    return allowed === undefined ? "" : `${allowed}\r\nAccess-Control-Expose-Headers: ${EXPOSED_HEADERS}`;
  }

  /** Answers a browser that asks before it sends (OPTIONS). `methods`: those of the path. */
  preflight(req: RequestHead, exchange: Exchange, methods: readonly string[]): void {
    const allowed = this.#allowed(req.getHeader("origin"));
    if (allowed !== undefined && req.getHeader("access-control-request-method") !== "") {
      exchange.corsHeaders =
        `${allowed}\r\nAccess-Control-Allow-Methods: ${methods.join(", ")}` +
        `\r\nAccess-Control-Allow-Headers: ${ALLOWED_HEADERS}\r\nAccess-Control-Max-Age: ${PREFLIGHT_SECS}`;
    }
    exchange.send({ status: 204, headers: { Allow: [...methods, "OPTIONS"].join(", ") } });
  }

  #allowed(origin: string): string | undefined {
    if (origin === "") return undefined;
    if (this.#origins.has("*")) return "\r\nAccess-Control-Allow-Origin: *";
    if (!this.#origins.has(origin)) return undefined;
    return `\r\nAccess-Control-Allow-Origin: ${origin}\r\nVary: Origin`;
  }
}
