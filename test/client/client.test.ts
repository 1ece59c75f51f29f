import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
// @ts-expect-error: a script without declarations
import { CLIENT_TYPES, clientTypes } from "../../scripts/client-types.mjs";
import { ApiError, type Client, createClient, createExecutor, ok } from "../../src/client/index.js";
import { API_KEY, eventually, Product } from "../support/product.js";

let product: Product;
let client: Client;

beforeAll(async () => {
  product = await Product.start();
  client = createClient({ baseUrl: product.url(), apiKey: API_KEY, retry: { attempts: 20 } });
});

afterAll(() => product.stop());

async function trigger(jobID: string, payload: unknown): Promise<string> {
  const headers = { "Idempotency-Key": crypto.randomUUID() };
  const call = client.POST("/v1/jobs/{jobID}/trigger", {
    params: { path: { jobID } },
    body: { payload },
    headers,
  });
  const answer = await ok(call);
  return "id" in answer ? answer.id : "";
}

describe("bosporus/client", () => {
  it("has the types of the API as it is", async () => {
    expect(readFileSync(CLIENT_TYPES, "utf8")).toBe(await clientTypes());
  });

  it("makes a refusal an error with its code", async () => {
    const call = ok(client.GET("/v1/runs/{runID}", { params: { path: { runID: "unknown" } } }));
    const error = await call.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 404, code: "not_found" });
  });

  it("heartbeats runs one by one where a gateway knows no call for many", async () => {
    const job = await product.createJob();
    let asked = 0;
    const causes: unknown[] = [];
    const executor = createExecutor({
      baseUrl: product.url(),
      apiKey: API_KEY,
      jobSlugs: [job.slug],
      heartbeatMs: 100,
      handleSignals: false,
      async fetch(input, init) {
        const request = new Request(input, init);
        if (!request.url.endsWith("/sdk/v1/heartbeats")) return fetch(request);
        asked++;
        return Response.json({ error: { code: "not_found", message: "no such endpoint" } }, { status: 404 });
      },
      handler: (run) =>
        new Promise((resolve) => {
          run.signal.addEventListener("abort", () => resolve(causes.push(run.signal.reason)));
        }),
    });
    const id = await trigger(job.id, {});
    await eventually(
      () => product.run(id),
      ({ status }) => status === "executing",
    );
    await eventually(
      async () => asked,
      (count) => count > 0,
    );
    const canceled = await product.control("DELETE", `/v1/runs/${id}?grace_secs=60`);
    expect(canceled.status, canceled.text).toBeLessThan(300);
    // Only a heartbeat of its own can have told the handler to give up.
    await eventually(
      async () => causes,
      (heard) => heard.length > 0,
    );
    expect([causes, asked]).toEqual([["canceled"], 1]);
    await executor.stop();
  });

  it("works on every run once, and follows a stream, over kills of the gateway", async () => {
    const job = await product.createJob();
    const executor = createExecutor<{ number: number }>({
      baseUrl: product.url(),
      apiKey: API_KEY,
      jobSlugs: [job.slug],
      concurrency: 4,
      waitMs: 1000,
      heartbeatMs: 500,
      handleSignals: false,
      retry: { attempts: 20 },
      async handler(run) {
        for (let index = 0; index < 5; index++) await run.stream(`${run.payload.number}:${index} `);
        await run.progress(100);
        return { doubled: run.payload.number * 2 };
      },
    });
    const ids = await Promise.all(Array.from({ length: 12 }, (_, number) => trigger(job.id, { number })));
    const chunks: string[] = [];
    const [followed = ""] = ids;
    const reading = (async () => {
      for await (const { event, data } of client.follow(`/v1/runs/${followed}/stream/chunks`)) {
        if (event !== "end") chunks.push((data as { chunk: string }).chunk);
      }
    })();
    for (let kill = 0; kill < 2; kill++) {
      await product.gateways[0]?.kill();
      await product.startGateway();
    }
    const runs = await eventually(
      () => Promise.all(ids.map((id) => product.run(id))),
      (all) => all.every(({ status }) => status === "completed"),
      25_000,
    );
    expect(runs.map(({ result }) => result)).toEqual(ids.map((_, number) => ({ doubled: number * 2 })));
    await reading;
    expect(chunks).toEqual(Array.from({ length: 5 }, (_, index) => `0:${index} `));
    await executor.stop();
  });

  it("tells a handler that its run is canceled, and drains when it stops", async () => {
    const job = await product.createJob();
    const causes: unknown[] = [];
    let release: () => void = () => undefined;
    const executor = createExecutor<{ kind: string }>({
      baseUrl: product.url(),
      apiKey: API_KEY,
      jobSlugs: [job.slug],
      concurrency: 2,
      heartbeatMs: 100,
      handleSignals: false,
      async handler(run) {
        if (run.payload.kind === "patient") {
          await new Promise<void>((resolve) => {
            release = resolve;
          });
          return "patient";
        }
        await new Promise((resolve) => run.signal.addEventListener("abort", resolve, { once: true }));
        causes.push(run.signal.reason);
        throw new Error("gave up");
      },
    });
    const canceled = await trigger(job.id, { kind: "canceled" });
    const patient = await trigger(job.id, { kind: "patient" });
    await eventually(
      () => Promise.all([canceled, patient].map((id) => product.run(id))),
      (runs) => runs.every(({ status }) => status === "executing"),
    );
    await product.control("DELETE", `/v1/runs/${canceled}?grace_secs=1`);
    await eventually(
      async () => causes.length,
      (count) => count === 1,
    );
    expect(causes).toEqual(["canceled"]);
    const stopping = executor.stop();
    release();
    await stopping;
    expect((await product.run(patient)).result).toBe("patient");
    expect((await product.run(canceled)).status).not.toBe("failed");
  });
});
