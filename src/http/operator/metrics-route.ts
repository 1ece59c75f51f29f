import { bearerOf } from "../../auth/internal-secret.js";
import { type Failure, fail } from "../../domain/failures.js";
import { Exposition } from "../../metrics/exposition.js";
import type { Gateway } from "../gateway.js";
import { FORWARDED_FOR, headersOf } from "../wire/incoming.js";
import type { Reply } from "../wire/reply.js";
import type { HttpServer } from "../wire/server.js";

const HEADERS = ["authorization", "x-internal-secret", FORWARDED_FOR];

/** `GET /metrics` in Prometheus' text format, for the internal secret only (control-api 9). */
export function bindMetrics(server: HttpServer, { authentication, addresses, log }: Gateway): void {
  const exposition = new Exposition();
  const text = async (given: string, address: () => string): Promise<Reply | Failure> => {
    const verdict = await authentication.checkSecret(given, address);
    if (typeof verdict !== "string") return verdict;
    if (verdict !== "right") {
      const message = "send the internal secret as X-Internal-Secret or as a Bearer token";
      return fail("authentication_required", { message });
    }
    const body = await exposition.text();
    return { status: 200, body, headers: { "Content-Type": exposition.contentType } };
  };
  server.bind("get", "/metrics", (exchange, req) => {
    const headers = headersOf(req, HEADERS);
    const given = headers["x-internal-secret"] ?? bearerOf(headers["authorization"] ?? "");
    const address = (): string => addresses.of(exchange.peer(), headers[FORWARDED_FOR] ?? "");
    text(given, address).then(
      (result) => {
        exchange.answer(result);
      },
      (error: unknown) => {
        log.warn({ err: error, request_id: exchange.requestId }, "metrics could not be read");
        exchange.refuse(fail("unavailable"));
      },
    );
  });
}
