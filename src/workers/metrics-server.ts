import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { ClientAddresses } from "../auth/client-address.js";
import { bearerOf, type InternalSecret, type SecretVerdict } from "../auth/internal-secret.js";
import type { Logger } from "../log.js";
import { Exposition } from "../metrics/exposition.js";

/** What a worker tells about itself. */
export interface WorkerState {
  /** Why it cannot work; undefined when it can. */
  problem(): string | undefined;
  /** What is refused for want of memory in Redis while it works; undefined when nothing is. */
  shortage(): string | undefined;
  /** For the internal secret only. */
  details(): Readonly<Record<string, unknown>>;
}

/**
 * The HTTP side of a worker, for those who watch it: `/metrics` (internal secret), `/health` and `/health/ready`.
 * Off unless METRICS_PORT is set.
 */
export class MetricsServer {
  readonly #server: Server;
  readonly #exposition = new Exposition();
  readonly #secret: InternalSecret;
  readonly #addresses = new ClientAddresses([]);
  readonly #state: WorkerState;
  readonly #log: Logger;

  constructor(secret: InternalSecret, state: WorkerState, log: Logger) {
    this.#secret = secret;
    this.#state = state;
    this.#log = log;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        this.#log.warn({ err: error }, "metrics could not be read");
        write(response, 503, '{"error":{"code":"service_unavailable","message":"temporarily unavailable"}}');
      });
    });
  }

  /** Rejects when the port cannot be bound. */
  listen(host: string, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, () => {
        this.#server.removeListener("error", reject);
        resolve();
      });
    });
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? "").split("?")[0];
    if (request.method !== "GET" && request.method !== "HEAD") {
      write(response, 405, '{"error":{"code":"method_not_allowed","message":"only GET is answered here"}}');
    } else if (path === "/health/ready") {
      const reason = this.#state.problem();
      if (reason === undefined)
        write(response, 200, JSON.stringify({ status: "ready", reason: this.#state.shortage() }));
      else write(response, 503, JSON.stringify({ status: "not_ready", reason }));
    } else if (path === "/health") {
      // What cannot be counted, since Redis is away, is told no more than a stranger.
      const verdict = await this.#verdict(request).catch(() => "none" as const);
      if (refused(response, verdict)) return;
      const reason = this.#state.problem() ?? this.#state.shortage();
      const status = reason === undefined ? "ok" : "degraded";
      const details = verdict === "right" ? this.#state.details() : {};
      write(
        response,
        200,
        JSON.stringify({ status, reason, timestamp: new Date().toISOString(), ...details }),
      );
    } else if (path !== "/metrics") {
      write(response, 404, '{"error":{"code":"not_found","message":"no such endpoint"}}');
    } else {
      const verdict = await this.#verdict(request);
      if (refused(response, verdict)) return;
      if (verdict === "right") {
        write(response, 200, await this.#exposition.text(), this.#exposition.contentType);
        return;
      }
      const message = "send the internal secret as X-Internal-Secret or as a Bearer token";
      write(response, 401, JSON.stringify({ error: { code: "authentication_required", message } }));
    }
  }

  /** Whoever watches a worker is no proxy: the address is that of the connection. */
  #verdict({ headers, socket }: IncomingMessage): Promise<SecretVerdict> {
    const own = headers["x-internal-secret"];
    const given = typeof own === "string" ? own : bearerOf(headers.authorization ?? "");
    return this.#secret.check(given, () => this.#addresses.of(socket.remoteAddress ?? "", ""));
  }
}

/** Answers an address that is locked out. */
function refused(response: ServerResponse, verdict: SecretVerdict): boolean {
  if (typeof verdict === "string") return false;
  response.setHeader("Retry-After", verdict.lockedSecs);
  const message = "too many failed credentials from this address: try again later";
  write(response, 429, JSON.stringify({ error: { code: "rate_limited", message } }));
  return true;
}

function write(response: ServerResponse, status: number, body: string, type = "application/json"): void {
  response.writeHead(status, { "Content-Type": type, "Content-Length": Buffer.byteLength(body) }).end(body);
}
