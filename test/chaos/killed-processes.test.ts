import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, Product, type TriggeredRun } from "../support/product.js";
import { allOf, insistAsControl, insistAsExecutor, pause } from "./clients.js";

/** A record as the API shows it. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into records of every shape
type Shown = any;

const TERMINAL = [
  "completed",
  "failed",
  "timed_out",
  "crashed",
  "system_failed",
  "canceled",
  "expired",
  "dead_letter",
];

let product: Product;

beforeAll(async () => {
  product = await Product.start({ gateways: 2, workers: 1, appendfsync: "always" });
});
afterAll(() => product.stop());

/** What a client knows to be done with one run: everything in it was acknowledged. */
interface Story {
  readonly run: TriggeredRun;
  readonly chunks: number;
  readonly logs: readonly string[];
  /** Statuses that an ending call was told: 200 for the one that did it. */
  readonly ends: Readonly<Record<"complete" | "cancel", { status: number; body: Shown }>>;
}

/** One run from its trigger to its end, by clients that repeat what nobody answered. */
async function live(jobId: string): Promise<Story> {
  const headers = { "Idempotency-Key": crypto.randomUUID() };
  const path = `/v1/jobs/${jobId}/trigger`;
  let triggered = await insistAsControl(product, "POST", path, { payload: { by: jobId } }, headers);
  // The reservation of a gateway that was killed runs out by itself; the run layer has the run at once, whoever asks.
  while (triggered.status === 409) {
    const another = {
      "X-Internal-Secret": product.environment["INTERNAL_SECRET"] ?? "",
      "X-Actor-Id": crypto.randomUUID(),
    };
    triggered = await insistAsControl(
      product,
      "POST",
      path,
      { payload: { by: jobId } },
      { ...another, ...headers },
    );
  }
  expect([200, 201]).toContain(triggered.status);
  const run = { id: triggered.body.id, token: triggered.body.run_token, jobId };
  const logs: string[] = [];
  let chunks = 0;
  for (let step = 0; step < 6; step++) {
    const message = `${run.id} ${step}`;
    const logged = await insistAsExecutor(product, run, "log", { message });
    expect(logged.status).toBe(201);
    logs.push(message);
    const sent = await insistAsExecutor(product, run, "stream", { chunk: `${step}`, seq: chunks });
    expect([sent.status, sent.body.last_seq]).toEqual([200, chunks]);
    chunks++;
  }
  const [complete, cancel] = await Promise.all([
    insistAsExecutor(product, run, "complete", { result: run.id }),
    insistAsControl(product, "DELETE", `/v1/runs/${run.id}`),
  ]);
  return { run, chunks, logs, ends: { complete, cancel } };
}

async function check({ run, chunks, logs, ends }: Story): Promise<void> {
  const { body: shown } = await insistAsControl(product, "GET", `/v1/runs/${run.id}`);
  expect(shown.payload).toEqual({ by: run.jobId });
  const events = await allOf(product, `/v1/runs/${run.id}/events`);
  const messages = events.filter(({ type }) => type === "log").map(({ message }) => message);
  for (const message of logs) expect(messages).toContain(message);
  expect([...new Set(messages)]).toEqual(logs);
  const stored = await allOf(product, `/v1/runs/${run.id}/chunks`);
  expect(stored.map(({ chunk }) => chunk)).toEqual(Array.from({ length: chunks }, (_, n) => `${n}`));
  const terminal = events.filter(({ type, data }) => type === "state_change" && TERMINAL.includes(data.to));
  expect(terminal.map(({ data }) => data.to)).toEqual([shown.status]);
  // Whoever was told that it ended the run, did; at most one was.
  const { complete, cancel } = ends;
  if (complete.status === 200) expect(shown).toMatchObject({ status: "completed", result: run.id });
  else expect(complete.status).toBe(410);
  if (cancel.status === 200) expect(shown.status).toBe("canceled");
  // 400 when the run had ended before, 409 when it ended in that moment.
  else expect([400, 409]).toContain(cancel.status);
  expect([complete.status, cancel.status]).not.toEqual([200, 200]);
}

describe("killing processes while clients write", () => {
  it("loses nothing that was acknowledged, repeats no chunk, and ends each run once", async () => {
    const jobId = (await product.createJob()).id;
    const stories: Story[] = [];
    let open = true;
    const clients = Array.from({ length: 6 }, async () => {
      while (open) stories.push(await live(jobId));
    });
    /** However fast that is, each process is killed in the middle of stories, and others begin and end between kills. */
    const more = async () => {
      const before = stories.length;
      const count = await eventually(
        async () => stories.length,
        (now) => now >= before + 3,
      );
      expect(count).toBeGreaterThanOrEqual(before + 3);
    };
    for (let round = 0; round < 3; round++) {
      for (const index of [0, 1]) {
        await more();
        await product.gateways[index]?.kill();
        await product.startGateway(index);
      }
      await more();
      await product.redis.kill();
      await product.redis.restart();
    }
    await more();
    open = false;
    await Promise.all(clients);
    for (const story of stories) await check(story);
    const runs = await allOf(product, `/v1/runs?job_id=${jobId}`);
    // A trigger that nobody answered and that was repeated under its key made one run, not two.
    expect(runs.map(({ id }) => id).sort()).toEqual(stories.map(({ run }) => run.id).sort());
    expect((await product.control("DELETE", `/v1/jobs/${jobId}`)).status).toBe(204);
  });

  it("gives no run to two claimers, and gives every run", async () => {
    const job = await product.createJob({ max_concurrency: 50 });
    const count = 120;
    for (let n = 0; n < count; n += 30) {
      await Promise.all(Array.from({ length: 30 }, () => product.trigger(job.id)));
    }
    const taken: string[] = [];
    let open = true;
    const claimers = Array.from({ length: 4 }, async (_, index) => {
      while (open) {
        const claim = { worker_id: `w${index}`, job_slugs: [job.slug], max: 2, wait_ms: 200 };
        const { body } = await insistAsControl(product, "POST", "/v1/workers/claim", claim);
        for (const { run_id, run_token } of body.runs) {
          taken.push(run_id);
          const run = { id: run_id, token: run_token, jobId: job.id };
          const { status } = await insistAsExecutor(product, run, "complete", {});
          // Told so when it repeats a call that was done but not answered.
          expect([200, 410]).toContain(status);
        }
      }
    });
    for (let round = 0; round < 2; round++) {
      const before = taken.length;
      await eventually(
        async () => taken.length,
        (now) => now > before || now === count,
      );
      await product.gateways[round]?.kill();
      await product.startGateway(round);
      await product.redis.kill();
      await product.redis.restart();
    }
    const statuses = () => allOf(product, `/v1/runs?job_id=${job.id}`);
    await eventually(
      async () => (await statuses()).filter(({ status }) => status === "queued").length,
      (queued) => queued === 0,
    );
    open = false;
    await Promise.all(claimers);
    expect(new Set(taken).size).toBe(taken.length);
    // A claim whose answer was lost with its gateway is dequeued until its minute is over.
    const runs = await statuses();
    expect(runs).toHaveLength(count);
    for (const { id, status } of runs) {
      expect([id, status]).toEqual([id, taken.includes(id) ? "completed" : "dequeued"]);
    }
  });
});

/** Waits until both gateways have found their Redis again: one may be back before the other. */
async function bothReady(): Promise<void> {
  for (const gateway of [0, 1]) {
    const ready = await eventually(
      () => product.call("GET", "/health/ready", { gateway }),
      ({ status }) => status === 200,
    );
    expect(ready.status).toBe(200);
  }
}

describe("Redis that is away", () => {
  it("is answered 503 with Retry-After by every call, a waiting claim too, and forgotten once it is back", async () => {
    await bothReady();
    const job = await product.createJob();
    const run = await product.trigger(job.id);
    const claim = { worker_id: "w", job_slugs: ["none"], wait_ms: 5_000 };
    const waiting = product.control("POST", "/v1/workers/claim", claim);
    await pause(100);
    await product.redis.kill();
    const calls = [
      product.control("POST", `/v1/jobs/${job.id}/trigger`, {}),
      product.control("POST", `/v1/jobs/${job.id}/trigger`, {}, { "Idempotency-Key": "k" }),
      product.control("GET", `/v1/runs/${run.id}`),
      product.control("GET", "/v1/runs"),
      product.control("GET", "/v1/jobs"),
      product.control("GET", "/v1/events"),
      product.control("DELETE", `/v1/runs/${run.id}`),
      product.control("POST", "/v1/events/key/send", {}),
      product.control("POST", "/v1/workers/claim", claim),
      ...["heartbeat", "log", "stream", "complete", "spawn"].map((operation) =>
        product.executor("POST", run, operation, { message: "m", chunk: "c", job_slug: job.slug }),
      ),
      product.executor("GET", run, "payload"),
    ];
    for (const answer of await Promise.all(calls)) {
      expect([answer.status, answer.body.error.code]).toEqual([503, "service_unavailable"]);
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    // One that waited when Redis went gets an answer as well: nothing, or that it should come again.
    expect([200, 503]).toContain((await waiting).status);
    for (const gateway of [0, 1]) {
      expect((await product.call("GET", "/health/ready", { gateway })).status).toBe(503);
      expect((await product.call("GET", "/health", { gateway })).body.status).toBe("degraded");
    }
    await product.redis.restart();
    await bothReady();
    expect((await product.executor("POST", run, "heartbeat")).body).toEqual({ status: "ok" });
    const woken = product.control("POST", "/v1/workers/claim", {
      worker_id: "w",
      job_slugs: [job.slug],
      wait_ms: 20_000,
    });
    const next = await product.trigger(job.id);
    expect((await woken).body.runs).toMatchObject([{ run_id: next.id }]);
  });
});
