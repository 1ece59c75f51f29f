import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Product, type TriggeredRun } from "../../support/product.js";

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

let product: Product;
let jobId: string;
let run: TriggeredRun;

beforeAll(async () => {
  product = await Product.start();
  jobId = (await product.createJob()).id;
  run = await product.trigger(jobId, { payload: { a: [], b: {} } });
});
afterAll(() => product.stop());

const post = (operation: string, body?: unknown) => product.executor("POST", run, operation, body);
const read = async (list: string) => (await product.control("GET", `/v1/runs/${run.id}/${list}`)).body;

/** Every operation of executor-api section 3, by the token of the trigger. */
describe("operations of the executor API", () => {
  test("1 payload: the payload itself, readable before anything began", async () => {
    const answer = await product.executor("GET", run, "payload");
    expect([answer.status, answer.text]).toEqual([200, '{"a":[],"b":{}}']);
    expect((await product.run(run.id)).status).toBe("queued");
    const empty = await product.trigger(jobId);
    expect((await product.executor("GET", empty, "payload")).text).toBe("{}");
  });

  test("2 log: 201 with the event, and in the run's events", async () => {
    const answer = await post("log", { message: "hi", level: "warn", data: [1] });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      run_id: run.id,
      type: "log",
      level: "warn",
      message: "hi",
      data: [1],
    });
    expect(answer.body.id).toMatch(UUID_V7);
    expect(answer.body.created_at).toMatch(TIME);
    expect((await read("events?type=log")).data).toContainEqual(answer.body);
    expect((await post("log", { message: "x".repeat(65_537) })).status).toBe(422);
    expect((await post("log", {})).body.error.details).toEqual(["message: is required"]);
    expect((await post("log", { message: "x", level: "loud" })).status).toBe(422);
  });

  test("3 progress: alias eta_secs, latest readable on the run", async () => {
    const answer = await post("progress", { percent: 40.5, step: "s", eta_secs: 7, message: "m" });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      type: "progress",
      data: { percent: 40.5, step: "s", eta_seconds: 7 },
    });
    expect((await product.run(run.id)).progress).toEqual({
      percent: 40.5,
      step: "s",
      eta_seconds: 7,
      message: "m",
    });
    for (const percent of [-1, 100.1, "5"]) expect((await post("progress", { percent })).status).toBe(422);
  });

  test("4 heartbeat: sets heartbeat_at, ignores its body", async () => {
    const answer = await product.call("POST", `/sdk/v1/runs/${run.id}/heartbeat`, {
      headers: { Authorization: `Bearer ${run.token}` },
      body: "not json",
    });
    expect([answer.status, answer.text]).toEqual([200, '{"status":"ok"}']);
    expect((await product.run(run.id)).heartbeat_at).toMatch(TIME);
  });

  test("5 annotate: flat, wrapped, and the flat map whose only key is `annotations`", async () => {
    expect((await post("annotate", { flat: "1" })).body.metadata).toMatchObject({ flat: "1" });
    expect((await post("annotate", { annotations: { wrapped: "2" } })).body.metadata).toMatchObject({
      wrapped: "2",
    });
    expect((await post("annotate", { annotations: "3" })).body.metadata).toMatchObject({ annotations: "3" });
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, "v"]));
    for (const bad of [
      {},
      { " ": "v" },
      { k: 1 },
      { k: "v".repeat(1025) },
      { ["k".repeat(129)]: "v" },
      many,
    ]) {
      expect((await post("annotate", bad)).status).toBe(422);
    }
  });

  test("6 checkpoint: sequences 1, 2, 3", async () => {
    const sequences = [];
    for (const state of [{ n: 1 }, [], null])
      sequences.push((await post("checkpoint", { state })).body.sequence);
    expect(sequences).toEqual([1, 2, 3]);
    const { data } = await read("checkpoints");
    expect(data.map((one: { state: unknown; source: string }) => [one.state, one.source])).toEqual([
      [{ n: 1 }, "sdk"],
      [[], "sdk"],
      [null, "sdk"],
    ]);
    expect((await post("checkpoint", {})).body.error.details).toEqual(["state: is required"]);
  });

  test("7 usage: total defaults to the sum, totals by model, budgets refuse and record nothing", async () => {
    const usage = { provider: "p", model: "m", prompt_tokens: 3, completion_tokens: 4, cost_microusd: 5 };
    expect((await post("usage", usage)).body).toMatchObject({ ...usage, total_tokens: 7 });
    expect((await read("usage/totals")).by_model["p/m"]).toMatchObject({ total_tokens: 7, cost_microusd: 5 });
    const job = await product.createJob({ cost_budget_microusd: 10, token_budget: 100 });
    const limited = await product.trigger(job.id);
    const spend = (body: object) =>
      product.executor("POST", limited, "usage", { provider: "p", model: "m", ...body });
    expect((await spend({ cost_microusd: 10 })).status).toBe(201);
    const cost = await spend({ cost_microusd: 1 });
    expect([cost.status, cost.body.error.code]).toEqual([429, "budget_exceeded"]);
    const tokens = await spend({ total_tokens: 101 });
    expect([tokens.status, tokens.body.error.code]).toEqual([429, "token_budget_exceeded"]);
    expect((await product.control("GET", `/v1/runs/${limited.id}/usage`)).body.data).toHaveLength(1);
  });

  test("8 tool-call: allowed, blocked, counted", async () => {
    const answer = await post("tool-call", { tool_name: "t", input: { q: [] }, duration_ms: 1 });
    expect(answer.body).toMatchObject({ tool_name: "t", input: { q: [] }, status: "completed" });
    const job = await product.createJob({
      allowed_tools: ["a", "b"],
      blocked_tools: ["b"],
      max_tool_calls: 1,
    });
    const limited = await product.trigger(job.id);
    const codes = [];
    for (const tool_name of ["a", "b", "c", "a"]) {
      const { status, body } = await product.executor("POST", limited, "tool-call", { tool_name });
      codes.push(status === 201 ? 201 : body.error.code);
    }
    expect(codes).toEqual([201, "tool_blocked", "tool_not_allowed", "tool_call_limit_exceeded"]);
  });

  test("9 output: alias key, upsert keeps its id, schema checked", async () => {
    const first = await post("output", { key: "o", value: 1 });
    const second = await post("output", { output_key: "o", value: [2], schema: { type: "array" } });
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toMatchObject({ id: first.body.id, output_key: "o", value: [2] });
    expect((await read("outputs")).data).toEqual([second.body]);
    expect((await post("output", { key: "o", value: "x", schema: { type: "array" } })).status).toBe(400);
    expect((await post("output", { key: "o", value: 1, schema: { type: 5 } })).status).toBe(400);
    expect((await post("output", { value: 1 })).status).toBe(422);
    expect((await post("output", { key: "o", value: "aaa", schema: { pattern: "^(a+)+$" } })).status).toBe(
      201,
    );
  });

  test("10, 11 complete and fail: terminal, the run as answer", async () => {
    const done = await product.trigger(jobId);
    const answer = await product.executor("POST", done, "complete", { result: { r: [] } });
    expect([answer.status, answer.body.status, answer.body.result]).toEqual([200, "completed", { r: [] }]);
    const failed = await product.trigger(jobId);
    const failure = await product.call("POST", `/sdk/v1/runs/${failed.id}/fail`, {
      headers: { Authorization: `Bearer ${failed.token}` },
    });
    expect(failure.body).toMatchObject({ status: "failed", error: "run failed", attempt: 1 });
    const job = await product.createJob({ result_schema: { type: "object", required: ["x"] } });
    const checked = await product.trigger(job.id);
    const refused = await product.executor("POST", checked, "complete", { result: {} });
    expect([refused.status, refused.body.error.code]).toEqual([422, "result_schema_validation_failed"]);
    expect((await product.executor("POST", checked, "complete", { result: { x: 1 } })).status).toBe(200);
  });

  test("12 spawn: child by slug or id; awaiting sleeps until all descendants ended", async () => {
    const job = await product.createJob();
    const parent = await product.trigger(job.id);
    const spawn = (body: object) => product.executor("POST", parent, "spawn", body);
    const plain = await spawn({ job_id: job.id, payload: [1] });
    expect([plain.status, plain.body.parent_run_id, plain.body.triggered_by]).toEqual([
      201,
      parent.id,
      "spawn",
    ]);
    const awaited = await spawn({ job_slug: job.slug, await_completion: true });
    expect(awaited.body.await_event_key).toBe(`spawn-await:${awaited.body.id}`);
    expect((await product.run(parent.id)).status).toBe("waiting");
    expect((await post("spawn", {})).status).toBe(422);
    expect((await post("spawn", { job_slug: "unknown" })).status).toBe(404);
    for (const [child, status] of [
      [plain.body.id, "waiting"],
      [awaited.body.id, "queued"],
    ]) {
      expect((await product.control("DELETE", `/v1/runs/${child}`)).status).toBe(200);
      expect((await product.run(parent.id)).status).toBe(status);
    }
  });

  test("13 continue: same job, one deeper, until depth 10; the run stays as it is", async () => {
    let current = await product.trigger(jobId, { payload: { n: 1 }, priority: 3 });
    const answer = await product.executor("POST", current, "continue");
    expect(answer.body).toMatchObject({
      continuation_of: current.id,
      lineage_depth: 1,
      priority: 3,
      payload: { n: 1 },
    });
    for (let depth = 1; depth <= 10; depth++) {
      const next = await product.executor("POST", current, "continue", { payload: depth });
      expect(next.status).toBe(201);
      const claimed = await product.control("POST", "/v1/workers/claim", { worker_id: "w", max: 100 });
      const mine = claimed.body.runs.find((one: { run_id: string }) => one.run_id === next.body.id);
      current = { id: mine.run_id, token: mine.run_token, jobId };
    }
    expect((await product.executor("POST", current, "continue")).status).toBe(400);
  });

  test("14 wait-for-event: waiting, same key again the same trigger, taken key 409, bounds", async () => {
    const waiting = await product.trigger(jobId);
    const wait = (body: object, who = waiting) => product.executor("POST", who, "wait-for-event", body);
    const first = await wait({ event_key: "k14", timeout_secs: 60 });
    expect(first.body).toMatchObject({ status: "waiting", event_key: "k14" });
    expect((await wait({ event_key: "k14" })).body.trigger_id).toBe(first.body.trigger_id);
    expect((await post("wait-for-event", { event_key: "k14" })).body.error.message).toBe(
      "event key already in use",
    );
    expect((await post("wait-for-event", { event_key: "x", timeout_secs: 2_592_001 })).status).toBe(400);
    for (const event_key of ["", "a\u0001", "x".repeat(513)]) {
      expect((await post("wait-for-event", { event_key })).status).toBe(422);
    }
    const sent = await product.control("POST", "/v1/events/k14/send", { payload: { ok: 1 } });
    expect(sent.body).toMatchObject({
      status: "received",
      response_payload: { ok: 1 },
      job_run_id: waiting.id,
    });
    expect((await product.run(waiting.id)).status).toBe("queued");
  });

  test("15 to 18 state: upsert, sorted bare array, keys with slashes, delete twice", async () => {
    for (const key of ["b", "a/b", "c d"])
      expect((await post("state", { key, value: { key } })).status).toBe(201);
    const list = (await product.executor("GET", run, "state")).body;
    expect(list.map((one: { state_key: string }) => one.state_key)).toEqual(["a/b", "b", "c d"]);
    for (const path of ["state/a%2Fb", "state/a/b"]) {
      expect((await product.executor("GET", run, path)).body).toEqual(list[0]);
    }
    expect(await read("state")).toEqual(list);
    expect((await product.executor("DELETE", run, "state/a%2Fb")).status).toBe(204);
    expect((await product.executor("DELETE", run, "state/a%2Fb")).status).toBe(204);
    const missing = await product.executor("GET", run, "state/a%2Fb");
    expect([missing.status, missing.body.error.message]).toEqual([404, "state key not found"]);
    expect((await post("state", { key: "big", value: "x".repeat(65_536) })).status).toBe(422);
  });

  test("19 resources: level by memory", async () => {
    for (const memory_percent of [10, 80, 90]) {
      expect((await post("resources", { memory_percent })).text).toBe('{"status":"ok"}');
    }
    const { data } = await read("events?type=resource_sample");
    expect(data.map((one: { level: string }) => one.level)).toEqual(["info", "warn", "error"]);
    expect((await read("resources")).map((one: { memory_percent: number }) => one.memory_percent)).toEqual([
      10, 80, 90,
    ]);
  });

  test("20 stream: exactly once by seq, gaps, closed", async () => {
    const chunk = (body: object) => post("stream", { chunk: "x", ...body });
    expect((await chunk({ seq: 0 })).body).toEqual({ status: "ok", last_seq: 0 });
    expect((await chunk({ seq: 0, chunk: "again" })).body).toEqual({ status: "ok", last_seq: 0 });
    const gap = await chunk({ seq: 2 });
    expect([gap.status, gap.body.error.message, gap.body.error.expected_seq]).toEqual([409, "stream gap", 1]);
    expect((await chunk({ seq: 1, done: true })).status).toBe(200);
    expect((await chunk({ seq: 1, done: true })).body).toEqual({ status: "ok", last_seq: 1 });
    expect((await chunk({ seq: 2 })).body.error.message).toBe("stream is closed");
    expect((await chunk({})).status).toBe(409);
    expect((await chunk({ stream_id: "other" })).body).toEqual({ status: "ok" });
    const { data } = await read("chunks");
    expect(
      data.map((one: { chunk: string; stream_id: string; done: boolean }) => [one.stream_id, one.done]),
    ).toEqual([
      ["default", false],
      ["default", true],
      ["other", false],
    ]);
    expect((await chunk({ chunk: "x".repeat(262_145) })).status).toBe(422);
  });

  test("batch: in order and atomic", async () => {
    const operations = [
      { op: "log", body: { message: "b" } },
      { op: "stream", body: { chunk: "1", stream_id: "batch", seq: 0 } },
      { op: "stream", body: { chunk: "2", stream_id: "batch", seq: 1 } },
      { op: "state", body: { key: "batch", value: 1 } },
      { op: "heartbeat" },
    ];
    const answer = await post("batch", { operations });
    expect(answer.body.results.map((one: { status: number }) => one.status)).toEqual([
      201, 200, 200, 201, 200,
    ]);
    const before = (await read("events?type=log")).data.length;
    const refused = await post("batch", {
      operations: [
        ...operations.slice(0, 1),
        { op: "stream", body: { chunk: "x", stream_id: "batch", seq: 9 } },
      ],
    });
    expect([refused.status, refused.body.error.index]).toEqual([422, 1]);
    expect((await read("events?type=log")).data).toHaveLength(before);
    expect((await post("batch", { operations: [] })).status).toBe(422);
  });

  test("memory outlives the run; resource-snapshot warns of memory", async () => {
    const written = await post("memory/a%2Fb", { value: { z: [] } });
    expect(written.body).toMatchObject({ memory_key: "a/b", value: { z: [] }, size_bytes: 8, job_id: jobId });
    const other = await product.trigger(jobId);
    expect((await product.executor("GET", other, "memory/a%2Fb")).body).toEqual(written.body);
    expect((await product.control("GET", `/v1/jobs/${jobId}/memory`)).body).toEqual([written.body]);
    expect((await product.executor("DELETE", other, "memory/a%2Fb")).status).toBe(204);
    expect((await product.executor("GET", other, "memory/a%2Fb")).status).toBe(404);
    expect((await post("resource-snapshot", { memory_mb: 95, memory_limit_mb: 100 })).status).toBe(201);
    expect((await read("events?type=resource.oom_risk")).data).toHaveLength(1);
  });
});
