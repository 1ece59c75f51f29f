import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { partitionKey } from "../../../src/store/keys.js";
import { eventually, INTERNAL_SECRET, Product, type TriggeredRun } from "../../support/product.js";
import { follow } from "../../support/sse.js";

let product: Product;
let jobId: string;

beforeAll(async () => {
  product = await Product.start({ environment: { SSE_KEEPALIVE_INTERVAL: "200ms" } });
  jobId = (await product.createJob()).id;
});
afterAll(() => product.stop());

const chunksOf = (frames: readonly { data: { chunk?: string } }[]) => frames.map(({ data }) => data.chunk);

async function finishedRun(): Promise<TriggeredRun> {
  const run = await product.trigger(jobId);
  await product.executor("POST", run, "log", { message: "first", data: { n: 1 } });
  await product.executor("POST", run, "progress", { percent: 50, step: "half" });
  await product.executor("POST", run, "stream", { chunk: "a" });
  await product.executor("POST", run, "stream", { chunk: "b", stream_id: "other", done: true });
  await product.executor("POST", run, "complete", { result: 1 });
  return run;
}

describe("a run that has ended", () => {
  it("is told from its beginning: changes and events, then the end, then the response ends", async () => {
    const run = await finishedRun();
    const reader = await follow(product, `/v1/runs/${run.id}/stream`);
    expect(reader.status).toBe(200);
    expect(reader.headers).toMatchObject({
      "content-type": "text/event-stream",
      "cache-control": "no-cache",
      "x-accel-buffering": "no",
      connection: "keep-alive",
    });
    expect(await reader.ended).toBe(true);
    const common = { run_id: run.id, timestamp: expect.any(String) };
    const change = { ...common, type: "status_change", job_id: jobId, project_id: "default" };
    const event = { ...common, type: "event", level: "info" };
    expect(reader.frames.map(({ event: name, data }) => [name, data])).toEqual([
      ["message", { ...change, from: "queued", to: "executing" }],
      ["message", { ...event, event_type: "log", message: "first", data: { n: 1 } }],
      ["message", { ...event, event_type: "progress", message: "", data: { percent: 50, step: "half" } }],
      ["message", { ...change, from: "executing", to: "completed" }],
      ["end", { run_id: run.id, status: "completed" }],
    ]);
    expect(reader.text()).toMatch(/^retry: \d+\n/);
    expect(new Set(reader.frames.map(({ id }) => id)).size).toBe(5);
  });

  it("has its logs and its chunks as streams of their own", async () => {
    const run = await finishedRun();
    const logs = await follow(product, `/v1/runs/${run.id}/stream/logs?strict=1`);
    await logs.ended;
    expect(logs.frames.map(({ event, data }) => [event, data.message])).toEqual([
      ["log", "first"],
      ["end", undefined],
    ]);
    const chunks = await follow(product, `/v1/runs/${run.id}/stream/chunks`);
    await chunks.ended;
    expect(chunks.content().map(({ data }) => data)).toEqual([
      ...[["a", "default", false] as const, ["b", "other", true] as const].map(
        ([chunk, stream_id, done]) => ({
          ...{ type: "stream_chunk", chunk, stream_id, done, timestamp: expect.any(String) },
        }),
      ),
    ]);
    const other = await follow(product, `/v1/runs/${run.id}/stream/chunks?stream_id=other`);
    await other.ended;
    expect(chunksOf(other.content())).toEqual(["b"]);
  });

  it("is 410 with ?strict=1, with its status", async () => {
    const run = await finishedRun();
    for (const path of ["stream", "stream/chunks"]) {
      const answer = await product.control("GET", `/v1/runs/${run.id}/${path}?strict=1`);
      expect([answer.status, answer.body.error.status]).toEqual([410, "completed"]);
    }
  });

  it("goes on behind every id that was given, by header or by query", async () => {
    const run = await finishedRun();
    for (const path of ["stream", "stream/chunks"]) {
      const whole = await follow(product, `/v1/runs/${run.id}/${path}`);
      await whole.ended;
      for (const [index, { id }] of whole.frames.entries()) {
        const rest = whole.frames.slice(index + 1);
        const resumed = await follow(product, `/v1/runs/${run.id}/${path}?from=now`, { lastEventId: id });
        const byQuery = await follow(product, `/v1/runs/${run.id}/${path}?last_event_id=${id}`);
        await Promise.all([resumed.ended, byQuery.ended]);
        // Behind the end there is only the end.
        const expected = rest.length === 0 ? whole.frames.slice(-1) : rest;
        expect(resumed.frames).toEqual(expected);
        expect(byQuery.frames).toEqual(expected);
      }
    }
  });

  it("is read as before its end, from less memory, also where its oldest have left", async () => {
    const redis = new Redis({ path: product.redis.url.slice("unix://".length) });
    const kinds = ["events", "chunks", "checkpoints", "usage", "tool_calls"] as const;
    const run = await product.trigger(jobId);
    const call = async (operation: string, body: unknown) =>
      expect((await product.executor("POST", run, operation, body)).status).toBeLessThan(300);
    for (let seq = 0; seq < 4; seq++) {
      await call("log", { message: `${seq}` });
      await call("stream", { chunk: `${seq}`, seq });
      await call("checkpoint", { state: seq });
      await call("usage", { provider: "p", model: "m", prompt_tokens: seq });
      await call("tool-call", { tool_name: "t", input: seq });
    }
    const first = (await follow(product, `/v1/runs/${run.id}/stream/chunks`)).until(1);
    const lastEventId = (await first)[0]?.id ?? "";
    for (const kind of kinds) await redis.xtrim(partitionKey(kind, run.id), "MAXLEN", 2);
    const lists = ["events?type=log", "chunks", "checkpoints", "usage", "tool-calls"];
    const told = async () =>
      Promise.all([
        ...lists.map(async (list) => (await product.control("GET", `/v1/runs/${run.id}/${list}`)).text),
        follow(product, `/v1/runs/${run.id}/stream/chunks`, { lastEventId }).then(async (reader) => {
          const frames = [...(await reader.until(3))].slice(0, 3);
          reader.close();
          return frames;
        }),
      ]);
    const memory = () =>
      Promise.all(kinds.map(async (kind) => Number(await redis.memory("USAGE", partitionKey(kind, run.id)))));
    const [before, bytes] = [await told(), await memory()];
    await call("complete", { result: 1 });
    expect(await told()).toEqual(before);
    expect(before.at(-1)).toMatchObject([
      { event: "gap" },
      { data: { chunk: "2" } },
      { data: { chunk: "3" } },
    ]);
    for (const [index, now] of (await memory()).entries()) expect(now).toBeLessThan(bytes[index] ?? 0);
    expect(await redis.exists(partitionKey("sequences", run.id), partitionKey("copy"))).toBe(0);
    expect((await product.executor("POST", run, "stream", { chunk: "3", seq: 3 })).status).toBe(410);
    redis.disconnect();
  });

  it("keeps the text that came: escapes, big numbers, values over several lines", async () => {
    const run = await product.trigger(jobId);
    const data = '{"n":12345678901234567890,\n  "list": [\n1 ]}';
    await product.executor(
      "POST",
      run,
      "log",
      `{"message":"a\\nb \\u2028","type":"my.type","level":"warn",\n"data":${data}}`,
    );
    await product.executor("POST", run, "stream", '{"chunk":"line\\n\\nid: 7\\ndata: x\\n\\n"}');
    await product.executor("POST", run, "fail", { error: "broken\nin two" });
    const reader = await follow(product, `/v1/runs/${run.id}/stream`);
    await reader.ended;
    expect(reader.frames.map(({ data: one }) => one.event_type ?? one.to ?? one.status)).toEqual([
      "executing",
      "my.type",
      "failed",
      "failed",
    ]);
    expect(reader.frames[1]?.data).toMatchObject({
      message: "a\nb \u2028",
      level: "warn",
      data: { list: [1] },
    });
    expect(reader.text()).toContain('"n":12345678901234567890');
    expect(reader.frames[2]?.data.error).toBe("broken\nin two");
    const chunks = await follow(product, `/v1/runs/${run.id}/stream/chunks`);
    await chunks.ended;
    expect(chunksOf(chunks.content())).toEqual(["line\n\nid: 7\ndata: x\n\n"]);
  });
});

describe("a run that goes on", () => {
  it("is told as it happens, to readers of every stream, and ends when the run ends", async () => {
    const run = await product.trigger(jobId);
    const [changes, chunks, logs] = await Promise.all(
      ["stream", "stream/chunks", "stream/logs"].map((path) => follow(product, `/v1/runs/${run.id}/${path}`)),
    );
    for (let step = 0; step < 3; step++) {
      await product.executor("POST", run, "stream", { chunk: `${step}` });
      await product.executor("POST", run, "log", { message: `${step}` });
      expect((await chunks?.until(step + 1))?.at(-1)?.data.chunk).toBe(`${step}`);
      expect((await logs?.until(step + 1))?.at(-1)?.data.message).toBe(`${step}`);
      expect((await changes?.until(step + 2))?.at(-1)?.data.message).toBe(`${step}`);
    }
    await product.executor("POST", run, "wait-for-event", { event_key: `k-${run.id}` });
    expect((await changes?.until(5))?.at(-1)?.data.to).toBe("waiting");
    await product.control("DELETE", `/v1/runs/${run.id}`);
    for (const reader of [changes, chunks, logs]) {
      expect(await reader?.ended).toBe(true);
      expect(reader?.frames.at(-1)).toMatchObject({ event: "end", data: { status: "canceled" } });
    }
    expect(changes?.content().map(({ data }) => data.to ?? data.message)).toEqual([
      ...["executing", "0", "1", "2", "waiting", "canceled"],
    ]);
  });

  it("is told from now on with ?from=now, and a first reconnect loses nothing", async () => {
    const run = await product.trigger(jobId);
    await product.executor("POST", run, "stream", { chunk: "before" });
    const reader = await follow(product, `/v1/runs/${run.id}/stream/chunks?from=now`);
    const atNow =
      /\nid: (\S+)\n\n/.exec(reader.text())?.[1] ?? (await keptAlive(reader)).match(/\nid: (\S+)\n/)?.[1];
    reader.close();
    await product.executor("POST", run, "stream", { chunk: "between" });
    const again = await follow(product, `/v1/runs/${run.id}/stream/chunks?from=now`, {
      lastEventId: atNow ?? "",
    });
    await product.executor("POST", run, "stream", { chunk: "after" });
    await product.executor("POST", run, "complete");
    await again.ended;
    expect(chunksOf(again.content())).toEqual(["between", "after"]);
  });

  it("carries comments while nothing happens", async () => {
    const run = await product.trigger(jobId);
    const reader = await follow(product, `/v1/runs/${run.id}/stream`);
    expect(await keptAlive(reader)).toContain("\n: keepalive\n\n");
    reader.close();
  });

  it("is compressed when that is asked for, frame by frame", async () => {
    const run = await product.trigger(jobId);
    const reader = await follow(product, `/v1/runs/${run.id}/stream/chunks`, {
      headers: { "Accept-Encoding": "br, gzip;q=0.5" },
    });
    expect(reader.headers["content-encoding"]).toBe("gzip");
    for (let step = 1; step <= 5; step++) {
      await product.executor("POST", run, "stream", { chunk: "x".repeat(1000) });
      expect(await reader.until(step)).toHaveLength(step);
    }
    await product.executor("POST", run, "complete");
    expect(await reader.ended).toBe(true);
    expect(reader.frames.at(-1)?.event).toBe("end");
    const plain = await follow(product, `/v1/runs/${run.id}/stream`, {
      headers: { "Accept-Encoding": "gzip;q=0, deflate" },
    });
    expect(plain.headers["content-encoding"]).toBeUndefined();
  });
});

async function keptAlive(reader: { text(): string }): Promise<string> {
  return eventually(
    async () => reader.text(),
    (text) => text.includes("keepalive"),
  );
}

describe("what cannot be followed", () => {
  it("is refused: ids, parameters, runs, keys", async () => {
    const run = await product.trigger(jobId);
    const path = `/v1/runs/${run.id}/stream`;
    const invalid: [string, string][] = [
      ["", "x"],
      ["", "1-1"],
      ["", "99999999999999-0.1"],
      ["/chunks", "1-1.2"],
      ["/chunks", "-1-0"],
      ["/logs", "1"],
    ];
    for (const [more, lastEventId] of invalid) {
      const reader = await follow(product, path + more, { lastEventId });
      await reader.ended;
      expect([reader.status, JSON.parse(reader.text()).error.message]).toEqual([
        400,
        "Last-Event-ID: must be the id of a frame of this stream",
      ]);
    }
    for (const query of ["from=then", "strict=maybe", "from=now&from=now"]) {
      const { status, body } = await product.control("GET", `${path}?${query}`);
      expect([status, body.error.message]).toEqual([400, expect.stringMatching(/^(from|strict): /)]);
    }
    const long = await product.control("GET", `${path}/chunks?stream_id=${"x".repeat(129)}`);
    expect(long.status).toBe(400);
    for (const unknown of ["nothing", crypto.randomUUID()]) {
      expect((await product.control("GET", `/v1/runs/${unknown}/stream`)).status).toBe(404);
    }
    expect((await product.call("GET", path)).status).toBe(401);
    expect((await product.control("POST", path)).status).toBe(405);
  });

  it("is 404 for another project, 403 without the scope", async () => {
    const run = await product.trigger(jobId);
    const secret = { "X-Internal-Secret": INTERNAL_SECRET };
    const key = async (project_id: string, scopes: string[]) =>
      (
        await product.call("POST", "/v1/api-keys", {
          headers: secret,
          body: { project_id, name: "k", scopes },
        })
      ).body.key as string;
    const foreign = await key("elsewhere", ["*"]);
    const narrow = await key("default", ["jobs:read"]);
    const read = (secretKey: string) =>
      product.call("GET", `/v1/runs/${run.id}/stream`, { headers: { Authorization: `Bearer ${secretKey}` } });
    expect((await read(foreign)).status).toBe(404);
    expect((await read(narrow)).status).toBe(403);
  });
});
