import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "../support/ports.js";
import { API_KEY, eventually, INTERNAL_SECRET, Product } from "../support/product.js";
import { rawRequest } from "../support/raw-http.js";

const GOOD_KEY = `Authorization: Bearer ${API_KEY}`;
const WRONG_SECRET = "X-Internal-Secret: wrong";
const RIGHT_SECRET = `X-Internal-Secret: ${INTERNAL_SECRET}`;
/** An address is locked out after so many failures. */
const MOST = 10;
/** Requests of one address that pass in a window: more than the guesses that one test makes. */
const LIMIT = MOST + 2;

let product: Product;
/** A gateway whose limits count: it takes this machine as its proxy. */
let port: number;
let metricsPort: number;

beforeAll(async () => {
  product = await Product.start();
  port = await freePort();
  metricsPort = await freePort();
  product.gateways.push(
    product.launch("gateway", {
      PORT: String(port),
      TRUSTED_PROXIES: "127.0.0.1, 10.0.0.0/8, fd00::/8",
      RATE_LIMIT_REQUESTS: String(LIMIT),
      RATE_LIMIT_WINDOW: "1h",
    }),
  );
  product.startWorker({ METRICS_PORT: String(metricsPort) });
  for (const one of [port, metricsPort]) {
    await eventually(
      () => rawRequest(one, "GET", "/health/ready"),
      (answer) => answer?.status === 200,
      50_000,
    );
  }
});
afterAll(() => product.stop());

let addresses = 0;
/** An address nobody has called from yet. */
function fresh(): string {
  addresses++;
  return `198.51.100.${addresses}`;
}

async function statuses(count: number, path: string, lines: () => string[], at = port): Promise<number[]> {
  const seen: number[] = [];
  for (let index = 0; index < count; index++) {
    seen.push((await rawRequest(at, "GET", path, lines()))?.status ?? 0);
  }
  return seen;
}

/** So many requests pass before the address is limited: what is counted as one address shares them. */
function passed(seen: readonly number[]): number {
  return seen.filter((status) => status === 200).length;
}

describe("the address that counts", () => {
  const forms: readonly (readonly [string, (address: string, index: number) => string[]])[] = [
    ["one line", (address) => [`X-Forwarded-For: ${address}`]],
    [
      "the client's own line before that of the proxy",
      (address, index) => [`X-Forwarded-For: 203.0.113.${index}`, `X-Forwarded-For: ${address}`],
    ],
    [
      "lines of several proxies that are trusted",
      (address, index) => [
        `X-Forwarded-For: 203.0.113.${index}, ${address}`,
        "x-forwarded-for: 10.1.2.3",
        "X-FORWARDED-FOR: fd00::7",
      ],
    ],
    [
      "other headers that tell of addresses",
      (address, index) => [
        `X-Forwarded-For: ${address}`,
        `X-Real-IP: 203.0.113.${index}`,
        `Forwarded: for=203.0.113.${index}`,
      ],
    ],
    ["a port behind it", (address, index) => [`X-Forwarded-For: ${address}:${40_000 + index}`]],
    ["a mapped address", (address) => [`X-Forwarded-For: ::ffff:${address}`]],
  ];
  test.each(forms)("is the last that is not trusted: %s", async (_, lines) => {
    const address = fresh();
    let index = 0;
    const seen = await statuses(LIMIT + 2, "/v1/runs?limit=1", () => [GOOD_KEY, ...lines(address, index++)]);
    expect(passed(seen)).toBe(LIMIT);
  });

  test("of IPv6 is the /64, whichever addresses in it are taken", async () => {
    let index = 0;
    const next = () => [GOOD_KEY, `X-Forwarded-For: 2001:db8:1:2:${(index++).toString(16)}:5:6:7`];
    expect(passed(await statuses(LIMIT + 2, "/v1/runs?limit=1", next))).toBe(LIMIT);
    const beside = () => [GOOD_KEY, "X-Forwarded-For: [2001:db8:1:3::1]:443"];
    expect(passed(await statuses(2, "/v1/runs?limit=1", beside))).toBe(2);
  });

  test("is nothing that a stranger may choose for another: the other is not locked out", async () => {
    const [stranger, other] = [fresh(), fresh()];
    const lines = [WRONG_SECRET, `X-Forwarded-For: ${other}`, `X-Forwarded-For: ${stranger}`];
    await statuses(MOST + 2, "/health", () => lines);
    const seen = await rawRequest(port, "GET", "/health", [WRONG_SECRET, `X-Forwarded-For: ${other}`]);
    expect(seen?.status).toBe(200);
  });
});

describe("lock-out", () => {
  const guarded = [
    ["a route", "/v1/runs", 401],
    ["/metrics", "/metrics", 401],
    ["/health", "/health", 200],
  ] as const;
  test.each(guarded)("wrong internal secrets at %s", async (_, path, status) => {
    const address = fresh();
    const lines = () => [WRONG_SECRET, `X-Forwarded-For: ${address}`];
    expect(new Set(await statuses(MOST, path, lines))).toEqual(new Set([status]));
    const locked = await rawRequest(port, "GET", path, lines());
    expect(locked?.status).toBe(429);
    expect(locked?.body).toContain("too many failed credentials");
    expect(Number(locked?.headers["retry-after"])).toBeGreaterThan(0);
  });

  test("wrong ones as a Bearer, and beside a good API key", async () => {
    for (const guess of [
      ["authorization: bearer wrong"],
      [WRONG_SECRET, GOOD_KEY],
      [`X-Internal-Secret: ${INTERNAL_SECRET}x`],
    ]) {
      const address = fresh();
      const lines = () => [...guess, `X-Forwarded-For: ${address}`];
      await statuses(MOST, "/metrics", lines);
      expect(await statuses(1, "/metrics", lines)).toEqual([429]);
    }
  });

  test("a worker's own /health and /metrics", async () => {
    const wrong = () => [WRONG_SECRET];
    const before = await rawRequest(metricsPort, "GET", "/metrics", [RIGHT_SECRET]);
    expect(before?.status).toBe(200);
    const seen = [
      ...(await statuses(MOST, "/health", wrong, metricsPort)),
      ...(await statuses(MOST, "/metrics", wrong, metricsPort)),
    ];
    expect(seen).toContain(429);
    expect(await statuses(1, "/health", wrong, metricsPort)).toEqual([429]);
    expect(await statuses(2, "/health", () => [], metricsPort)).toEqual([200, 200]);
    expect((await rawRequest(metricsPort, "GET", "/metrics", [RIGHT_SECRET]))?.status).toBe(200);
  });

  test("is of wrong ones: a secret or a key that was in use passes, and so does another kind", async () => {
    const address = fresh();
    const from = `X-Forwarded-For: ${address}`;
    expect(await statuses(1, "/metrics", () => [RIGHT_SECRET, from])).toEqual([200]);
    await statuses(MOST + 5, "/metrics", () => [WRONG_SECRET, from]);
    expect(await statuses(3, "/metrics", () => [RIGHT_SECRET, from])).toEqual([200, 200, 200]);
    expect(await statuses(1, "/metrics", () => [`Authorization: Bearer ${INTERNAL_SECRET}`, from])).toEqual([
      200,
    ]);
    const { body } = await product.control("POST", "/v1/api-keys", { project_id: "default", name: "unused" });
    expect(await statuses(1, "/v1/runs", () => [`Authorization: Bearer ${body.key}`, from])).toEqual([200]);
    // That was counted for all processes: one that starts now knows that the secret was in use.
    const late = await freePort();
    product.gateways.push(product.launch("gateway", { PORT: String(late), TRUSTED_PROXIES: "127.0.0.1" }));
    await eventually(
      () => rawRequest(late, "GET", "/health/ready"),
      (answer) => answer?.status === 200,
      50_000,
    );
    expect(await statuses(1, "/metrics", () => [WRONG_SECRET, from], late)).toEqual([429]);
    expect(await statuses(1, "/metrics", () => [RIGHT_SECRET, from], late)).toEqual([200]);
  });

  test("does not count what is no guess: run tokens, and no credential at all", async () => {
    const from = `X-Forwarded-For: ${fresh()}`;
    const { token } = await product.trigger((await product.createJob()).id);
    const lines = [`Authorization: Bearer ${token}`, from];
    expect(new Set(await statuses(MOST + 5, "/metrics", () => lines))).toEqual(new Set([401]));
    expect(new Set(await statuses(MOST + 5, "/metrics", () => [from]))).toEqual(new Set([401]));
    expect(await statuses(1, "/metrics", () => [WRONG_SECRET, from])).toEqual([401]);
  });
});

test.each([
  ["INTERNAL_SECRET", "a"],
  ["INTERNAL_SECRET", "x".repeat(31)],
  ["JWT_SIGNING_KEY", "x".repeat(31)],
  ["BOOTSTRAP_API_KEY", "strait_a"],
  ["BOOTSTRAP_API_KEY", "x".repeat(64)],
])("nothing starts with a secret that can be guessed: %s=%s", async (name, value) => {
  for (const role of ["gateway", "worker"] as const) {
    const launched = product.launch(role, { PORT: "0", [name]: value });
    const code = await new Promise<number | null>((resolve) => launched.child.once("exit", resolve));
    expect([role, code]).not.toEqual([role, 0]);
    expect(launched.output()).toContain(name);
    expect(launched.output()).not.toContain(value.length > 1 ? value : "a".repeat(99));
  }
});

test("the shipped proxy replaces what a client says of its address, and is the one that is trusted", async () => {
  const proxy = await readFile(new URL("../../deploy/haproxy.cfg", import.meta.url), "utf8");
  expect(proxy).toMatch(/^\s*http-request set-header X-Forwarded-For %\[src\]$/m);
  expect(proxy).not.toMatch(/^\s*option forwardfor/m);
  const compose = await readFile(new URL("../../compose.yaml", import.meta.url), "utf8");
  expect(compose).toMatch(/^\s*TRUSTED_PROXIES: \S/m);
});

test("behind a proxy a heartbeat may have one length only, whether or not it says who has sent it", async () => {
  const run = await product.trigger((await product.createJob()).id);
  const beat = (...lines: string[]) =>
    rawRequest(
      port,
      "POST",
      `/sdk/v1/runs/${run.id}/heartbeat`,
      [`Authorization: Bearer ${run.token}`, ...lines],
      "{}",
    );
  expect((await beat("Content-Length: 3"))?.status).toBe(400);
  expect((await beat())?.status).toBe(200);
});
