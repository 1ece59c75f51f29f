import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, Product } from "../../support/product.js";
import { follow, type SseReader } from "../../support/sse.js";

let product: Product;
let jobId: string;

beforeAll(async () => {
  product = await Product.start({ gateways: 2, workers: 1 });
  jobId = (await product.createJob()).id;
});
afterAll(() => product.stop());

async function waitingRun(key: string, timeout_secs = 600) {
  const run = await product.trigger(jobId);
  await product.executor("POST", run, "wait-for-event", { event_key: key, timeout_secs });
  return run;
}

const streamOf = (key: string) => `/v1/events/${encodeURIComponent(key)}/stream`;

describe("the stream of an event key", () => {
  it("shows the whole trigger, then how its wait ends, at another gateway than the one that was told", async () => {
    const key = "approve/1: ä";
    const run = await waitingRun(key);
    const reader = await follow(product, streamOf(key), { gateway: 1 });
    const [first] = await reader.until(1);
    const trigger = (await product.control("GET", `/v1/events/${encodeURIComponent(key)}`)).body;
    expect([first?.event, first?.data]).toEqual(["status", trigger]);
    expect(trigger).toMatchObject({ status: "waiting", job_run_id: run.id });
    await product.control("POST", `/v1/events/${encodeURIComponent(key)}/send`, { payload: { ok: true } });
    expect(await reader.ended).toBe(true);
    expect(reader.frames.slice(1).map(({ event, data }) => [event, data])).toEqual([
      [
        "status",
        {
          ...{ id: trigger.id, event_key: key, status: "received", project_id: "default" },
          ...{ source_type: "job_run", received_at: expect.any(String), timestamp: expect.any(String) },
        },
      ],
      ["end", { id: trigger.id, event_key: key, status: "received" }],
    ]);
    // It goes on behind each id, and a wait that has ended is one frame and the end.
    const behind = await follow(product, streamOf(key), { lastEventId: first?.id ?? "" });
    await behind.ended;
    expect(behind.frames).toEqual(reader.frames.slice(1));
    const late = await follow(product, streamOf(key));
    await late.ended;
    expect(late.frames.map(({ event, data }) => [event, data.status])).toEqual([
      ["status", "received"],
      ["end", "received"],
    ]);
    expect(late.frames[0]?.data.response_payload).toEqual({ ok: true });
  });

  it("ends when the wait times out, is canceled, or its run is", async () => {
    await waitingRun("timeout", 1);
    await waitingRun("cancel");
    const run = await waitingRun("run");
    const readers = await Promise.all(
      ["timeout", "cancel", "run"].map((key) => follow(product, streamOf(key))),
    );
    await Promise.all(readers.map((reader) => reader.until(1)));
    await product.control("DELETE", "/v1/events/cancel");
    await product.control("DELETE", `/v1/runs/${run.id}`);
    await Promise.all(readers.map((reader) => reader.ended));
    const last = (reader: SseReader) => reader.frames.slice(-2).map(({ data }) => [data.status, data.error]);
    expect(readers.map(last)).toEqual([
      [
        ["timed_out", "event trigger timed out"],
        ["timed_out", undefined],
      ],
      [
        ["canceled", "canceled by user"],
        ["canceled", undefined],
      ],
      [
        ["canceled", "run ended"],
        ["canceled", undefined],
      ],
    ]);
  });

  it("is 404 for a key nobody ever waited for, 400 for an id of something else", async () => {
    expect((await product.control("GET", streamOf("nobody"))).status).toBe(404);
    await waitingRun("known");
    for (const id of ["1-1", "x.1", `${crypto.randomUUID()}.1`]) {
      const answer = await product.control("GET", streamOf("known"), undefined, { "Last-Event-ID": id });
      expect([answer.status, id]).toEqual([400, id]);
    }
  });
});

describe("the activity of a project", () => {
  const path = "/v1/projects/default/activity/stream";
  const shown = (reader: SseReader, runId: string) =>
    reader.frames
      .filter(({ data }) => data.run_id === runId || data.job_run_id === runId)
      .map(({ event, data }) => [event, data.type, data.from, data.to ?? data.status]);

  it("tells the changes of runs and waits, to every reader and behind every id", async () => {
    const readers = await Promise.all([0, 1].map((gateway) => follow(product, path, { gateway })));
    const run = await waitingRun("activity");
    await product.control("POST", "/v1/events/activity/send", { payload: 1 });
    await product.executor("POST", run, "fail", { error: "broken" });
    const expected = [
      ["activity", "status_change", undefined, "queued"],
      ["activity", "status_change", "queued", "executing"],
      ["activity", "event_trigger", undefined, "waiting"],
      ["activity", "status_change", "executing", "waiting"],
      ["activity", "event_trigger", undefined, "received"],
      ["activity", "status_change", "waiting", "queued"],
      ["activity", "status_change", "queued", "executing"],
      ["activity", "status_change", "executing", "failed"],
    ];
    for (const reader of readers) {
      const all = await eventually(
        async () => shown(reader, run.id),
        (rows) => rows.length >= expected.length,
      );
      expect(all).toEqual(expected);
    }
    const [reader] = readers;
    const own =
      reader?.frames.filter(({ data }) => data.run_id === run.id || data.job_run_id === run.id) ?? [];
    expect(own.at(-1)?.data).toEqual({
      ...{ type: "status_change", table: "job_runs", action: "update", run_id: run.id, job_id: jobId },
      ...{ project_id: "default", from: "executing", to: "failed", error: "broken" },
      record: { id: run.id, job_id: jobId, project_id: "default", status: "failed" },
      timestamp: expect.any(String),
    });
    const middle = own[3];
    const resumed = await follow(product, path, { lastEventId: middle?.id ?? "" });
    await eventually(
      async () => shown(resumed, run.id),
      (rows) => rows.length >= 4,
    );
    expect(shown(resumed, run.id)).toEqual(expected.slice(4));
    for (const one of [...readers, resumed]) one.close();
  });

  it("has a gap for who comes back from before it was written", async () => {
    const reader = await follow(product, path, { lastEventId: "1000-0" });
    const [gap] = await reader.until(1);
    expect([gap?.event, gap?.data.project_id]).toEqual(["gap", "default"]);
    reader.close();
  });

  it("is not of another project", async () => {
    expect((await product.control("GET", "/v1/projects/elsewhere/activity/stream")).status).toBe(404);
  });
});
