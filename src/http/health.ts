import { timestamp } from "../domain/time.js";
import type { Gateway } from "./gateway.js";
import { json } from "./reply.js";
import type { HttpServer } from "./server.js";

/** Tells load balancers and operators whether this gateway can serve (control-api 9). */
export class Health {
  readonly #gateway: Gateway;
  readonly #version: string;
  readonly #startedAtMs = Date.now();
  #stopping = false;

  constructor(gateway: Gateway, version: string) {
    this.#gateway = gateway;
    this.#version = version;
  }

  /** From now on not ready: a balancer stops sending requests while those in flight finish. */
  stop(): void {
    this.#stopping = true;
  }

  get ready(): boolean {
    return !this.#stopping && this.#gateway.store.redis.status === "ready";
  }

  bind(server: HttpServer): void {
    server.bind("get", "/health", (exchange, req) => {
      const known = this.#gateway.authentication.isInternalSecret(req.getHeader("x-internal-secret"));
      const { heartbeats, appends, scripts, redis } = this.#gateway.store;
      const more = {
        uptime_seconds: Math.floor((Date.now() - this.#startedAtMs) / 1000),
        subsystems: { redis: redis.status },
        pending: { heartbeats: heartbeats.pending, appends: appends.pending, commands: scripts.pending },
        inflight_requests: this.#gateway.traffic.inFlight,
      };
      const body = {
        status: this.ready ? "ok" : "degraded",
        version: this.#version,
        timestamp: timestamp(Date.now()),
        ...(known ? more : {}),
      };
      exchange.send(json(200, JSON.stringify(body)));
    });
    server.bind("get", "/health/ready", (exchange) => {
      const status = this.ready ? 200 : 503;
      const body = this.ready ? '{"status":"ready"}' : '{"status":"not_ready"}';
      exchange.send(json(status, body));
    });
  }
}
