import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newCaller, type Shown } from "../../support/callers.js";
import { type Answer, Endpoint } from "../../support/endpoint.js";
import { eventually, INTERNAL_SECRET, Product, type TriggeredRun } from "../../support/product.js";

let product: Product;
let endpoint: Endpoint;
let job: Shown;

beforeAll(async () => {
  endpoint = await Endpoint.start();
  product = await Product.start({ gateways: 2, workers: 1, environment: { SWEEP_INTERVAL: "200ms" } });
  job = await product.createJob();
});
afterAll(async () => {
  endpoint.stop();
  await product.stop();
});

const act = (run: { id: string }, action: string, body?: unknown) =>
  product.control("POST", `/v1/runs/${run.id}/${action}`, body);

async function executing(own = job, body: unknown = {}): Promise<TriggeredRun> {
  const run = await product.trigger(own.id, body);
  await product.executor("POST", run, "heartbeat");
  return run;
}

async function claim(own: Shown): Promise<TriggeredRun> {
  const claimed = await product.control("POST", "/v1/workers/claim", {
    worker_id: "w",
    job_slugs: [own.slug],
    wait_ms: 5000,
  });
  const [run] = claimed.body.runs;
  return { id: run.run_id, token: run.run_token, jobId: own.id };
}

/** A run of an http job that ends as a dead letter at once. */
async function deadLetter(own: Shown, body: unknown = {}): Promise<TriggeredRun> {
  const run = await product.trigger(own.id, body);
  await eventually(
    () => product.run(run.id),
    ({ status }) => status === "dead_letter",
  );
  return run;
}

const answering =
  (status: number): Answer =>
  (_, response) =>
    response.writeHead(status).end();

const counts = async (own: Shown) => {
  const open = await product.control(
    "GET",
    `/v1/runs?job_id=${own.id}&statuses=queued,dequeued,executing,paused`,
  );
  return open.body.data.length;
};

/** What each call answered, the same action many times at once over both gateways. */
async function atOnce(calls: readonly (readonly [method: string, path: string])[]): Promise<number[]> {
  const answers = await Promise.all(
    calls.map(([method, path], index) =>
      product.call(method, path, {
        gateway: index % 2,
        headers: { "X-Internal-Secret": INTERNAL_SECRET },
      }),
    ),
  );
  return answers.map(({ status }) => status);
}

describe("pause, resume and restart", () => {
  it("pause takes the run from its executor, which is answered 409; resume queues it in the same attempt", async () => {
    const own = await product.createJob();
    const run = await executing(own);
    await product.executor("POST", run, "stream", { chunk: "a", seq: 0 });
    await product.executor("POST", run, "checkpoint", { state: { at: 1 } });
    const paused = await act(run, "pause");
    expect([paused.status, paused.body.status, paused.body.attempt]).toEqual([200, "paused", 1]);
    for (const [operation, body] of [
      ["heartbeat", undefined],
      ["log", { message: "m" }],
      ["stream", { chunk: "b", seq: 1 }],
      ["state", { key: "k", value: 1 }],
      ["complete", {}],
      ["fail", {}],
    ] as const) {
      const refused = await product.executor("POST", run, operation, body);
      expect([operation, refused.status]).toEqual([operation, 409]);
    }
    expect((await product.executor("GET", run, "payload")).status).toBe(200);
    expect((await act(run, "pause")).status).toBe(200);
    const resumed = await act(run, "resume");
    expect([resumed.status, resumed.body.status, resumed.body.attempt]).toEqual([200, "queued", 1]);
    expect(resumed.body).not.toHaveProperty("started_at");
    expect((await act(run, "resume")).status).toBe(400);
    expect((await product.executor("POST", run, "heartbeat")).status).toBe(401);
    const again = await claim(own);
    expect(again.id).toBe(run.id);
    expect((await product.executor("POST", run, "log", { message: "late" })).status).toBe(401);
    // The new executor knows nothing of the chunks that were sent, so it begins at 0 again.
    expect((await product.executor("POST", again, "stream", { chunk: "c", seq: 0 })).body.last_seq).toBe(0);
    expect((await product.executor("POST", again, "complete", { result: 1 })).status).toBe(200);
    const chunks = await product.control("GET", `/v1/runs/${run.id}/chunks`);
    expect(chunks.body.data.map(({ chunk }: Shown) => chunk)).toEqual(["a", "c"]);
    expect(await product.run(run.id)).toMatchObject({ status: "completed", attempt: 1, result: 1 });
  });

  it("restart begins the attempt of an http run anew: the endpoint is called again, the old call is worth nothing", async () => {
    const old: (() => void)[] = [];
    const url = endpoint.url((_, response, nth) => {
      if (nth === 1) old.push(() => response.writeHead(200).end('"first"'));
      else {
        // What the call of before is answered comes while the second one is open.
        for (const answer of old) answer();
        setTimeout(() => response.writeHead(200).end('"second"'), 300);
      }
    });
    const own = await product.createJob({ endpoint_url: url });
    const run = await product.trigger(own.id);
    const [first] = await eventually(
      async () => endpoint.calls(url),
      (calls) => calls.length === 1,
    );
    const restarted = await act(run, "restart");
    expect([restarted.status, restarted.body.status, restarted.body.attempt]).toEqual([200, "queued", 1]);
    const done = await eventually(
      () => product.run(run.id),
      ({ status }) => status === "completed",
    );
    expect(done).toMatchObject({ result: "second", attempt: 1 });
    const calls = endpoint.calls(url);
    expect(calls.map(({ headers }) => headers["x-attempt"])).toEqual(["1", "1"]);
    expect(calls[1]?.headers["x-run-token"]).not.toBe(first?.headers["x-run-token"]);
  });

  it("the executor of before a restart can write nothing, while the new one can", async () => {
    const url = endpoint.url(() => undefined);
    const own = await product.createJob({ endpoint_url: url, timeout_secs: 60 });
    const run = await product.trigger(own.id);
    const called = async (nth: number): Promise<TriggeredRun> => {
      const calls = await eventually(
        async () => endpoint.calls(url),
        ({ length }) => length === nth,
      );
      return { ...run, token: String(calls[nth - 1]?.headers["x-run-token"]) };
    };
    const executors = [await called(1)];
    for (let restart = 2; restart <= 3; restart++) {
      await act(run, "restart");
      executors.push(await called(restart));
      const current = executors.at(-1) ?? run;
      for (const executor of executors) {
        const expected = executor === current ? [200, 201, 201] : [401, 401, 401];
        const answers = [
          await product.executor("POST", executor, "heartbeat"),
          await product.executor("POST", executor, "log", { message: "m" }),
          await product.executor("POST", executor, "state", { key: "k", value: 1 }),
        ];
        expect(answers.map(({ status }) => status)).toEqual(expected);
      }
    }
    expect((await product.executor("POST", executors[0] ?? run, "complete", {})).status).toBe(401);
    expect((await product.executor("POST", executors[2] ?? run, "complete", {})).status).toBe(200);
  });

  it("frees the slot of the job when paused, and wakes who waits to claim", async () => {
    const own = await product.createJob({ max_concurrency: 1 });
    const first = await executing(own);
    const second = await product.trigger(own.id);
    const waiting = product.control("POST", "/v1/workers/claim", {
      worker_id: "w",
      job_slugs: [own.slug],
      wait_ms: 20_000,
    });
    await act(first, "pause");
    expect((await waiting).body.runs.map(({ run_id }: Shown) => run_id)).toEqual([second.id]);
  });

  it.each(["pause", "resume", "restart"])(
    "%s answers 400 in a state that does not allow it, 404 for others' runs",
    async (action) => {
      const queued = await product.trigger(job.id);
      const done = await executing();
      await product.executor("POST", done, "complete", {});
      for (const run of [queued, done]) {
        const refused = await act(run, action);
        expect([refused.status, refused.body.error.code]).toEqual([400, "bad_request"]);
      }
      const foreign = await newCaller(product);
      const run = await executing();
      expect((await foreign.call("POST", `/v1/runs/${run.id}/${action}`)).status).toBe(404);
      expect((await act({ id: "x" }, action)).status).toBe(404);
      expect(await product.run(run.id)).toMatchObject({ status: "executing" });
    },
  );

  it("leaves a run to its cancel", async () => {
    const run = await executing();
    await product.control("DELETE", `/v1/runs/${run.id}?grace_secs=60`);
    for (const action of ["pause", "restart"]) expect((await act(run, action)).status).toBe(409);
    await product.control("DELETE", `/v1/runs/${run.id}`);
  });

  it("a paused run can be canceled, and its executor is answered 410 then", async () => {
    const run = await executing();
    await act(run, "pause");
    expect((await product.control("DELETE", `/v1/runs/${run.id}`)).body).toMatchObject({
      status: "canceled",
    });
    expect((await product.executor("POST", run, "heartbeat")).status).toBe(410);
  });

  it("of resumes, cancels and restarts at once each is right or refused, and the counts agree", async () => {
    const own = await product.createJob();
    for (let round = 0; round < 8; round++) {
      const run = await executing(own);
      await act(run, "pause");
      const statuses = await atOnce([
        ["POST", `/v1/runs/${run.id}/resume`],
        ["POST", `/v1/runs/${run.id}/restart`],
        ["DELETE", `/v1/runs/${run.id}`],
        ["POST", `/v1/runs/${run.id}/resume`],
      ]);
      expect(statuses.filter((status, index) => index !== 2 && status === 200).length).toBeLessThanOrEqual(1);
      for (const status of statuses) expect([200, 400, 409]).toContain(status);
      expect(statuses[2]).toBe(200);
    }
    expect(await counts(own)).toBe(0);
    expect((await product.control("DELETE", `/v1/jobs/${own.id}`)).status).toBe(204);
  });
});

describe("a cancel", () => {
  it("answers 400 when the run had ended before, and 409 or 400 to all but one of many at once", async () => {
    for (let round = 0; round < 6; round++) {
      const run = await executing();
      const path = `/v1/runs/${run.id}`;
      const statuses = await atOnce(Array.from({ length: 8 }, () => ["DELETE", path] as const));
      expect(statuses.filter((status) => status === 200)).toHaveLength(1);
      for (const status of statuses) expect([200, 400, 409]).toContain(status);
      expect((await product.control("DELETE", path)).status).toBe(400);
    }
  });
});

describe("replay", () => {
  it("makes a new run with the payload, priority, tags and overrides of one that failed", async () => {
    const own = await product.createJob({ tags: { team: "a" }, default_run_metadata: { origin: "job" } });
    const body = {
      payload: { big: 1, list: [] },
      priority: 7,
      tags: { kind: "x" },
      concurrency_key: "k",
      retry_backoff: "fixed",
      max_attempts_override: 5,
    };
    const run = await executing(own, body);
    await product.executor("POST", run, "annotate", { note: "own" });
    await product.executor("POST", run, "fail", { error: "no" });
    const replayed = await act(run, "replay");
    expect(replayed.status).toBe(201);
    expect(replayed.body).toMatchObject({
      ...body,
      tags: { team: "a", kind: "x" },
      status: "queued",
      attempt: 1,
      triggered_by: "manual",
      replayed_run_id: run.id,
      metadata: { origin: "job" },
      debug_mode: false,
    });
    expect(replayed.body.id).not.toBe(run.id);
    for (const name of ["error", "error_class", "parent_run_id", "continuation_of", "idempotency_key"]) {
      expect(replayed.body).not.toHaveProperty(name);
    }
    expect(await product.run(run.id)).toMatchObject({ status: "failed", error: "no" });
    expect((await claim(own)).id).toBe(replayed.body.id);
  });

  it("from a checkpoint: its state is the payload", async () => {
    const run = await executing();
    for (const state of [{ n: 1 }, [2], "three"])
      await product.executor("POST", run, "checkpoint", { state });
    await product.executor("POST", run, "fail");
    const replayed = await act(run, "replay?from_checkpoint=2");
    expect(replayed.body).toMatchObject({ payload: [2], debug_mode: true });
    expect((await act(run, "replay?from_checkpoint=4")).status).toBe(404);
    for (const sequence of ["0", "-1", "x", "1.5"]) {
      expect((await act(run, `replay?from_checkpoint=${sequence}`)).status).toBe(400);
    }
  });

  it("refuses runs that did not fail, and jobs that are off", async () => {
    const own = await product.createJob();
    const queued = await product.trigger(own.id);
    const done = await executing(own);
    await product.executor("POST", done, "complete", {});
    const canceled = await product.trigger(own.id);
    await product.control("DELETE", `/v1/runs/${canceled.id}`);
    for (const run of [queued, done, canceled]) expect((await act(run, "replay")).status).toBe(400);
    const failed = await executing(own);
    await product.executor("POST", failed, "fail");
    await product.control("POST", `/v1/jobs/${own.id}/pause`);
    expect((await act(failed, "replay")).status).toBe(409);
    await product.control("POST", `/v1/jobs/${own.id}/resume`);
    await product.control("PATCH", `/v1/jobs/${own.id}`, { enabled: false });
    expect((await act(failed, "replay")).status).toBe(400);
  });
});

describe("dead letters", () => {
  it("are listed, page by page, the newest first, and replayed as the same run from attempt 1", async () => {
    const url = endpoint.url((_, response, nth) => response.writeHead(nth <= 5 ? 400 : 200).end('"ok"'));
    const own = await product.createJob({ endpoint_url: url, max_attempts: 3 });
    const runs: TriggeredRun[] = [];
    for (let index = 0; index < 5; index++) runs.push(await deadLetter(own));
    const seen: string[] = [];
    let cursor = "";
    do {
      const { body, status } = await product.control("GET", `/v1/runs/dlq?limit=2${cursor}`);
      expect(status).toBe(200);
      seen.push(...body.data.map(({ id }: Shown) => id));
      cursor = body.has_more ? `&cursor=${body.next_cursor}` : "";
    } while (cursor !== "");
    expect(seen.filter((id) => runs.some((run) => run.id === id))).toEqual(
      runs.map(({ id }) => id).reverse(),
    );
    expect((await product.control("GET", "/v1/runs/dlq?cursor=x")).status).toBe(400);
    const [run] = runs as [TriggeredRun];
    expect((await act(run, "replay")).status).toBe(400);
    const statuses = await atOnce(
      Array.from({ length: 6 }, () => ["POST", `/v1/runs/${run.id}/dlq-replay`] as const),
    );
    expect([...statuses].sort()).toEqual([200, 409, 409, 409, 409, 409]);
    const done = await eventually(
      () => product.run(run.id),
      ({ status }) => status === "completed",
    );
    expect(done).toMatchObject({ attempt: 1, result: "ok" });
    expect(done).not.toHaveProperty("error");
    const listed = await product.control("GET", "/v1/runs/dlq");
    expect(listed.body.data.map(({ id }: Shown) => id)).not.toContain(run.id);
    for (const { id } of runs.slice(1)) await product.control("POST", `/v1/runs/${id}/dlq-replay`);
    await eventually(
      () => counts(own),
      (open) => open === 0,
    );
    // The counts of active runs have come out even: the job can go.
    expect((await product.control("DELETE", `/v1/jobs/${own.id}`)).status).toBe(204);
  });

  it("of a child: the parent that waits for it again goes on when it has ended again", async () => {
    const url = endpoint.url((_, response, nth) => {
      if (nth === 1) response.writeHead(400).end();
    });
    const below = await product.createJob({ endpoint_url: url });
    const own = await product.createJob();
    const parent = await executing(own);
    const spawned = await product.executor("POST", parent, "spawn", { job_slug: below.slug });
    const child = { id: spawned.body.id, token: "", jobId: below.id };
    await eventually(
      () => product.run(child.id),
      ({ status }) => status === "dead_letter",
    );
    expect((await act(child, "dlq-replay")).status).toBe(200);
    const second = await product.createJob();
    const awaited = await product.executor("POST", parent, "spawn", {
      job_slug: second.slug,
      await_completion: true,
    });
    const other = await claim(second);
    expect(other.id).toBe(awaited.body.id);
    await product.executor("POST", other, "complete", {});
    expect(await product.run(parent.id)).toMatchObject({ status: "waiting" });
    const calls = await eventually(
      async () => endpoint.calls(url),
      ({ length }) => length === 2,
    );
    await product.executor(
      "POST",
      { ...child, token: String(calls[1]?.headers["x-run-token"]) },
      "complete",
      {},
    );
    expect(await product.run(parent.id)).toMatchObject({ status: "queued" });
  });
});

describe("reschedule", () => {
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();

  it("moves a delayed and a queued run, whose executors have to wait, and lets it begin earlier", async () => {
    const own = await product.createJob();
    const delayed = await product.trigger(own.id, { scheduled_at: at(60_000), payload: 1 });
    const queued = await product.trigger(own.id);
    const later = at(3_600_000);
    for (const run of [delayed, queued]) {
      const moved = await act(run, "reschedule", { scheduled_at: later, payload: { moved: true } });
      expect([moved.status, moved.body.status]).toEqual([200, "delayed"]);
      expect(moved.body).toMatchObject({ scheduled_at: later, payload: { moved: true } });
      expect(Date.parse(moved.body.expires_at)).toBeGreaterThan(Date.parse(later));
      expect((await product.executor("POST", run, "heartbeat")).status).toBe(409);
    }
    expect((await act(delayed, "reschedule", { scheduled_at: at(300) })).body.status).toBe("delayed");
    expect((await act(queued, "reschedule", { scheduled_at: at(-5) })).body.status).toBe("queued");
    for (const run of [queued, delayed]) expect((await claim(own)).id).toBe(run.id);
    expect((await product.executor("GET", await executing(own), "payload")).status).toBe(200);
  });

  it("an http run is not called before its new time, and then once", async () => {
    const url = endpoint.url(answering(200));
    const own = await product.createJob({ endpoint_url: url });
    const run = await product.trigger(own.id, { scheduled_at: at(60_000) });
    await act(run, "reschedule", { scheduled_at: at(600) });
    await act(run, "reschedule", { scheduled_at: at(400) });
    const done = await eventually(
      () => product.run(run.id),
      ({ status }) => status === "completed",
    );
    expect(Date.parse(done.started_at)).toBeGreaterThanOrEqual(Date.parse(done.scheduled_at));
    expect(endpoint.calls(url)).toHaveLength(1);
  });

  it("refuses what has begun or ended, and bad times and payloads", async () => {
    const own = await product.createJob({ payload_schema: { type: "object" } });
    const begun = await executing(own);
    const done = await executing(own);
    await product.executor("POST", done, "complete", {});
    for (const run of [begun, done]) {
      expect((await act(run, "reschedule", { scheduled_at: at(1000) })).status).toBe(404);
    }
    const run = await product.trigger(own.id);
    for (const [body, status] of [
      [{}, 422],
      [{ scheduled_at: "soon" }, 400],
      [{ scheduled_at: at(31 * 86_400_000) }, 400],
      [{ scheduled_at: at(1000), payload: 5 }, 400],
    ] as const) {
      expect((await act(run, "reschedule", body)).status).toBe(status);
    }
    expect(await product.run(run.id)).toMatchObject({ status: "queued" });
  });
});

describe("debug mode and idempotency keys", () => {
  it("the debug mode is switched", async () => {
    const run = await product.trigger(job.id);
    for (const debug_mode of [true, false]) {
      const { status, body } = await act(run, "debug", { debug_mode });
      expect([status, body]).toEqual([200, { status: "ok" }]);
      expect(await product.run(run.id)).toMatchObject({ debug_mode });
    }
    expect((await act(run, "debug", { debug_mode: "yes" })).status).toBe(422);
    expect((await act({ id: crypto.randomUUID() }, "debug", { debug_mode: true })).status).toBe(404);
  });

  it("a key is freed, unless its run is being worked on", async () => {
    const own = await product.createJob();
    const key = crypto.randomUUID();
    // Another path each time, or the HTTP layer would answer the first reply again.
    const trigger = (n: number) =>
      product.control("POST", `/v1/jobs/${own.id}/trigger?n=${n}`, {}, { "X-Idempotency-Key": key });
    const first = await trigger(1);
    const run = { id: first.body.id, token: first.body.run_token, jobId: own.id };
    await product.executor("POST", run, "heartbeat");
    const free = () => product.control("DELETE", `/v1/runs/${run.id}/idempotency-key`);
    expect((await free()).status).toBe(404);
    await product.executor("POST", run, "complete", {});
    const freed = await free();
    expect([freed.status, freed.body]).toEqual([200, { status: "reset", run_id: run.id }]);
    expect(await product.run(run.id)).not.toHaveProperty("idempotency_key");
    expect((await free()).status).toBe(200);
  });
});

describe("many runs in one call", () => {
  it("bulk-cancel tells of each what became of it", async () => {
    const open = await executing();
    const done = await executing();
    await product.executor("POST", done, "complete", {});
    const unknown = crypto.randomUUID();
    const { body } = await product.control("POST", "/v1/runs/bulk-cancel", {
      run_ids: [open.id, done.id, unknown, "x"],
    });
    expect(body).toMatchObject({ total: 4, canceled: 1, failed: 3 });
    expect(body.results.map(({ id, status }: Shown) => [id, status])).toEqual([
      [open.id, "canceled"],
      [done.id, "failed"],
      [unknown, "failed"],
      ["x", "failed"],
    ]);
    for (const run_ids of [[], Array.from({ length: 101 }, () => unknown)]) {
      expect((await product.control("POST", "/v1/runs/bulk-cancel", { run_ids })).status).toBe(422);
    }
  });

  it("bulk-cancel-all cancels what the filter names and nothing else", async () => {
    const own = await product.createJob();
    const others = await product.createJob();
    const runs = await Promise.all(Array.from({ length: 130 }, () => product.trigger(own.id)));
    const waits = await executing(own);
    await product.executor("POST", waits, "wait-for-event", { event_key: crypto.randomUUID() });
    const other = await product.trigger(others.id);
    const cancelAll = (body: unknown) => product.control("POST", "/v1/runs/bulk-cancel-all", body);
    for (const [body, status] of [
      [{}, 400],
      [{ status: "completed" }, 400],
      [{ status: "x" }, 400],
    ] as const) {
      expect((await cancelAll(body)).status).toBe(status);
    }
    const queued = await cancelAll({ job_id: own.id, status: "queued" });
    expect(queued.body).toMatchObject({ canceled: 130, has_more: false });
    expect(new Set(queued.body.run_ids)).toEqual(new Set(runs.map(({ id }) => id)));
    expect((await cancelAll({ job_id: own.id, triggered_by: "cron" })).body.canceled).toBe(0);
    expect((await cancelAll({ job_id: own.id, triggered_by: "manual" })).body.run_ids).toEqual([waits.id]);
    expect(await product.run(other.id)).toMatchObject({ status: "queued" });
  });

  it("bulk-replay replays, skips and fails, one by one", async () => {
    const failed = await executing();
    await product.executor("POST", failed, "fail");
    const open = await executing();
    const { body } = await product.control("POST", "/v1/runs/bulk-replay", {
      run_ids: [failed.id, open.id, "x", failed.id],
    });
    expect(body).toMatchObject({ total: 4, replayed: 1 });
    const statuses = ["replayed", "skipped", "failed", "skipped"];
    expect(body.results.map(({ status }: Shown) => status)).toEqual(statuses);
    expect(await product.run(body.results[0].new_run_id)).toMatchObject({ replayed_run_id: failed.id });
  });

  it("bulk-dlq-replay takes ids or a project, not both and not neither", async () => {
    const url = endpoint.url(answering(400));
    const own = await product.createJob({ endpoint_url: url });
    const runs = await Promise.all(Array.from({ length: 3 }, () => deadLetter(own)));
    const replay = (body: unknown) => product.control("POST", "/v1/runs/bulk-dlq-replay", body);
    const ids = runs.map(({ id }) => id);
    for (const [body, status] of [
      [{}, 422],
      [{ run_ids: ids, project_id: "default" }, 422],
      [{ run_ids: [] }, 422],
      [{ project_id: "default", limit: 501 }, 422],
      [{ project_id: "another" }, 403],
      [{ run_ids: [...ids, crypto.randomUUID()] }, 404],
    ] as const) {
      expect((await replay(body)).status).toBe(status);
    }
    const open = await executing();
    const answer = await replay({ run_ids: [...ids.slice(0, 2), open.id] });
    expect(answer.body.count).toBe(2);
    expect(answer.body.replayed.map(({ id }: Shown) => id)).toEqual(ids.slice(0, 2));
    expect(answer.body.skipped.map(({ id }: Shown) => id)).toEqual([open.id]);
    const one = await replay({ project_id: "default", limit: 1 });
    expect(one.body.count).toBe(1);
  });
});
