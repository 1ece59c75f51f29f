import type { Cells } from "../../domain/cells.js";
import { timestamp } from "../../domain/time.js";
import { httpLibraryName } from "../../http-library.js";
import type { Authentication } from "../access/authentication.js";
import type { Gateway } from "../gateway.js";
import { FORWARDED_FOR, headersOf } from "../wire/incoming.js";
import { json, type Reply } from "../wire/reply.js";
import type { HttpServer } from "../wire/server.js";

type Verdict = Awaited<ReturnType<Authentication["checkSecret"]>>;

const SECRET = "x-internal-secret";
const HEADERS = [SECRET, FORWARDED_FOR];

/** A gateway that still lets runs end is one that a balancer must not leave: only its body tells what is refused. */
function readiness(problem: string | undefined, shortage: string | undefined): Reply {
  if (problem === undefined && shortage !== undefined) {
    return json(200, JSON.stringify({ status: "ready", reason: shortage }));
  }
  if (problem === undefined) return json(200, '{"status":"ready"}');
  return json(503, JSON.stringify({ status: "not_ready", reason: problem }));
}

/** Tells load balancers and operators whether this gateway can serve (control-api 9). */
export class Health {
  readonly #cells: Cells<Gateway>;
  /** What is one for all cells. */
  readonly #gateway: Omit<Gateway, "store">;
  readonly #version: string;
  readonly #startedAtMs = Date.now();
  #stopping = false;

  constructor(cells: Cells<Gateway>, version: string) {
    this.#cells = cells;
    this.#gateway = cells.first;
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
      const { [SECRET]: given = "", [FORWARDED_FOR]: forwarded = "" } = headersOf(req, HEADERS);
      const answer = (verdict: Verdict): void => {
        exchange.answer(typeof verdict === "string" ? json(200, this.#body(verdict === "right")) : verdict);
      };
      if (given === "") {
        answer("none");
        return;
      }
      const { authentication, addresses } = this.#gateway;
      const address = (): string => addresses.of(exchange.peer(), forwarded);
      // What cannot be counted, since Redis is away, is told no more than a stranger.
      authentication.checkSecret(given, address).then(answer, () => answer("none"));
    });
    server.bind("get", "/health/ready", (exchange) => {
      exchange.send(readiness(this.#problem, this.#gateway.redisHealth.shortage));
    });
  }

  /** The state; with `details` what only operators may know. */
  #body(details: boolean): string {
    const sum = (pending: (store: Gateway["store"]) => number): number =>
      this.#cells.all.reduce((count, { store }) => count + pending(store), 0);
    const problem = this.#problem ?? this.#gateway.redisHealth.shortage;
    const { httpLibrary } = this.#gateway;
    return JSON.stringify({
      status: problem === undefined ? "ok" : "degraded",
      ...(problem !== undefined && { reason: problem }),
      version: this.#version,
      timestamp: timestamp(Date.now()),
      ...(details && {
        uptime_seconds: Math.floor((Date.now() - this.#startedAtMs) / 1000),
        http_engine: { name: httpLibraryName(httpLibrary), note: httpLibrary.note },
        subsystems: { redis: problem ?? "ready" },
        pending: {
          heartbeats: sum(({ heartbeats }) => heartbeats.pending),
          appends: sum(({ appends }) => appends.pending),
          commands: sum(({ scripts }) => scripts.crowd.pending),
        },
        inflight_requests: this.#gateway.traffic.inFlight,
      }),
    });
  }
}
