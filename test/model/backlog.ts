import type { Redis } from "ioredis";
import type { Job } from "../../src/api/job.js";
import { newJob } from "../../src/api/job-changes.js";
import { runFields } from "../../src/api/run-fields.js";
import { newId } from "../../src/domain/ids.js";
import { LIMITS } from "../../src/domain/limits.js";
import { Claims } from "../../src/store/claims.js";
import { Dispatches } from "../../src/store/dispatches.js";
import { DueRuns } from "../../src/store/due-runs.js";
import { Jobs } from "../../src/store/jobs.js";
import { catalogKey, FIRST_CELL, partitionKey } from "../../src/store/keys.js";
import { Projects } from "../../src/store/projects.js";
import { Runs } from "../../src/store/runs.js";
import type { Scripts } from "../../src/store/scripts.js";
import { Triggers, triggeredJob } from "../../src/store/triggers.js";
import { problemsOf, readDataSet } from "../support/consistency.js";
import { runUnder } from "../support/stored-run.js";
import { type HandedRun, type HandingJob, HandOut } from "./hand-out.js";
import { required } from "./step.js";

const START_MS = 2_000_000_000_000;
/** More than this many wait for nobody. */
const MOST_WAITING = 150;
const HOUR_MS = 3_600_000;

export interface BacklogJob extends HandingJob {
  job: Job;
  readonly project: { readonly id: string; weight: number };
  readonly rateMax: number;
  weight: number | undefined;
  keyWeights: HandingJob["keyWeights"];
  paused: boolean;
  maxConcurrency: number;
  maxPerKey: number;
  openMs: HandingJob["openMs"];
  /** When its runs were triggered. */
  readonly triggeredMs: number[];
}

interface BacklogRun extends HandedRun {
  readonly job: BacklogJob;
  /** When it was handed out last. */
  takenMs: number;
}

/** Jobs, their runs that wait or were handed out, and the rules beside them. Time stands still unless it is moved. */
export class Backlog {
  nowMs = START_MS;
  #digits = 0;
  #claims = 0;
  readonly jobs: BacklogJob[] = [];
  readonly #waiting = new Map<string, BacklogRun>();
  readonly #taken = new Map<string, BacklogRun>();
  /** By job, and by job and key. */
  readonly #slots = new Map<string, number>();
  readonly #handOut = new HandOut<BacklogRun>(this);
  readonly #redis: Redis;
  readonly #scripts: Scripts;

  constructor(redis: Redis, scripts: Scripts) {
    this.#redis = redis;
    this.#scripts = scripts;
  }

  get waiting(): BacklogRun[] {
    return [...this.#waiting.values()];
  }

  get taken(): BacklogRun[] {
    return [...this.#taken.values()];
  }

  slots(job: BacklogJob, key?: string): number {
    return this.#slots.get(key === undefined ? job.id : `${job.id} ${key}`) ?? 0;
  }

  /** It waits no more, or it holds no slot. */
  #remove({ id, job, key }: BacklogRun): void {
    if (!this.#waiting.delete(id) && this.#taken.delete(id)) this.#count(job, key, -1);
  }

  #count(job: BacklogJob, key: string, by: number): void {
    for (const name of [job.id, `${job.id} ${key}`]) this.#slots.set(name, (this.#slots.get(name) ?? 0) + by);
  }

  /** `digits`: those below a millisecond, which say whose turn the starvation guard is. */
  async setTime(nowMs: number, digits: number): Promise<void> {
    this.nowMs = nowMs;
    this.#digits = digits;
    await this.#redis.set(FIRST_CELL.testClock, `${nowMs}${String(digits).padStart(3, "0")}`);
    this.#handOut.settle();
  }

  async addJob(projectId: string, fields: Partial<Job>): Promise<void> {
    const input = { project_id: projectId, name: "j", slug: newId(), ...fields };
    const job = newJob(input, newId(), this.nowMs, { maxAttempts: 3, timeoutSecs: 86_400 });
    const known = this.jobs.find(({ project }) => project.id === projectId);
    const project = known?.project ?? { id: projectId, weight: 1 };
    const projects = new Projects(this.#redis, this.#scripts);
    if (known === undefined) await projects.create({ id: projectId, name: "p", createdAtMs: this.nowMs });
    this.jobs.push({
      ...{ id: job.id, job, project, http: job.execution_mode === "http" },
      ...{
        weight: job.fair_weight,
        keyWeights: job.concurrency_key_weights,
        paused: false,
        openMs: undefined,
        rateMax: job.rate_limit_max ?? 0,
        triggeredMs: [],
      },
      ...{ maxConcurrency: job.max_concurrency ?? 0, maxPerKey: job.max_concurrency_per_key ?? 0 },
    });
    await new Jobs(this.#scripts, this.#redis).create(job, "", undefined);
  }

  async trigger(to: BacklogJob, count: number, key: string, priority: number): Promise<void> {
    if (this.#waiting.size > MOST_WAITING) return;
    const triggers = new Triggers(this.#scripts, this.#redis, 0);
    const { job } = to;
    const asked = Array.from({ length: count }, async () => {
      const runId = newId();
      const triggered = await triggers.trigger(triggeredJob(job), {
        ...{ runId, idempotencyKey: "", scheduledAtMs: undefined, ttlMs: 100 * HOUR_MS, payloadDigest: "" },
        ...{ priority, concurrencyKey: key, metadata: [] },
        fields: runFields(job, { payload: undefined, actor: "test" }),
      });
      const outcome =
        triggered === "job_changed"
          ? triggered
          : "outcome" in triggered
            ? triggered.outcome
            : triggered.failure;
      return { runId, outcome };
    });
    for (const { runId, outcome } of await Promise.all(asked)) {
      const windowMs = (job.rate_limit_window_secs ?? 0) * 1000;
      const recent = to.triggeredMs.filter((atMs) => atMs > this.nowMs - windowMs);
      const isOver = to.rateMax > 0 && recent.length >= to.rateMax;
      const wanted = to.paused ? "job_paused" : isOver ? "rate_limited" : "created";
      if (outcome !== wanted) throw new Error(`a trigger answered ${outcome}, must be ${wanted}`);
      if (outcome !== "created") continue;
      to.triggeredMs.push(this.nowMs);
      this.#waiting.set(runId, {
        id: runId,
        job: to,
        key,
        priority,
        createdAtMs: this.nowMs,
        takenMs: 0,
      });
    }
    this.#handOut.settle();
  }

  /** Pull runs of a project, of all its jobs or those that are named. */
  async claim(projectId: string, most: number, by: "all" | "jobs" | "queues", filter: readonly string[]) {
    const request = { projectId, workerId: "w", by, filter, max: most };
    const { runs, hasMore } = await new Claims(this.#scripts).claim(request);
    const isAsked = ({ id, job }: BacklogJob) =>
      by === "all" || filter.includes(by === "jobs" ? id : job.queue);
    this.#take(runs, most, (one) => !one.http && one.project.id === projectId && isAsked(one), false);
    const last = this.#taken.get(runs.at(-1)?.runId ?? "")?.job;
    const isLeft = [...this.#waiting.values()].some((run) => run.job === last && this.#handOut.mayGo(run));
    if (hasMore !== isLeft) throw new Error(`told ${hasMore} of more, must be ${isLeft}`);
  }

  /** What a dispatcher takes into its free places, or into those in reserve. */
  async dispatch(most: number, isReserve: boolean): Promise<void> {
    const held = this.jobs
      .filter(({ http }) => http)
      .map((job) => ({ jobId: job.id, projectId: job.project.id, count: this.slots(job) }))
      .filter(({ count }) => count > 0);
    const claim = { taker: "t", number: ++this.#claims, wanted: most, reserve: isReserve ? most : 0, held };
    const { begun } = await new Dispatches(this.#scripts).claim(isReserve ? claim : { ...claim, held: [] });
    this.#take(begun, most, ({ http }) => http, isReserve);
  }

  #take(
    taken: readonly { readonly runId: string }[],
    most: number,
    of: (job: BacklogJob) => boolean,
    isReserve: boolean,
  ): void {
    const begin = (run: BacklogRun) => {
      this.#remove(run);
      this.#taken.set(run.id, run);
      this.#count(run.job, run.key, 1);
      run.takenMs = this.nowMs;
    };
    const ids = taken.map(({ runId }) => runId);
    this.#handOut.take({ ids, most, nowUs: this.nowMs * 1000 + this.#digits, of, isReserve, begin });
  }

  async complete(runs: readonly BacklogRun[]): Promise<void> {
    const ended = runs.map(async ({ id: runId }) => {
      const { attempt, assignment } = await runUnder(this.#redis, partitionKey("run", runId));
      const given = { runId, attempt: Number(attempt), assignmentId: assignment };
      const { outcome } = await this.#scripts.run("complete-run", given);
      if (outcome !== "ok") throw new Error(`an end of ${runId} answered ${outcome}`);
    });
    await Promise.all(ended);
    for (const run of runs) this.#remove(run);
    this.#handOut.settle();
  }

  async cancel(run: BacklogRun): Promise<void> {
    await new Runs(this.#scripts, this.#redis).cancel(run.job.project.id, run.id, 0, "");
    this.#remove(run);
    this.#handOut.settle();
  }

  async change(one: BacklogJob, fields: Partial<Job>): Promise<void> {
    const job = { ...one.job, ...fields, version: one.job.version + 1 };
    const changed = await new Jobs(this.#scripts, this.#redis).update(job, undefined);
    if (!("job" in changed)) throw new Error(`a change of ${one.id} was refused`);
    Object.assign(one, { job, paused: job.paused, openMs: undefined });
    Object.assign(one, { weight: job.fair_weight, keyWeights: job.concurrency_key_weights });
    one.maxConcurrency = job.max_concurrency ?? 0;
    one.maxPerKey = job.max_concurrency_per_key ?? 0;
    this.#changed(one);
  }

  /** The project of a job. */
  async weighProject({ project }: BacklogJob, weight: number): Promise<void> {
    const weighed = await new Projects(this.#redis, this.#scripts).weigh(project.id, weight);
    if (weighed === "project_elsewhere" || (weighed?.fairWeight ?? 1) !== weight)
      throw new Error(`${project.id} has not got its weight`);
    project.weight = weight;
  }

  async setWindow(one: BacklogJob, from: number, until: number): Promise<void> {
    const interval = { fromMs: from, untilMs: until };
    await new Jobs(this.#scripts, this.#redis).setWindow(
      one.id,
      String(one.job.version),
      interval,
      this.nowMs,
    );
    one.openMs = { from, until };
    this.#changed(one);
  }

  #changed(one: BacklogJob): void {
    this.#handOut.changed(one);
    this.#handOut.settle();
  }

  /** What the sweep does: pull runs whose worker did not begin them wait again. */
  async sweep(): Promise<void> {
    const due = new DueRuns(this.#scripts);
    for (const id of await due.due(500)) await due.advance(id);
    for (const run of this.taken) {
      if (run.job.http || run.takenMs + LIMITS.dequeuedMs > this.nowMs) continue;
      this.#remove(run);
      this.#waiting.set(run.id, run);
    }
    this.#handOut.settle();
  }

  /** Opens everything, hands out what is left, and ends it: nothing stays. */
  async drain(): Promise<void> {
    for (const one of this.jobs) {
      if (one.paused || one.maxConcurrency + one.maxPerKey > 0)
        await this.change(one, { paused: false, max_concurrency: 0, max_concurrency_per_key: 0 });
      if (one.openMs !== undefined) await this.setWindow(one, this.nowMs, this.nowMs + HOUR_MS);
    }
    // What time opened sits down with the next claim, whoever asks.
    await this.claim("nobody", 1, "all", []);
    const problems = problemsOf(await readDataSet(this.#redis, this.nowMs));
    if (problems.length > 0) throw new Error(problems.join("\n"));
    for (const id of new Set(this.jobs.map(({ project }) => project.id)))
      await this.claim(id, MOST_WAITING * 2, "all", []);
    await this.dispatch(MOST_WAITING * 2, false);
    if (this.waiting.length > 0) throw new Error(`${this.waiting.length} runs were never handed out`);
    await this.complete(this.taken);
    const keys = this.jobs.flatMap(({ id }) => [catalogKey("lanes_idle", id), catalogKey("blocked", id)]);
    const clocks = Object.keys(await this.#redis.hgetall(catalogKey("clocks")));
    // That some project has had a weight is remembered.
    const left = await this.#redis.exists(catalogKey("turns"), ...keys);
    if (left > 0 || clocks.some((name) => name !== "weighted"))
      throw new Error(`${left} keys of those who took turns are left`);
  }

  /** Any of the jobs. */
  job(at: number): BacklogJob {
    return required(this.jobs[at % this.jobs.length]);
  }
}
