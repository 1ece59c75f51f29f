import fc from "fast-check";
import { cellOfName } from "../../src/domain/cells.js";
import { isTerminal } from "../../src/domain/run-status.js";
import type { EndpointOutcome } from "../../src/endpoint/endpoint-client.js";
import { API_KEY, INTERNAL_SECRET, PROJECT } from "../support/product.js";
import { actionCommands } from "./action-commands.js";
import { claim, trigger } from "./begin-runs.js";
import { executorCommands } from "./executor-commands.js";
import { familyCommands } from "./family-commands.js";
import { eventOf, type Model, type ModelJob, type ModelProject, type ModelRun } from "./model.js";
import { type Command, expectStatus, pick, required, step } from "./step.js";
import type { Answered, TestProject, World } from "./world.js";

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

/** A worker with free places takes http runs. */
async function dispatch(model: Model, world: World, places: number, cell: number): Promise<void> {
  const before = world.open.length;
  const ids = await world.dispatch(places, cell);
  const opened = world.open.slice(before);
  const begin = (run: ModelRun) => {
    const call = required(opened.find(({ runId }) => runId === run.id));
    if (call.attempt !== run.attempt)
      throw new Error(`called attempt ${call.attempt}, must be ${run.attempt}`);
    if ((call.assignment !== "") !== run.fenced) throw new Error(`called with assignment ${call.assignment}`);
    model.dispatched(run, call.assignment);
    if (call.number !== run.dispatch) throw new Error(`dispatch ${call.number}, must be ${run.dispatch}`);
  };
  const of = ({ http, project }: ModelJob) => http && project.cell === cell;
  model.handOut.take({ ids, most: places, nowUs: world.nowUs, of, begin });
  for (const { runId, attempt, assignment, token } of opened) {
    model.tokens.push({ runId, attempt, assignment, text: token });
  }
}

async function work(model: Model, world: World, index: number, keep: boolean): Promise<void> {
  const job = required(pick([...world.queue.values()], index));
  if (!keep) world.remove(job);
  const run = model.runs.get(job.run);
  await world.timer(job);
  if (job.kind === "errand") model.errand(job.run, job.number);
  else if (job.kind !== "cancel-children") model.advance(job.run);
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
  const path = `/v1/runs/${run.id}?grace_secs=${graceSecs}`;
  const answer = await world.call("DELETE", path, run.job.project.apiKey);
  if (isTerminal(run.status)) return expectStatus(answer, 400);
  expectStatus(answer, 200);
  if (graceSecs > 0 && run.status === "executing") {
    run.cancelAtMs = Math.min(model.nowMs + graceSecs * 1000, run.startedAtMs + run.job.timeoutMs);
    run.dueMs = run.cancelAtMs;
  } else model.cancel(run);
}

/** Cancels runs of all cells in one call. */
async function cancelMany(model: Model, world: World, indexes: readonly number[]): Promise<void> {
  const runs = new Set(indexes.map((index) => required(pick(model.list, index))));
  const run_ids = [...runs].map(({ id }) => id);
  const answer = await world.call("POST", "/v1/runs/bulk-cancel", INTERNAL_SECRET, { run_ids });
  expectStatus(answer, 200);
  let canceled = 0;
  for (const run of runs) {
    if (isTerminal(run.status)) continue;
    canceled++;
    model.cancel(run);
  }
  if (answer.body.canceled !== canceled)
    throw new Error(`canceled ${answer.body.canceled}, must be ${canceled}`);
}

/** The projects of all cells in pages, and of each project its runs, newest first. */
async function list(model: Model, world: World): Promise<void> {
  const projects: string[] = [];
  for (let path: string | undefined = "/v1/projects?limit=2"; path !== undefined; ) {
    const answer: Answered = await world.call("GET", path, INTERNAL_SECRET);
    expectStatus(answer, 200);
    projects.push(...answer.body.data.map(({ id }: { id: string }) => id));
    const { next_cursor: cursor } = answer.body;
    path = cursor === undefined ? undefined : `/v1/projects?limit=2&cursor=${cursor}`;
  }
  const all = model.projects.map(({ id }) => id).sort();
  if (projects.join() !== all.join()) throw new Error(`listed ${projects.join()}, must be ${all.join()}`);
  for (const project of model.projects) {
    const answer = await world.call("GET", "/v1/runs?limit=100", project.apiKey);
    expectStatus(answer, 200);
    const listed = answer.body.data.map(({ id }: { id: string }) => id).sort();
    const own = model.list.filter(({ job }) => job.project === project).map(({ id }) => id);
    if (listed.join() !== own.sort().join())
      throw new Error(`listed ${listed.join()}, must be ${own.join()}`);
  }
}

async function send(model: Model, world: World, project: ModelProject, key: string): Promise<void> {
  const path = `/v1/events/${encodeURIComponent(key)}/send`;
  const answer = await world.call("POST", path, project.apiKey, { payload: { n: 1 } });
  const event = eventOf(project, key);
  const wait = model.waits.get(event);
  if (wait?.status !== "waiting") {
    expectStatus(answer, 202);
    model.early.add(event);
    return;
  }
  expectStatus(answer, 200);
  wait.status = "received";
  model.resume(required(model.runs.get(wait.runId)));
}

async function sendPrefix(model: Model, world: World, project: ModelProject): Promise<void> {
  const answer = await world.call("POST", "/v1/events/prefix/k/send", project.apiKey, { payload: { n: 1 } });
  expectStatus(answer, 200);
  const waiting = [...model.waits]
    .filter(([event, { status }]) => event.startsWith(eventOf(project, "k")) && status === "waiting")
    .map(([, wait]) => wait);
  if (answer.body.resolved !== waiting.length) throw new Error(`resolved ${answer.body.resolved}`);
  for (const wait of waiting.sort((left, right) => (left.key < right.key ? -1 : 1))) {
    wait.status = "received";
    model.resume(required(model.runs.get(wait.runId)));
  }
}

async function cancelEvent(model: Model, world: World, project: ModelProject, key: string): Promise<void> {
  const answer = await world.call("DELETE", `/v1/events/${encodeURIComponent(key)}`, project.apiKey);
  const wait = model.waits.get(eventOf(project, key));
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
  const path = `/v1/jobs/${job.id}/${job.paused ? "resume" : "pause"}`;
  expectStatus(await world.call("POST", path, job.project.apiKey, {}), 200);
  job.paused = !job.paused;
  model.handOut.changed(job);
}

const KEYS = ["k1", "k2", "k3"];

/** All steps, each as often as it is worth; where there are several cells above all those that lead from one to another. */
export function commands(cells: number): fc.Arbitrary<Command>[] {
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
    .record({ places: fc.integer({ min: 1, max: 4 }), at: index })
    .map(({ places, at }) =>
      step(`dispatch(${places}, ${at})`, always, (model, world) =>
        dispatch(model, world, places, at % world.cells),
      ),
    );
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
  const eventsOf = (model: Model, one: { at: number; await: boolean }): [ModelProject, string] => {
    const awaits = [...model.waits.values()].filter(({ key }) => key.startsWith("spawn-await:"));
    const wait = one.await ? pick(awaits, one.at) : undefined;
    const run = model.runs.get(wait?.runId ?? "");
    if (wait !== undefined && run !== undefined) return [run.job.project, wait.key];
    return [required(pick(model.projects, one.at)), required(pick(KEYS, one.at))];
  };
  const claims = fc
    .record({ job: fc.option(index, { nil: undefined }), max: fc.integer({ min: 1, max: 4 }) })
    .map(({ job, max }) =>
      step(`claim(${job}, ${max})`, always, (model, world) =>
        claim(
          model,
          world,
          required(job === undefined ? pick(model.projects, max) : pick(model.jobs, job)),
          max,
        ),
      ),
    );
  return [
    ...(cells > 1 ? familyCommands() : []),
    triggers,
    triggers,
    claims,
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
      step(`send(${one.at}, ${one.await})`, always, (model, world) =>
        send(model, world, ...eventsOf(model, one)),
      ),
    ),
    eventKey.map((one) =>
      step(`cancelEvent(${one.at}, ${one.await})`, always, (model, world) =>
        cancelEvent(model, world, ...eventsOf(model, one)),
      ),
    ),
    index.map((at) =>
      step(`sendPrefix(${at})`, always, (model, world) =>
        sendPrefix(model, world, required(pick(model.projects, at))),
      ),
    ),
    fc
      .array(index, { minLength: 2, maxLength: 4 })
      .map((indexes) =>
        step(`cancelMany(${indexes})`, someRun, (model, world) => cancelMany(model, world, indexes)),
      ),
    fc.constant(step("list", always, list)),
    fc.constantFrom(1, 5, 30, 60, 61, 66, 130, 3700).map((secs) =>
      step(`time(+${secs} s)`, always, async (model, world) => {
        model.nowMs += secs * 1000;
        await world.setTime(model.nowMs);
      }),
    ),
    fc.constant(step("sweep", always, sweep)),
    fc.constantFrom(61, 310, 3700).map((secs) =>
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

/** Names and keys of three projects, each of which lies in a cell of its own where there are three; one was placed there. */
const PROJECTS: readonly TestProject[] = [
  { id: PROJECT, apiKey: API_KEY },
  { id: "second", apiKey: `strait_${"1".repeat(64)}` },
  { id: "placed", apiKey: `strait_${"2".repeat(64)}`, placedIn: 0 },
];

/**
 * Both sides at the same beginning: six jobs, two of them with each kind of limit. Where there are several cells each has
 * a project, which has two of the jobs, one of each kind.
 */
export async function begin(model: Model, world: World): Promise<void> {
  const projects = PROJECTS.slice(0, world.cells);
  await world.begin(projects);
  model.nowMs = world.nowMs;
  for (const { id, apiKey, placedIn } of projects) {
    model.projects.push({ id, apiKey, cell: placedIn ?? cellOfName(id, world.cells) });
  }
  for (const [index, fields] of JOBS.entries()) {
    const slug = `job-${crypto.randomUUID()}`;
    const project = required(pick(model.projects, index));
    const answer = await world.call("POST", "/v1/jobs", project.apiKey, {
      project_id: project.id,
      name: slug,
      slug,
      ...fields,
    });
    expectStatus(answer, 201);
    model.jobs.push({
      id: answer.body.id,
      project,
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
