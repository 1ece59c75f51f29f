import { fail } from "../../domain/failures.js";
import { Exposition } from "../../metrics/exposition.js";
import type { Gateway } from "../gateway.js";
import type { HttpServer } from "../wire/server.js";

const BEARER = "Bearer ";

/** `GET /metrics` in Prometheus' text format, for the internal secret only (control-api 9). */
export function bindMetrics(server: HttpServer, gateway: Gateway): void {
  const exposition = new Exposition();
  server.bind("get", "/metrics", (exchange, req) => {
    const authorization = req.getHeader("authorization");
    const given =
      req.getHeader("x-internal-secret") ||
      (authorization.startsWith(BEARER) ? authorization.slice(BEARER.length) : "");
    if (!gateway.authentication.isInternalSecret(given)) {
      const message = "send the internal secret as X-Internal-Secret or as a Bearer token";
      exchange.refuse(fail("authentication_required", { message }));
      return;
    }
    exposition.text().then(
      (body) => {
        exchange.send({ status: 200, body, headers: { "Content-Type": exposition.contentType } });
      },
      (error: unknown) => {
        gateway.log.warn({ err: error, request_id: exchange.requestId }, "metrics could not be read");
        exchange.refuse(fail("unavailable"));
      },
    );
  });
}
