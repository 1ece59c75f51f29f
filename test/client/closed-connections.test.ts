import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ApiClient } from "../../example/api-client.js";
import { createClient, createExecutor, ok } from "../../src/client/index.js";
import { eventually } from "../support/product.js";

/** A server that closes the connection under every second request, unanswered. */
const carriedOut: string[] = [];
let lost = 0;
let answer: (req: IncomingMessage, res: ServerResponse) => void;
const server = createServer((req, res) => {
  carriedOut.push(`${req.method} ${req.url}`);
  if (carriedOut.length % 2 === 0) {
    lost++;
    req.socket.destroy();
    return;
  }
  req.resume();
  req.on("end", () => answer(req, res));
});
let baseUrl = "";

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  carriedOut.length = 0;
  lost = 0;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function asJson(body: unknown): (req: IncomingMessage, res: ServerResponse) => void {
  return (_, res) => res.setHeader("Content-Type", "application/json").end(JSON.stringify(body));
}

describe("bosporus/client, when a connection is lost without a word", () => {
  const client = () =>
    createClient({ baseUrl, apiKey: "k", runToken: "t", retry: { firstPauseMs: 1, answerMs: 300 } });

  it("calls again what may be repeated", async () => {
    let held = 0;
    answer = (req, res) => {
      if (++held > 1) asJson({ status: "ok" })(req, res);
    };
    const run = { params: { path: { runID: "r" } } };
    expect(await ok(client().POST("/sdk/v1/runs/{runID}/heartbeat", run))).toEqual({ status: "ok" });
    expect([held, lost]).toEqual([2, 1]);
  });

  it("tells of what may not", async () => {
    answer = () => undefined;
    const claim = client().POST("/v1/workers/claim", { body: { worker_id: "w", job_slugs: ["j"] } });
    await expect(claim).rejects.toMatchObject({ name: "TimeoutError" });
    expect(carriedOut).toHaveLength(1);
  });
});

describe("bosporus/client, when a kept connection is closed under a call", () => {
  const run = { params: { path: { runID: "r" } } };
  const client = () => createClient({ baseUrl, runToken: "t", retry: { firstPauseMs: 1 } });

  it.each([
    ["a read", () => ok(client().GET("/v1/runs/{runID}", run))],
    ["a heartbeat", () => ok(client().POST("/sdk/v1/runs/{runID}/heartbeat", run))],
    [
      "a chunk with its place",
      () => ok(client().POST("/sdk/v1/runs/{runID}/stream", { ...run, body: { chunk: "c", seq: 0 } })),
    ],
    [
      "a spawn with a key",
      () =>
        ok(
          client().POST("/sdk/v1/runs/{runID}/spawn", {
            ...run,
            body: { job_slug: "j", idempotency_key: "k" },
            headers: { "Idempotency-Key": "k" },
          }),
        ),
    ],
  ])("repeats %s", async (_, call) => {
    answer = asJson({ status: "ok" });
    for (let index = 0; index < 3; index++) expect(await call()).toEqual({ status: "ok" });
    expect([lost, carriedOut.length]).toEqual([2, 5]);
  });

  it.each([
    ["a new job", () => ok(client().POST("/v1/jobs", { body: { project_id: "p", name: "n", slug: "s" } }))],
    [
      "usage",
      () => ok(client().POST("/sdk/v1/runs/{runID}/usage", { ...run, body: { model: "m" } as never })),
    ],
  ])("does not repeat %s, which would count twice", async (_, call) => {
    answer = asJson({});
    await call();
    await expect(call()).rejects.toThrow();
    expect([lost, carriedOut.length]).toEqual([1, 2]);
  });

  it.each([502, 503, 504])("repeats what may be after %i of a balancer, and nothing else", async (status) => {
    const seen: number[] = [];
    answer = (_, res) => {
      res.shouldKeepAlive = false;
      res.statusCode = seen.push(status) === 2 ? 200 : status;
      res.setHeader("Content-Type", "application/json").end("{}");
    };
    const good = await client().POST("/sdk/v1/runs/{runID}/heartbeat", run);
    // Between them one is lost.
    expect([good.response.status, seen.length]).toEqual([200, 2]);
    expect(carriedOut).toHaveLength(3);
    carriedOut.length = 0;
    const bad = await client().POST("/v1/jobs", { body: { project_id: "p", name: "n", slug: "s" } });
    expect([bad.response.status, seen.length]).toEqual([status, 3]);
  });

  it("goes on with a stream behind the last frame", async () => {
    const asked: (string | undefined)[] = [];
    answer = (req, res) => {
      asked.push(req.headers["last-event-id"] as string | undefined);
      carriedOut.length = 0;
      res.setHeader("Content-Type", "text/event-stream");
      const place = asked.length;
      const event = place === 3 ? "event: end\n" : "";
      res.write(`id: ${place}\n${event}data: ${place}\n\n`);
      setTimeout(() => req.socket.destroy(), 20);
    };
    const seen: unknown[] = [];
    const following = createClient({ baseUrl, retry: { firstPauseMs: 1 } }).follow("/v1/runs/r/stream");
    for await (const { data } of following) seen.push(data);
    expect(seen).toEqual([1, 2, 3]);
    expect(asked).toEqual([undefined, "1", "2"]);
  });

  it("claims on", async () => {
    answer = asJson({ runs: [] });
    const executor = createExecutor({
      baseUrl,
      waitMs: 0,
      handleSignals: false,
      handler: async () => undefined,
    });
    await eventually(
      async () => carriedOut.length - lost,
      (answered) => answered > 2 && lost > 1,
    );
    await executor.stop();
    expect(lost).toBeGreaterThan(1);
  });
});

describe("the example's client", () => {
  it("repeats what may be repeated", async () => {
    answer = asJson({ status: "ok" });
    const api = new ApiClient(baseUrl, "t", new AbortController().signal);
    const calls = [
      () => api.call("GET", "/v1/runs/r"),
      () => api.call("POST", "/sdk/v1/runs/r/heartbeat"),
      () => api.call("POST", "/v1/jobs/j/trigger", {}, { "x-idempotency-key": "k" }),
    ];
    for (const call of calls)
      for (let index = 0; index < 4; index++) expect(await call()).toEqual({ status: "ok" });
    expect(lost).toBeGreaterThan(0);
    for (let index = 0; index < 4; index++) await api.call("POST", "/v1/jobs", {}).catch(() => undefined);
    expect(carriedOut.filter((line) => line === "POST /v1/jobs")).toHaveLength(4);
    await api.close();
  });
});
