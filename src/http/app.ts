import { METRICS } from "../metrics/metrics.js";
import { operationHandler as controlHandler } from "./control/operation-handler.js";
import { HEARTBEATS_ROUTE } from "./executor/heartbeats-route.js";
import { HOT_ROUTES } from "./executor/hot-routes.js";
import { operationHandler as executorHandler } from "./executor/operation-handler.js";
import { createGateways, type GatewayParts, type Gateways } from "./gateway.js";
import { Following } from "./live/stream-routes.js";
import { bindConsole } from "./operator/console.js";
import { Health } from "./operator/health.js";
import { bindMetrics } from "./operator/metrics-route.js";
import { openApiSteps } from "./operator/openapi.js";
import { bindReference } from "./operator/reference-page.js";
import { CONTROL_ROUTES, EXECUTOR_ROUTES, OPERATIONS } from "./routes.js";
import type { Engine } from "./wire/engine.js";
import { NodeEngine } from "./wire/node-engine.js";
import type { RouteDescription } from "./wire/route.js";
import { HttpServer } from "./wire/server.js";
import type { RouteTrafficOptions } from "./wire/traffic.js";
import { UwsEngine } from "./wire/uws-engine.js";

/** A name of two addresses: a client that tries one of them alone finds the gateway at either. */
const LOOPBACK = "localhost";
const LOOPBACKS = ["127.0.0.1", "::1"];

/** The HTTP side of a gateway process: all routes on one server. */
export class GatewayApp {
  readonly health: Health;
  readonly gateways: Gateways;
  readonly #engine: Engine;

  constructor(parts: GatewayParts, version: string) {
    const gateways = createGateways(parts);
    const { own } = gateways;
    const { httpLibrary, config, traffic, readers } = parts;
    this.#engine =
      httpLibrary.name === "uws"
        ? new UwsEngine(httpLibrary.library)
        : new NodeEngine(config.requestTimeoutMs);
    const server = new HttpServer(this.#engine, traffic, {
      corsAllowedOrigins: config.corsAllowedOrigins,
      behindProxy: config.trustedProxies.length > 0,
    });
    this.gateways = gateways;
    this.health = new Health(own, version);
    for (const route of [...HOT_ROUTES, HEARTBEATS_ROUTE])
      server.bind(route.method, route.path, route.handler(own));
    for (const route of EXECUTOR_ROUTES) {
      server.bind(route.method, route.path, executorHandler(gateways, route), counted(route));
    }
    for (const route of CONTROL_ROUTES) {
      server.bind(route.method, route.path, controlHandler(gateways, route), counted(route));
    }
    new Following(own).bind(server);
    this.health.bind(server);
    bindMetrics(server, own.first);
    bindReference(server, () => openApiSteps(OPERATIONS, version));
    bindConsole(server);
    server.close();
    METRICS.openStreams.fromNumber(() => readers.count);
    METRICS.waitingClaims.fromNumber(() => own.all.reduce((sum, { waiters }) => sum + waiters.count, 0));
  }

  /** Whether several gateways may listen on one port (SO_REUSEPORT). */
  get sharesPorts(): boolean {
    return this.#engine.sharesPorts;
  }

  /** Listens; the port, or undefined when it is taken. */
  async listen(host: string, port: number): Promise<number | undefined> {
    const [first = host, second] = host === LOOPBACK ? LOOPBACKS : [host];
    const bound = await this.#engine.listen(first, port);
    // A machine may have one of them only.
    if (bound !== undefined && second !== undefined) await this.#engine.listen(second, bound);
    return bound;
  }

  /** Takes no new connections; those that are open go on. */
  stopListening(): void {
    this.#engine.stopListening();
    for (const { waiters } of this.gateways.own.all) waiters.close();
  }

  /** Closes what is still open. */
  close(): void {
    this.#engine.close();
  }
}

function counted({ operationId, waits = false }: RouteDescription): RouteTrafficOptions {
  return { operation: operationId, waits };
}
