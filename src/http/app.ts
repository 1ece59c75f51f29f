import uws, { type us_listen_socket } from "uWebSockets.js";
import { METRICS } from "../metrics/metrics.js";
import { JobCache } from "./control/jobs/job-cache.js";
import { ClaimWaiters } from "./control/runs/claim-waiters.js";
import { HotCalls } from "./executor/hot.js";
import { HOT_DESCRIPTIONS } from "./executor/record-routes.js";
import type { Gateway } from "./gateway.js";
import { StreamRoutes } from "./live/stream-routes.js";
import { Health } from "./operator/health.js";
import { bindMetrics } from "./operator/metrics-route.js";
import { openApiDocument } from "./operator/openapi.js";
import { bindReference } from "./operator/reference-page.js";
import { routesOf } from "./routes.js";
import { HttpServer } from "./wire/server.js";

/** The HTTP side of a gateway process: all routes on one uWebSockets.js app. */
export class GatewayApp {
  readonly health: Health;
  readonly waiters: ClaimWaiters;
  readonly #server: HttpServer;
  #listening: us_listen_socket | undefined;

  constructor(gateway: Gateway, version: string) {
    this.#server = new HttpServer(gateway);
    this.health = new Health(gateway, version);
    this.waiters = new ClaimWaiters(gateway.store.claims);
    const jobs = new JobCache(gateway.store.jobs);
    const routes = routesOf(gateway, jobs, this.waiters);
    new HotCalls(gateway).bind(this.#server);
    for (const route of routes) this.#server.add(route);
    const streams = new StreamRoutes(gateway);
    streams.bind(this.#server);
    this.health.bind(this.#server);
    bindMetrics(this.#server, gateway);
    METRICS.openStreams.fromNumber(() => gateway.readers.count);
    METRICS.waitingClaims.fromNumber(() => this.waiters.count);
    const described = [...HOT_DESCRIPTIONS, ...routes, ...streams.descriptions];
    let document: Buffer | undefined;
    this.#server.bind("get", "/reference/openapi.json", (exchange) => {
      document ??= Buffer.from(JSON.stringify(openApiDocument(described, version)));
      exchange.send({ status: 200, body: document });
    });
    bindReference(this.#server);
    this.#server.close();
  }

  /** Listens; the port, or undefined when it is taken. Several gateways may share a port (SO_REUSEPORT). */
  listen(host: string, port: number): Promise<number | undefined> {
    return new Promise((resolve) => {
      this.#server.app.listen(host, port, (socket) => {
        if (socket === false) {
          resolve(undefined);
          return;
        }
        this.#listening = socket;
        resolve(uws.us_socket_local_port(socket));
      });
    });
  }

  /** Takes no new connections; those that are open go on. */
  stopListening(): void {
    if (this.#listening !== undefined) uws.us_listen_socket_close(this.#listening);
    this.#listening = undefined;
    this.waiters.close();
  }

  /** Closes what is still open. */
  close(): void {
    this.#server.app.close();
  }
}
