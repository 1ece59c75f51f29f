import { expect, test } from "vitest";
import { ClientAddresses } from "../../../src/auth/client-address.js";
import { BodyBudget } from "../../../src/http/wire/body.js";
import type { Exchange } from "../../../src/http/wire/exchange.js";
import { Traffic } from "../../../src/http/wire/traffic.js";
import type { Logger } from "../../../src/log.js";

test("a slow request is logged with all it took, the time in which it held the event loop included", () => {
  const logged: { duration_ms: number }[] = [];
  const log = { isLevelEnabled: () => false, warn: (fields: { duration_ms: number }) => logged.push(fields) };
  const traffic = new Traffic({
    log: log as unknown as Logger,
    slowMs: 1,
    tracing: undefined,
    bodies: new BodyBudget(new ClientAddresses([])),
  });
  const route = traffic.route("POST", "/slow");
  const startedMs = route.begun();
  const exchange = { requestId: "r", startedMs, span: undefined } as Exchange;
  const from = performance.now();
  while (performance.now() - from < 20);
  route.answered(exchange, 200);
  expect(logged[0]?.duration_ms).toBeGreaterThanOrEqual(20);
});
