import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LIMITS } from "../../src/domain/limits.js";
import type { Shown } from "../support/callers.js";
import { eventually, Product, type TriggeredRun } from "../support/product.js";

let product: Product;
let run: TriggeredRun;

beforeAll(async () => {
  product = await Product.start({ workers: 1 });
  run = await product.trigger((await product.createJob()).id);
});
afterAll(() => product.stop());

/** Large enough that two of them are more than a page, and three in no case. */
const LARGE = "x".repeat(600_000);
const COUNT = 5;

const isLarge = (one: Shown): boolean => JSON.stringify(one).includes(LARGE);

interface Page {
  readonly data: Shown[];
  readonly has_more: boolean;
  readonly next_cursor?: string;
}

/** All pages of a list, each with its bytes. */
async function pagesOf(path: string): Promise<{ page: Page; bytes: number }[]> {
  const pages: { page: Page; bytes: number }[] = [];
  for (let cursor = ""; ; ) {
    const { status, text, body } = await product.control("GET", path + cursor);
    expect(status, text).toBe(200);
    pages.push({ page: body, bytes: text.length });
    if (!body.has_more) return pages;
    cursor = `&cursor=${body.next_cursor}`;
  }
}

async function expectBounded(path: string, count: number): Promise<Shown[]> {
  const pages = await pagesOf(path);
  for (const { page, bytes } of pages) {
    expect(page.data.filter(isLarge).length).toBeLessThanOrEqual(2);
    expect(bytes).toBeLessThan(LIMITS.pageBytes + 2 * LARGE.length);
  }
  const all = pages.flatMap(({ page }) => page.data);
  expect(all.filter(isLarge)).toHaveLength(count);
  expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(all.length);
  return all;
}

async function times(act: (index: number) => Promise<{ status: number; text: string }>): Promise<void> {
  for (let index = 0; index < COUNT; index++) {
    const { status, text } = await act(index);
    expect(status, text).toBeLessThan(300);
  }
}

describe("a page of a list ends when it has become large, and the next one goes on:", () => {
  const WRITES: readonly (readonly [string, string, (index: number) => unknown])[] = [
    ["checkpoints", "checkpoint", () => ({ state: LARGE })],
    ["tool-calls", "tool-call", () => ({ tool_name: "t", output: LARGE })],
    ["events", "log", () => ({ message: "m", data: LARGE })],
    ["outputs", "output", (index) => ({ key: `k${index}`, value: LARGE })],
  ];
  test.each(WRITES)("%s", async (list, operation, body) => {
    await times((index) => product.executor("POST", run, operation, body(index)));
    await expectBounded(`/v1/runs/${run.id}/${list}?limit=100`, COUNT);
  });

  test("chunks", async () => {
    for (let index = 0; index < 10; index++)
      await product.executor("POST", run, "stream", { chunk: "x".repeat(250_000) });
    const pages = await pagesOf(`/v1/runs/${run.id}/chunks?limit=100`);
    expect(pages.map(({ page }) => page.data.length)).toEqual([5, 5]);
  });

  test("events that are looked for among large ones", async () => {
    await product.executor("POST", run, "log", { message: "the last", level: "error" });
    const found = (await pagesOf(`/v1/runs/${run.id}/events?level=error`)).flatMap(({ page }) => page.data);
    expect(found.map(({ message }) => message)).toEqual(["the last"]);
  });

  test("runs, whatever they are looked for by", async () => {
    const job = await product.createJob({ tags: { of: "this" } });
    await times(() => product.control("POST", `/v1/jobs/${job.id}/trigger`, { payload: LARGE }));
    const lists = [`job_id=${job.id}`, `job_id=${job.id}&tag_key=of`, "status=queued"];
    for (const query of lists) await expectBounded(`/v1/runs?${query}&limit=100`, COUNT);
  });

  test("children, continuations and lineage", async () => {
    const job = await product.createJob();
    await times(() => product.executor("POST", run, "spawn", { job_id: job.id, payload: LARGE }));
    await times(() => product.executor("POST", run, "continue", { payload: LARGE }));
    await expectBounded(`/v1/runs/${run.id}/children?limit=100`, COUNT);
    await expectBounded(`/v1/runs/${run.id}/continuations?limit=100`, COUNT);
    await expectBounded(`/v1/runs/${run.id}/lineage?limit=100`, COUNT);
  });

  test("jobs, by what they bring along", async () => {
    const schema = { description: "x".repeat(60_000) };
    for (let index = 0; index < 12; index++) {
      await product.createJob({ payload_schema: schema, result_schema: schema });
    }
    const pages = await pagesOf("/v1/jobs?limit=100");
    for (const { bytes } of pages) expect(bytes).toBeLessThan(LIMITS.pageBytes + 130_000);
    const large = pages.flatMap(({ page }) => page.data).filter(({ payload_schema }) => payload_schema);
    expect(large).toHaveLength(12);
  });

  test("waits, by the payloads that they got", async () => {
    const job = await product.createJob();
    await times(async (index) => {
      const waiting = await product.trigger(job.id);
      await product.executor("POST", waiting, "wait-for-event", { event_key: `e${index}` });
      return product.control("POST", `/v1/events/e${index}/send`, { payload: LARGE });
    });
    await expectBounded("/v1/events?limit=100", COUNT);
    await expectBounded("/v1/events?limit=100&status=received", COUNT);
  });

  test("what an event is sent to by a prefix", async () => {
    const job = await product.createJob();
    await times(async (index) => {
      const waiting = await product.trigger(job.id);
      return product.executor("POST", waiting, "wait-for-event", { event_key: `prefixed-${index}` });
    });
    const once = { "Idempotency-Key": "a page of a prefix" };
    const sendOnce = () =>
      product.control("POST", "/v1/events/prefix/prefixed-/send", { payload: LARGE }, once);
    const first = await sendOnce();
    expect(first.status, first.text).toBe(200);
    expect(first.text.length).toBeLessThan(LIMITS.pageBytes + 2 * LARGE.length);
    // The same answer again, and nothing is sent to those that were left.
    expect((await sendOnce()).text).toBe(first.text);
    const counts: number[] = [first.body.resolved];
    do {
      const sent = await product.control("POST", "/v1/events/prefix/prefixed-/send", { payload: LARGE });
      expect(sent.status, sent.text).toBe(200);
      expect(sent.text.length).toBeLessThan(LIMITS.pageBytes + 2 * LARGE.length);
      counts.push(sent.body.resolved);
    } while (counts.at(-1) !== 0);
    expect(counts).toEqual([2, 2, 1, 0]);
  });

  test("dead letters", async () => {
    // Nobody listens there.
    const job = await product.createJob({ max_attempts: 1, endpoint_url: "http://127.0.0.1:9/" });
    await times(async () => {
      const dead = await product.trigger(job.id, { payload: LARGE });
      return eventually(
        () => product.control("GET", `/v1/runs/${dead.id}`),
        ({ body }) => body.status === "dead_letter",
      );
    });
    await expectBounded("/v1/runs/dlq?limit=100", COUNT);
  });
});
