import type { HttpRequest, HttpResponse } from "uWebSockets.js";
import { fail } from "../domain/failures.js";
import { Exposition } from "../metrics/exposition.js";
import { Exchange } from "./exchange.js";
import type { Gateway } from "./gateway.js";
import { failureReply, send } from "./reply.js";
import type { HttpServer } from "./server.js";

const BEARER = "Bearer ";

/** `GET /metrics` in Prometheus' text format, for the internal secret only (control-api 9). */
export function bindMetrics(server: HttpServer, gateway: Gateway): void {
  const exposition = new Exposition();
  const traffic = server.traffic("get", "/metrics");
  server.bind("get", "/metrics", (res: HttpResponse, req: HttpRequest) => {
    const exchange = new Exchange(req, false, traffic);
    const authorization = req.getHeader("authorization");
    const given =
      req.getHeader("x-internal-secret") ||
      (authorization.startsWith(BEARER) ? authorization.slice(BEARER.length) : "");
    if (!gateway.authentication.isInternalSecret(given)) {
      const message = "send the internal secret as X-Internal-Secret or as a Bearer token";
      send(res, exchange, failureReply(fail("authentication_required", { message }), exchange.requestId));
      return;
    }
    res.onAborted(() => {
      exchange.abandon();
    });
    exposition.text().then(
      (body) => {
        send(res, exchange, {
          status: 200,
          body,
          headers: { "Content-Type": exposition.contentType },
        });
      },
      (error: unknown) => {
        gateway.log.warn({ err: error, request_id: exchange.requestId }, "metrics could not be read");
        send(res, exchange, failureReply(fail("unavailable"), exchange.requestId));
      },
    );
  });
}
