import { createSigner } from "fast-jwt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { API_KEY, eventually, INTERNAL_SECRET, Product, SIGNING_KEY } from "../../support/product.js";
import { follow } from "../../support/sse.js";

const ORIGIN = "https://app.example.com";
let product: Product;
let jobId: string;

beforeAll(async () => {
  product = await Product.start({
    environment: {
      CORS_ALLOWED_ORIGINS: `${ORIGIN}, http://localhost:3000`,
      SSE_MAX_CONNS: "6",
      SSE_MAX_CONNS_PER_PROJECT: "4",
      LOG_LEVEL: "trace",
    },
  });
  jobId = (await product.createJob()).id;
});
afterAll(() => product.stop());

describe("SSE tokens", () => {
  it("let a browser follow for five minutes, with the scopes of who asked for it", async () => {
    const run = await product.trigger(jobId);
    const before = Date.now();
    const { status, body } = await product.control("POST", "/v1/sse-token");
    expect(status).toBe(201);
    // Tokens count in whole seconds.
    const madeMs = Date.parse(body.expires_at) - 300_000;
    expect(madeMs).toBeGreaterThan(before - 1_000);
    expect(madeMs).toBeLessThanOrEqual(Date.now() + 1_000);
    const claims = JSON.parse(Buffer.from(body.token.split(".")[1], "base64url").toString());
    expect(claims).toMatchObject({ iss: "strait:sse", sub: "default", pid: "default", scp: ["*"] });
    expect(claims.exp * 1000).toBe(Date.parse(body.expires_at));
    await product.executor("POST", run, "complete");
    for (const path of [`/v1/runs/${run.id}/stream`, "/v1/projects/default/activity/stream"]) {
      const reader = await follow(product, `${path}?token=${body.token}`, { anonymous: true });
      expect(reader.status).toBe(200);
      reader.close();
    }
    // Neither a token nor a key is in anything that was logged.
    const logged = product.gateways[0]?.output() ?? "";
    expect(logged).toContain("gateway ready");
    expect(logged).not.toContain(body.token.split(".")[2]);
    expect(logged).not.toContain(API_KEY);
  });

  it("are refused when they are not ours, have expired, or lack the scope", async () => {
    const path = "/v1/projects/default/activity/stream";
    const claims = { iss: "strait:sse", sub: "default", pid: "default", eid: "", scp: ["*"] };
    const now = Math.floor(Date.now() / 1000);
    const sign = (key: string, more: object) =>
      createSigner({ algorithm: "HS256", key })({ ...claims, ...more });
    const refused: [string, number][] = [
      ["nonsense", 401],
      [sign("another-key-0123456789abcdef-0123456789abcdef", { exp: now + 60 }), 401],
      [sign(SIGNING_KEY, { exp: now - 1 }), 401],
      [sign(SIGNING_KEY, {}), 401],
      [sign(SIGNING_KEY, { exp: now + 60, iss: "strait:run-token" }), 401],
      [createSigner({ algorithm: "none" })({ ...claims, exp: now + 60 }), 401],
      [sign(SIGNING_KEY, { exp: now + 60, scp: ["jobs:read"] }), 403],
      [sign(SIGNING_KEY, { exp: now + 60, pid: "elsewhere" }), 404],
      [(await product.trigger(jobId)).token, 401],
    ];
    for (const [token, status] of refused) {
      const answer = await product.call("GET", `${path}?token=${token}`);
      expect([answer.status, token]).toEqual([status, token]);
    }
    // A token opens nothing but streams.
    const { token } = (await product.control("POST", "/v1/sse-token")).body;
    expect((await product.call("GET", `/v1/runs?token=${token}`)).status).toBe(401);
    const asKey = await product.call("GET", path, { headers: { Authorization: `Bearer ${token}` } });
    expect(asKey.status).toBe(401);
  });

  it("need a project and the scope runs:read", async () => {
    const secret = { "X-Internal-Secret": INTERNAL_SECRET };
    expect((await product.call("POST", "/v1/sse-token", { headers: secret })).status).toBe(400);
    const named = { ...secret, "X-Project-Id": "default" };
    expect((await product.call("POST", "/v1/sse-token", { headers: named })).status).toBe(201);
  });
});

describe("browsers of other origins", () => {
  const preflight = (path: string, origin: string, method = "GET") =>
    product.call("OPTIONS", path, {
      headers: { Origin: origin, "Access-Control-Request-Method": method },
    });

  it("are told what they may send, on every path, and only those that are allowed", async () => {
    for (const path of ["/v1/runs/x/stream", "/v1/jobs", "/sdk/v1/runs/x/heartbeat", "/health"]) {
      const { status, headers } = await preflight(path, ORIGIN);
      expect([status, headers.get("access-control-allow-origin"), headers.get("vary")]).toEqual([
        204,
        ORIGIN,
        "Origin",
      ]);
      expect(headers.get("access-control-allow-headers")).toMatch(/Authorization.*Last-Event-ID/);
      expect(headers.get("access-control-max-age")).toMatch(/^\d+$/);
      expect(headers.get("content-length")).toBeNull();
    }
    const jobs = await preflight("/v1/jobs", ORIGIN, "POST");
    expect(jobs.headers.get("access-control-allow-methods")?.split(", ").sort()).toEqual(["GET", "POST"]);
    const foreign = await preflight("/v1/jobs", "https://evil.example.com");
    expect(foreign.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("may read answers, refusals and streams", async () => {
    const run = await product.trigger(jobId);
    const of = async (path: string, origin: string, authorized = true) =>
      (
        await product.call("GET", path, {
          headers: { Origin: origin, ...(authorized ? { Authorization: `Bearer ${API_KEY}` } : {}) },
        })
      ).headers.get("access-control-allow-origin");
    expect(await of("/v1/jobs", ORIGIN)).toBe(ORIGIN);
    expect(await of("/v1/jobs", "http://localhost:3000", false)).toBe("http://localhost:3000");
    expect(await of("/nowhere", ORIGIN)).toBe(ORIGIN);
    expect(await of("/v1/jobs", "https://app.example.com.evil.com")).toBeNull();
    const reader = await follow(product, `/v1/runs/${run.id}/stream`, { headers: { Origin: ORIGIN } });
    expect(reader.headers["access-control-allow-origin"]).toBe(ORIGIN);
    reader.close();
    const beat = await product.call("POST", `/sdk/v1/runs/${run.id}/heartbeat`, {
      headers: { Origin: ORIGIN, Authorization: `Bearer ${run.token}` },
    });
    expect([beat.status, beat.headers.get("access-control-allow-origin")]).toEqual([200, ORIGIN]);
  });
});

describe("caps", () => {
  it("refuse more streams of a project, and more at all, with 503; one that leaves makes room", async () => {
    const run = await product.trigger(jobId);
    const path = `/v1/runs/${run.id}/stream`;
    const room = () =>
      eventually(
        () => product.call("GET", "/metrics", { headers: { "X-Internal-Secret": INTERNAL_SECRET } }),
        ({ text }) => /strait_sse_connections 0\n/.test(text),
      );
    await room();
    const own = await Promise.all(Array.from({ length: 4 }, () => follow(product, path)));
    expect(own.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const fifth = await product.control("GET", path);
    expect([fifth.status, fifth.body.error.message, fifth.headers.get("retry-after")]).toEqual([
      503,
      "too many SSE connections",
      "1",
    ]);
    const secret = { "X-Internal-Secret": INTERNAL_SECRET };
    await product.call("POST", "/v1/projects", { headers: secret, body: { id: "second", name: "second" } });
    const more = () =>
      follow(product, "/v1/projects/second/activity/stream", { anonymous: true, headers: secret });
    const others = [await more(), await more(), await more()];
    expect(others.map(({ status }) => status)).toEqual([200, 200, 503]);
    own[0]?.close();
    const next = await eventually(more, ({ status }) => status === 200);
    expect(next.status).toBe(200);
    for (const reader of [...own, ...others, next]) reader.close();
    await room();
  });
});
