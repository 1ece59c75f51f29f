import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LIMITS } from "../../../src/domain/limits.js";
import { newCaller, type Shown } from "../../support/callers.js";
import { eventually, Product, type TriggeredRun } from "../../support/product.js";

let product: Product;
let job: Shown;

beforeAll(async () => {
  product = await Product.start({ gateways: 2, workers: 1 });
  job = await product.createJob();
});
afterAll(() => product.stop());

async function executing(): Promise<TriggeredRun> {
  const run = await product.trigger(job.id);
  await product.executor("POST", run, "heartbeat");
  return run;
}

async function spawn(parent: TriggeredRun, fields: Record<string, unknown> = {}): Promise<TriggeredRun> {
  const { status, body, text } = await product.executor("POST", parent, "spawn", {
    job_slug: job.slug,
    ...fields,
  });
  if (status !== 201) throw new Error(text);
  const claimed = await product.control("POST", "/v1/workers/claim", {
    worker_id: "w",
    job_slugs: [job.slug],
    max: 100,
  });
  const own = claimed.body.runs.find((run: Shown) => run.run_id === body.id);
  return { id: body.id, token: own.run_token, jobId: job.id };
}

const cancel = (run: { id: string }, query = "") => product.control("DELETE", `/v1/runs/${run.id}${query}`);

/** The terminal moves in the run's own event log. */
async function terminalMoves(run: { id: string }): Promise<string[]> {
  const { body } = await product.control("GET", `/v1/runs/${run.id}/events?type=state_change&limit=100`);
  return body.data
    .map(({ data }: Shown) => data.to)
    .filter((to: string) => ["completed", "failed", "canceled", "timed_out"].includes(to));
}

describe("cancelling a run", () => {
  it("answers the canceled run; its executor is answered 410, and another cancel 400", async () => {
    const run = await executing();
    const { status, body } = await cancel(run);
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: run.id, status: "canceled", error: "canceled by user" });
    expect(body.finished_at).toBeDefined();
    for (const [operation, fields] of [
      ["heartbeat", undefined],
      ["log", { message: "late" }],
      ["complete", {}],
    ] as const) {
      const late = await product.executor("POST", run, operation, fields);
      expect([late.status, late.body.error.code]).toEqual([410, "gone"]);
    }
    const again = await cancel(run);
    expect([again.status, again.body.error.code]).toEqual([400, "bad_request"]);
    expect(await terminalMoves(run)).toEqual(["canceled"]);
  });

  it("answers 404 for what the caller cannot see", async () => {
    const run = await executing();
    const foreign = await newCaller(product);
    expect((await foreign.call("DELETE", `/v1/runs/${run.id}`)).status).toBe(404);
    for (const id of ["x", crypto.randomUUID()]) expect((await cancel({ id })).status).toBe(404);
    expect(await product.run(run.id)).toMatchObject({ status: "executing" });
  });

  it("cancels a run in whatever status, and what it waits for", async () => {
    const delayed = await product.trigger(job.id, {
      scheduled_at: new Date(Date.now() + 60_000).toISOString(),
    });
    const queued = await product.trigger(job.id);
    const waiting = await executing();
    const key = crypto.randomUUID();
    await product.executor("POST", waiting, "wait-for-event", { event_key: key });
    for (const run of [delayed, queued, waiting]) {
      expect((await cancel(run)).body).toMatchObject({ status: "canceled" });
    }
    expect((await product.control("GET", `/v1/events/${key}`)).body).toMatchObject({ status: "canceled" });
    expect((await product.control("POST", `/v1/events/${key}/send`, {})).status).toBe(202);
    const claim = { worker_id: "w", job_slugs: [job.slug], max: 100 };
    const { body } = await product.control("POST", "/v1/workers/claim", claim);
    expect(body.runs.map((run: Shown) => run.run_id)).not.toContain(queued.id);
  });

  it("takes the open descendants with it, level by level, and leaves those that have ended", async () => {
    const parent = await executing();
    const done = await spawn(parent);
    await product.executor("POST", done, "complete", {});
    const child = await spawn(parent);
    const grandchild = await spawn(child);
    const sleeping = await spawn(grandchild, { await_completion: true });
    expect(await product.run(grandchild.id)).toMatchObject({ status: "waiting" });
    await cancel(parent);
    for (const run of [child, grandchild, sleeping]) {
      expect(await product.run(run.id)).toMatchObject({ status: "canceled", error: "parent run canceled" });
      expect(await terminalMoves(run)).toEqual(["canceled"]);
    }
    expect(await product.run(done.id)).toMatchObject({ status: "completed" });
  });

  it("wakes the parent that awaits the canceled child", async () => {
    const parent = await executing();
    const child = await spawn(parent, { await_completion: true });
    await cancel(child);
    expect(await product.run(parent.id)).toMatchObject({ status: "queued" });
  });

  it("goes on with the descendants that one step does not hold", async () => {
    const own = await product.createJob();
    const parent = await product.trigger(own.id);
    const spawned = await Promise.all(
      Array.from({ length: Math.ceil(LIMITS.callSteps / LIMITS.endSteps) + 5 }, () =>
        product.executor("POST", parent, "spawn", { job_slug: own.slug }),
      ),
    );
    expect(new Set(spawned.map(({ status }) => status))).toEqual(new Set([201]));
    const claim = { worker_id: "w", job_slugs: [own.slug], max: 3 };
    const { body } = await product.control("POST", "/v1/workers/claim", claim);
    const grandchildren: string[] = [];
    for (const { run_id, run_token } of body.runs) {
      const child = { id: run_id, token: run_token, jobId: own.id };
      const answer = await product.executor("POST", child, "spawn", { job_slug: own.slug });
      grandchildren.push(answer.body.id);
    }
    expect(grandchildren).toHaveLength(3);
    await cancel(parent);
    for (const id of [...spawned.slice(-3).map(({ body: child }) => child.id), ...grandchildren]) {
      const ended = await eventually(
        () => product.run(id),
        ({ status }) => status === "canceled",
      );
      expect(ended).toMatchObject({ status: "canceled", error: "parent run canceled" });
    }
    const open = await product.control("GET", `/v1/runs?job_id=${own.id}&statuses=queued,dequeued,executing`);
    expect(open.body.data).toEqual([]);
  });
});

describe("a cancel with grace", () => {
  it("stays when the run is taken from its worker: it ends, and is not handed out again", async () => {
    const own = await product.createJob({ max_attempts: 3 });
    const { id } = await product.trigger(own.id);
    const claim = { worker_id: "leaves", job_slugs: [own.slug], max: 1 };
    const { body } = await product.control("POST", "/v1/workers/claim", claim);
    const run = { id, token: body.runs[0].run_token, jobId: own.id };
    expect((await product.executor("POST", run, "heartbeat")).status).toBe(200);
    const child = await spawn(run);
    expect((await cancel(run, "?grace_secs=60")).body.status).toBe("executing");
    for (const action of ["pause", "restart"]) {
      expect((await product.control("POST", `/v1/runs/${id}/${action}`)).status).toBe(409);
    }
    expect((await product.control("DELETE", "/v1/workers/leaves")).status).toBe(200);
    expect(await product.run(id)).toMatchObject({ status: "canceled", error: "canceled by user" });
    expect((await product.control("POST", "/v1/workers/claim", claim)).body.runs).toEqual([]);
    const ended = await eventually(
      () => product.run(child.id),
      ({ status }) => status === "canceled",
    );
    expect(ended.status).toBe("canceled");
  });

  it("tells the executor on its heartbeat, lets it write, and ends the run when the grace is over", async () => {
    const run = await executing();
    const child = await spawn(run);
    const asked = await cancel(run, "?grace_secs=2&reason=shutdown");
    expect([asked.status, asked.body.status]).toEqual([200, "executing"]);
    const beat = await product.executor("POST", run, "heartbeat");
    expect([beat.status, beat.body]).toEqual([200, { status: "cancel_requested", reason: "shutdown" }]);
    expect((await product.executor("POST", run, "log", { message: "tidying" })).status).toBe(201);
    expect((await product.executor("POST", run, "checkpoint", { state: 1 })).status).toBe(201);
    const ended = await eventually(
      () => product.executor("POST", run, "heartbeat"),
      ({ status }) => status === 410,
    );
    expect(ended.status).toBe(410);
    expect(await product.run(run.id)).toMatchObject({ status: "canceled", error: "canceled by user" });
    const below = await eventually(
      () => product.run(child.id),
      ({ status }) => status === "canceled",
    );
    expect(below).toMatchObject({ status: "canceled", error: "parent run canceled" });
  });

  it("leaves the executor time to complete", async () => {
    const run = await executing();
    await cancel(run, "?grace_secs=60");
    expect((await product.executor("POST", run, "heartbeat")).body).toEqual({ status: "cancel_requested" });
    expect((await product.executor("POST", run, "complete", { result: 1 })).status).toBe(200);
    expect(await product.run(run.id)).toMatchObject({ status: "completed", result: 1 });
  });

  it("gives none to a run nobody executes, and cuts a grace short", async () => {
    const queued = await product.trigger(job.id);
    expect((await cancel(queued, "?grace_secs=60")).body).toMatchObject({ status: "canceled" });
    const run = await executing();
    await cancel(run, "?grace_secs=60");
    expect((await cancel(run)).body).toMatchObject({ status: "canceled" });
  });

  it.each([
    ["grace_secs=3601", 400],
    ["grace_secs=-1", 422],
    ["grace_secs=soon", 422],
    [`reason=${"r".repeat(501)}`, 422],
  ])("refuses %s", async (query, status) => {
    const run = await executing();
    expect((await cancel(run, `?${query}`)).status).toBe(status);
    expect(await product.run(run.id)).toMatchObject({ status: "executing" });
  });
});

describe("ends of one moment", () => {
  it("have one winner: the others are answered 410, or 409 (400 when it was over before), and one terminal move is written", async () => {
    for (let round = 0; round < 12; round++) {
      const run = await executing();
      const answers = await Promise.all([
        product.executor("POST", run, "complete", {}),
        product.control("DELETE", `/v1/runs/${run.id}`),
        product.executor("POST", run, "fail", {}),
        product.call("DELETE", `/v1/runs/${run.id}`, {
          headers: { "X-Internal-Secret": product.environment["INTERNAL_SECRET"] ?? "" },
          gateway: 1,
        }),
      ]);
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 200)).toHaveLength(1);
      for (const [index, status] of statuses.entries()) {
        if (status !== 200) expect(index % 2 === 0 ? [410] : [400, 409]).toContain(status);
      }
      expect(await terminalMoves(run)).toHaveLength(1);
    }
  });
});
