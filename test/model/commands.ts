import fc from "fast-check";
import { isTerminal } from "../../src/domain/run-status.js";
import type { EndpointOutcome } from "../../src/endpoint/endpoint-client.js";
import { PROJECT } from "../support/product.js";
import { actionCommands } from "./action-commands.js";
import { executorCommands } from "./executor-commands.js";
import type { Model, ModelJob } from "./model.js";
import { type Command, expectStatus, pick, required, step } from "./step.js";
import type { World } from "./world.js";

export type { Command };

const always = (): boolean => true;
const someRun = (model: Model): boolean => model.runs.size > 0;

const TIMING = { connectMs: 0, ttfbMs: 0, transferMs: 0, dispatchMs: 0 };
const ANSWERS = ["200", "202", "400", "429", "500", "refused", "timeout", "dead"] as const;

function outcome(answer: (typeof ANSWERS)[number]): EndpointOutcome {
  if (answer === "timeout") return { kind: "timed_out", timing: TIMING };
  if (answer === "dead") return { kind: "aborted" };
  if (answer === "refused") {
    return { kind: "failed", message: "connect ECONNREFUSED", errorClass: "connection", timing: TIMING };
  }
  const retry = answer === "429" ? { retryAfterSecs: 120 } : {};
  return {
    kind: "answered",
    status: Number(answer),
    body: Buffer.from("1"),
    truncated: false,
    timing: TIMING,
    ...retry,
  };
}

async function trigger(
  model: Model,
  world: World,
  job: ModelJob,
  options: { delaySecs: number; priority: number; key: string; ttlSecs: number; idempotencyKey: string },
): Promise<void> {
  const { delaySecs, priority, key, ttlSecs, idempotencyKey } = options;
  const scheduledAtMs = delaySecs > 0 ? world.nowMs + delaySecs * 1000 : undefined;
  const answer = await world.trigger(job.id, idempotencyKey, {
    priority,
    ttl_secs: ttlSecs,
    concurrency_key: key,
    ...(scheduledAtMs === undefined ? {} : { scheduled_at: new Date(scheduledAtMs).toISOString() }),
  });
  if (job.paused) return expectStatus(answer, 409);
  const name = `${job.id} ${idempotencyKey}`;
  const holder = model.runs.get(model.idempotency.get(name) ?? "");
  const { id, status, run_token: text } = answer.body;
  if (idempotencyKey !== "" && holder !== undefined) {
    expectStatus(answer, 200);
    if (id !== holder.id || status !== holder.status)
      throw new Error(`answered ${status} ${id} for ${holder.id}`);
    model.tokens.push({ runId: id, attempt: holder.attempt, assignment: "", text });
    return;
  }
  expectStatus(answer, 201);
  if (idempotencyKey !== "") model.idempotency.set(name, id);
  const ttlMs = ttlSecs > 0 ? ttlSecs * 1000 : job.timeoutMs + 60_000;
  model.create({
    id,
    job,
    priority,
    key,
    idempotencyKey,
    scheduledAtMs,
    expiresAtMs: (scheduledAtMs ?? model.nowMs) + ttlMs,
  });
  model.tokens.push({ runId: id, attempt: 1, assignment: "", text });
}

async function claim(model: Model, world: World, job: ModelJob | undefined, max: number): Promise<void> {
  const jobs = (job === undefined ? model.jobs : [job]).filter(({ http }) => !http);
  const body = { worker_id: "w", max, ...(job === undefined ? {} : { job_slugs: [job.slug] }) };
  const answer = await world.control("POST", "/v1/workers/claim", body);
  expectStatus(answer, 200);
  const { runs } = answer.body;
  const assignments = new Map<string, string>(
    runs.map((one: { run_id: string; assignment_id: string }) => [one.run_id, one.assignment_id]),
  );
  model.handOut([...assignments.keys()], jobs, max, (run) => {
    model.claimed(run, assignments.get(run.id) ?? "");
  });
  for (const { run_id, attempt, assignment_id, run_token } of runs) {
    const run = required(model.runs.get(run_id));
    if (attempt !== run.attempt) throw new Error(`claimed attempt ${attempt}, must be ${run.attempt}`);
    model.tokens.push({ runId: run_id, attempt, assignment: assignment_id, text: run_token });
  }
}

/** A worker with free places takes http runs. */
async function dispatch(model: Model, world: World, places: number): Promise<void> {
  const before = world.open.length;
  const ids = await world.dispatch(places);
  const opened = world.open.slice(before);
  const jobs = model.jobs.filter(({ http }) => http);
  model.handOut(ids, jobs, places, (run) => {
    const call = required(opened.find(({ runId }) => runId === run.id));
    if (call.attempt !== run.attempt)
      throw new Error(`called attempt ${call.attempt}, must be ${run.attempt}`);
    if ((call.assignment !== "") !== run.fenced) throw new Error(`called with assignment ${call.assignment}`);
    model.dispatched(run, call.assignment);
    if (call.number !== run.dispatch) throw new Error(`dispatch ${call.number}, must be ${run.dispatch}`);
  });
  for (const { runId, attempt, assignment, token } of opened) {
    model.tokens.push({ runId, attempt, assignment, text: token });
  }
}

async function work(model: Model, world: World, index: number, keep: boolean): Promise<void> {
  const job = required(pick([...world.queue.values()], index));
  if (!keep) world.remove(job);
  const run = model.runs.get(job.run);
  await world.timer(job);
  if (job.kind !== "cancel-children") model.advance(job.run);
  else if (run !== undefined) model.cancel(run);
}

async function answerCall(
  model: Model,
  world: World,
  index: number,
  kind: (typeof ANSWERS)[number],
): Promise<void> {
  const call = required(pick(world.open, index));
  await call.answer(outcome(kind));
  const run = model.runs.get(call.runId);
  if (run === undefined || run.status !== "executing" || kind === "dead") return;
  if (run.attempt !== call.attempt || run.dispatch !== call.number) return;
  if (kind === "202" && run.job.asyncCompletion) {
    run.dueMs = run.cancelAtMs ?? run.startedAtMs + run.job.timeoutMs;
  } else if (kind === "200" || kind === "202") model.finish(run, "completed");
  else {
    const delay = model.spreadBackoffMs(run, kind === "429" ? 120_000 : 0);
    const final = kind === "timeout" ? "timed_out" : "dead_letter";
    model.retry(run, delay, final, kind !== "400");
  }
}

async function cancel(model: Model, world: World, index: number, graceSecs: number): Promise<void> {
  const run = required(pick(model.list, index));
  const answer = await world.control("DELETE", `/v1/runs/${run.id}?grace_secs=${graceSecs}`);
  if (isTerminal(run.status)) return expectStatus(answer, 400);
  expectStatus(answer, 200);
  if (graceSecs > 0 && run.status === "executing") {
    run.cancelAtMs = Math.min(model.nowMs + graceSecs * 1000, run.startedAtMs + run.job.timeoutMs);
    run.dueMs = run.cancelAtMs;
  } else model.cancel(run);
}

async function send(model: Model, world: World, key: string): Promise<void> {
  const answer = await world.control("POST", `/v1/events/${encodeURIComponent(key)}/send`, {
    payload: { n: 1 },
  });
  const wait = model.waits.get(key);
  if (wait?.status !== "waiting") {
    expectStatus(answer, 202);
    model.early.add(key);
    return;
  }
  expectStatus(answer, 200);
  wait.status = "received";
  model.resume(required(model.runs.get(wait.runId)));
}

async function sendPrefix(model: Model, world: World): Promise<void> {
  const answer = await world.control("POST", "/v1/events/prefix/k/send", { payload: { n: 1 } });
  expectStatus(answer, 200);
  const waiting = [...model.waits.values()].filter(
    ({ key, status }) => key.startsWith("k") && status === "waiting",
  );
  if (answer.body.resolved !== waiting.length) throw new Error(`resolved ${answer.body.resolved}`);
  for (const wait of waiting.sort((left, right) => (left.key < right.key ? -1 : 1))) {
    wait.status = "received";
    model.resume(required(model.runs.get(wait.runId)));
  }
}

async function cancelEvent(model: Model, world: World, key: string): Promise<void> {
  const answer = await world.control("DELETE", `/v1/events/${encodeURIComponent(key)}`);
  const wait = model.waits.get(key);
  if (wait === undefined) return expectStatus(answer, 404);
  if (wait.status !== "waiting") return expectStatus(answer, 409);
  expectStatus(answer, 200);
  const run = required(model.runs.get(wait.runId));
  model.finish(run, "canceled");
  model.cancelChildren(run);
}

async function sweep(model: Model, world: World): Promise<void> {
  const due = [...(await world.read()).due].filter(([, at]) => at <= world.nowMs);
  await world.sweep();
  due.sort(([left, first], [right, second]) => first - second || (left < right ? -1 : 1));
  for (const [id] of due) model.advance(id);
  model.reap();
}

async function pauseJob(model: Model, world: World, index: number): Promise<void> {
  const job = required(pick(model.jobs, index));
  expectStatus(await world.control("POST", `/v1/jobs/${job.id}/${job.paused ? "resume" : "pause"}`, {}), 200);
  job.paused = !job.paused;
}

const KEYS = ["k1", "k2", "k3"];

/** All steps, each as often as it is worth. */
export function commands(): fc.Arbitrary<Command>[] {
  const index = fc.nat({ max: 1000 });
  const triggers = fc
    .record({
      job: index,
      delaySecs: fc.constantFrom(0, 0, 0, 30),
      priority: fc.constantFrom(0, 0, 5, 10),
      key: fc.constantFrom("", "a", "b"),
      ttlSecs: fc.constantFrom(0, 0, 20),
      idempotencyKey: fc.constantFrom("", "", "i1", "i2"),
    })
    .map(({ job, ...options }) =>
      step(`trigger(${job % 6}, ${JSON.stringify(options)})`, always, (model, world) =>
        trigger(model, world, required(pick(model.jobs, job)), options),
      ),
    );
  const works = fc
    .record({ at: index, keep: fc.constantFrom(false, false, false, true) })
    .map(({ at, keep }) =>
      step(
        `work(${at}, ${keep})`,
        ({ queued }) => queued > 0,
        (model, world) => work(model, world, at, keep),
      ),
    );
  const dispatches = fc
    .integer({ min: 1, max: 4 })
    .map((places) => step(`dispatch(${places})`, always, (model, world) => dispatch(model, world, places)));
  const relays = fc.constantFrom(false, false, false, true).map((again) =>
    step(
      `relay(${again})`,
      ({ outbox }) => outbox.length > 0,
      async (model, world) => {
        await world.relay(again);
        if (!again) model.outbox = [];
      },
    ),
  );
  const answers = fc.record({ at: index, kind: fc.constantFrom(...ANSWERS) }).map(({ at, kind }) =>
    step(
      `answer(${at}, ${kind})`,
      ({ open }) => open > 0,
      (model, world) => answerCall(model, world, at, kind),
    ),
  );
  const eventKey = fc.record({ at: index, await: fc.constantFrom(false, false, true) });
  const keyOf = (model: Model, one: { at: number; await: boolean }): string => {
    const awaits = [...model.waits.keys()].filter((key) => key.startsWith("spawn-await:"));
    return (one.await ? pick(awaits, one.at) : undefined) ?? required(pick(KEYS, one.at));
  };
  return [
    triggers,
    triggers,
    fc
      .record({ job: fc.option(index, { nil: undefined }), max: fc.integer({ min: 1, max: 4 }) })
      .map(({ job, max }) =>
        step(`claim(${job}, ${max})`, always, (model, world) =>
          claim(model, world, job === undefined ? undefined : pick(model.jobs, job), max),
        ),
      ),
    relays,
    works,
    dispatches,
    dispatches,
    answers,
    answers,
    ...executorCommands(KEYS),
    ...actionCommands(),
    fc
      .record({ at: index, graceSecs: fc.constantFrom(0, 0, 10) })
      .map(({ at, graceSecs }) =>
        step(`cancel(${at}, ${graceSecs})`, someRun, (model, world) => cancel(model, world, at, graceSecs)),
      ),
    eventKey.map((one) =>
      step(`send(${one.at}, ${one.await})`, always, (model, world) => send(model, world, keyOf(model, one))),
    ),
    eventKey.map((one) =>
      step(`cancelEvent(${one.at}, ${one.await})`, always, (model, world) =>
        cancelEvent(model, world, keyOf(model, one)),
      ),
    ),
    fc.constant(step("sendPrefix", always, sendPrefix)),
    fc.constantFrom(1, 5, 30, 60, 61, 66, 130, 3700).map((secs) =>
      step(`time(+${secs} s)`, always, async (model, world) => {
        model.nowMs += secs * 1000;
        await world.setTime(model.nowMs);
      }),
    ),
    fc.constant(step("sweep", always, sweep)),
    fc.constantFrom(61, 310).map((secs) =>
      step(`sweep(+${secs} s)`, always, async (model, world) => {
        model.nowMs += secs * 1000;
        await world.setTime(model.nowMs);
        await sweep(model, world);
      }),
    ),
    fc.constant(
      step(
        "beat",
        ({ open }) => open > 0,
        async (model, world) => {
          await world.beat();
          for (const { runId, attempt, assignment } of world.open) {
            const run = model.runs.get(runId);
            if (run?.status !== "executing" || run.attempt !== attempt) continue;
            if (model.isAssigned(run, assignment)) run.seenAtMs = model.nowMs;
          }
        },
      ),
    ),
    index.map((job) => step(`pauseJob(${job % 6})`, always, (model, world) => pauseJob(model, world, job))),
  ];
}

/** An endpoint each: its circuit is one for all jobs that share it. */
const ENDPOINT = "http://127.0.0.1:1/";
const JOBS = [
  { max_attempts: 2, timeout_secs: 300 },
  { max_attempts: 1, timeout_secs: 30, max_concurrency: 1 },
  { max_attempts: 3, timeout_secs: 100, max_concurrency_per_key: 1 },
  { max_attempts: 2, timeout_secs: 300, endpoint_url: `${ENDPOINT}3` },
  {
    max_attempts: 1,
    timeout_secs: 100,
    endpoint_url: `${ENDPOINT}4`,
    max_concurrency: 1,
    async_completion: true,
  },
  { max_attempts: 3, timeout_secs: 30, endpoint_url: `${ENDPOINT}5`, max_concurrency_per_key: 1 },
];

/** Both sides at the same beginning: six jobs, two of them with each kind of limit. */
export async function begin(model: Model, world: World): Promise<void> {
  await world.begin();
  model.nowMs = world.nowMs;
  for (const fields of JOBS) {
    const slug = `job-${crypto.randomUUID()}`;
    const answer = await world.control("POST", "/v1/jobs", {
      project_id: PROJECT,
      name: slug,
      slug,
      ...fields,
    });
    expectStatus(answer, 201);
    model.jobs.push({
      id: answer.body.id,
      slug,
      http: "endpoint_url" in fields,
      maxAttempts: fields.max_attempts,
      timeoutMs: fields.timeout_secs * 1000,
      maxConcurrency: fields.max_concurrency ?? 0,
      maxPerKey: fields.max_concurrency_per_key ?? 0,
      asyncCompletion: fields.async_completion ?? false,
      paused: false,
    });
  }
}
