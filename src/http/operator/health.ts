import { timestamp } from "../../domain/time.js";
import type { Gateway } from "../gateway.js";
import { json, type Reply } from "../wire/reply.js";
import type { HttpServer } from "../wire/server.js";

function readiness(problem: string | undefined): Reply {
  if (problem === undefined) return json(200, '{"status":"ready"}');
  return json(503, JSON.stringify({ status: "not_ready", reason: problem }));
}

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

  /** Why this gateway cannot serve; undefined when it can. */
  get #problem(): string | undefined {
    return this.#stopping ? "stopping" : this.#gateway.redisHealth.problem;
  }

  bind(server: HttpServer): void {
    server.bind("get", "/health", (exchange, req) => {
      const known = this.#gateway.authentication.isInternalSecret(req.getHeader("x-internal-secret"));
      const { heartbeats, appends, scripts } = this.#gateway.store;
      const problem = this.#problem;
      const more = {
        uptime_seconds: Math.floor((Date.now() - this.#startedAtMs) / 1000),
        subsystems: { redis: this.#gateway.redisHealth.problem ?? "ready" },
        pending: { heartbeats: heartbeats.pending, appends: appends.pending, commands: scripts.pending },
        inflight_requests: this.#gateway.traffic.inFlight,
      };
      const body = {
        status: problem === undefined ? "ok" : "degraded",
        ...(problem === undefined ? {} : { reason: problem }),
        version: this.#version,
        timestamp: timestamp(Date.now()),
        ...(known ? more : {}),
      };
      exchange.send(json(200, JSON.stringify(body)));
    });
    server.bind("get", "/health/ready", (exchange) => {
      exchange.send(readiness(this.#problem));
    });
  }
}
