import fc from "fast-check";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cellOfName } from "../../src/domain/cells.js";
import { createLog } from "../../src/log.js";
import { allCells } from "../../src/store/cell.js";
import { connectionOptions } from "../../src/store/connection.js";
import { migrate } from "../../src/store/data-format.js";
import type { HomeCell } from "../../src/store/homes.js";
import { CellKeys } from "../../src/store/keys.js";
import { clearLeft, moveProject } from "../../src/store/project-move.js";
import { Scripts } from "../../src/store/scripts.js";
import { Queues } from "../../src/workers/queues.js";
import { Timetable } from "../../src/workers/timetable.js";
import type { Answered } from "../model/world.js";
import { allPages, type Shown } from "../support/callers.js";
import { INTERNAL_SECRET } from "../support/product.js";
import { acquireRedis, type TestRedis } from "../support/redis.js";
import { SETTINGS } from "./settings.js";
import { StillGateway } from "./still-gateway.js";

const CELLS = 3;

let server: TestRedis;
let redis: Redis;
let cells: readonly HomeCell[];
let gateways: readonly [StillGateway, StillGateway];
/** Looks before it is asked for anything. */
let knowing: StillGateway;

beforeAll(async () => {
  server = await acquireRedis({ kind: "slots" });
  redis = new Redis(connectionOptions(server.url));
  const all = allCells(CELLS).all;
  cells = all.map((cell) => ({ cell, redis, scripts: new Scripts(redis, cell.keys, SETTINGS) }));
  for (const cell of all) await migrate(redis, cell, () => undefined);
  gateways = [await begun(), await begun()];
  knowing = await begun();
});
afterAll(async () => {
  for (const gateway of [...gateways, knowing]) gateway.stop();
  redis.disconnect();
  await server.release();
});

const begun = () => StillGateway.start(redis, server.url, CELLS);

/** A `bosporus cells move` that stops before one of its steps, and goes on when it is told to, or never. */
class Moving {
  #goOn: () => void = () => undefined;
  readonly ended: Promise<string>;
  readonly stopped: Promise<unknown>;

  constructor(project: string, to: number, steps: number) {
    const told = new Promise<void>((resolve) => {
      this.#goOn = resolve;
    });
    let stop: () => void = () => undefined;
    const stopped = new Promise<void>((resolve) => {
      stop = resolve;
    });
    let step = 0;
    const stepwise = cells.map(({ cell, scripts }): HomeCell => {
      const run = async (...given: Parameters<Scripts["run"]>) => {
        if (step++ === steps) {
          stop();
          await told;
        }
        return scripts.run(...given);
      };
      return { cell, redis, scripts: Object.assign(Object.create(scripts), { run }) };
    });
    this.ended = moveProject(stepwise, project, to).then(async ({ outcome }) => {
      if (outcome === "moved") await clearLeft(stepwise, project);
      return outcome;
    });
    this.stopped = Promise.race([this.ended, stopped]);
  }

  goOn(): Promise<string> {
    this.#goOn();
    return this.ended;
  }
}

type Action =
  | { readonly what: "move"; readonly cellsOn: number; readonly steps: number }
  | { readonly what: "go on"; readonly which: number }
  | { readonly what: "trigger"; readonly who: number; readonly job: number; readonly key: number }
  | {
      readonly what: "bulk";
      readonly who: number;
      readonly job: number;
      /** Whether the call has a key beside those of its items. */
      readonly named: boolean;
      readonly keys: readonly number[];
    }
  | { readonly what: "rename"; readonly who: number; readonly job: number }
  | { readonly what: "look" | "work" | "key" | "job"; readonly who: number };

const trigger = (who: number, key: number): Action => ({ what: "trigger", who, job: 0, key });
const bulk = (who: number): Action => ({ what: "bulk", who, job: 0, keys: [0], named: true });
const move = (cellsOn: number, steps = 99): Action => ({ what: "move", cellsOn, steps });

const who = fc.nat(1);
const job = fc.nat(2);
const actions: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ what: fc.constant("move" as const), cellsOn: fc.nat(CELLS - 1), steps: fc.nat(9) },
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant("go on" as const), which: fc.nat(9) }) },
  { weight: 5, arbitrary: fc.record({ what: fc.constant("trigger" as const), who, job, key: fc.nat(4) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      ...{ what: fc.constant("bulk" as const), who, job, named: fc.boolean() },
      keys: fc.array(fc.nat(4), { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("rename" as const), who, job }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constantFrom("work" as const, "look" as const), who }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constantFrom("key" as const, "job" as const), who }) },
);

/** What clients of one project were told, and what has to be so because of that. */
class Told {
  readonly project = `project-${crypto.randomUUID()}`;
  readonly keys: string[] = [];
  /** Job id to the name that it was given last; undefined where that is not known. */
  readonly jobs = new Map<string, string>();
  readonly runs = new Set<string>();
  readonly worked = new Map<string, number>();
  /** Idempotency key of a job to its run. */
  readonly byKey = new Map<string, string>();
  /** The runs of bulk triggers, by the job, the caller and the key of the call. */
  readonly #bulks = new Map<string, string>();
  #memory = 0;

  async begin(): Promise<void> {
    const [first] = gateways;
    await first.homes.refresh();
    expect((await first.call("POST", "/v1/projects", { id: this.project })).status).toBe(201);
    await this.newKey(first);
    await this.newJob(first);
  }

  /** As the holder of one of its keys. */
  as(gateway: StillGateway, method: string, path: string, body?: unknown, more: Record<string, string> = {}) {
    const key = this.keys.at(-1) ?? "";
    return gateway.call(method, path, body, { Authorization: `Bearer ${key}`, ...more });
  }

  async newKey(gateway: StillGateway): Promise<void> {
    const made = await gateway.call("POST", "/v1/api-keys", { project_id: this.project, name: "n" });
    if (told(made)) this.keys.push(made.body.key);
  }

  async newJob(gateway: StillGateway): Promise<void> {
    const slug = `job-${this.jobs.size}`;
    const made = await this.as(gateway, "POST", "/v1/jobs", { slug, name: slug, project_id: this.project });
    if (told(made)) this.jobs.set(made.body.id, slug);
  }

  jobAt(index: number): string {
    return [...this.jobs.keys()][index % this.jobs.size] ?? "";
  }

  async rename(gateway: StillGateway, index: number): Promise<void> {
    const id = this.jobAt(index);
    const name = crypto.randomUUID();
    // By whoever names no project, whose cell only the job tells.
    if (told(await gateway.call("PATCH", `/v1/jobs/${id}`, { name }))) this.jobs.set(id, name);
  }

  /** `key` 0: none, 1 and 2 as one caller, whose first answer is kept, others as another caller each time. */
  async trigger(gateway: StillGateway, index: number, key: number): Promise<void> {
    const id = this.jobAt(index);
    const path = `/v1/jobs/${id}/trigger`;
    const named = key === 0 ? {} : { "X-Idempotency-Key": `k${key}` };
    const caller = { "X-Project-Id": this.project, "X-Actor-Id": crypto.randomUUID() };
    const answer =
      key < 3
        ? await this.as(gateway, "POST", path, {}, named)
        : await gateway.call("POST", path, {}, { "X-Internal-Secret": INTERNAL_SECRET, ...caller, ...named });
    if (told(answer)) this.#isRun(`${id} ${key}`, key !== 0, answer.body.id);
  }

  async bulk(gateway: StillGateway, index: number, keys: readonly number[], named: boolean): Promise<void> {
    const id = this.jobAt(index);
    const items = keys.map((key) => (key === 0 ? {} : { idempotency_key: `k${key}` }));
    const answer = await this.as(
      gateway,
      "POST",
      `/v1/jobs/${id}/trigger/bulk`,
      { items },
      {
        ...(named ? { "Idempotency-Key": `bulk ${keys}` } : {}),
      },
    );
    if (!told(answer)) return;
    if (named) {
      const ids = answer.body.results.map(({ id: run }: Shown) => run).join(" ");
      const name = `${id} ${this.keys.at(-1)} ${keys}`;
      expect([name, this.#bulks.get(name) ?? ids]).toEqual([name, ids]);
      this.#bulks.set(name, ids);
    }
    expect(answer.body.results).toHaveLength(keys.length);
    for (const [at, run] of answer.body.results.entries())
      this.#isRun(`${id} ${keys[at]}`, keys[at] !== 0, run.id);
  }

  #isRun(name: string, isKeyed: boolean, run: string): void {
    this.runs.add(run);
    if (!isKeyed) return;
    expect([name, this.byKey.get(name) ?? run]).toEqual([name, run]);
    this.byKey.set(name, run);
  }

  /** Takes all runs there are, and ends them, one of them as a failure. */
  async work(gateway: StillGateway): Promise<void> {
    for (;;) {
      const claimed = await this.as(gateway, "POST", "/v1/workers/claim", {
        ...{ worker_id: "w", all: true, max_runs: 10, wait_ms: 0 },
      });
      if (!told(claimed)) return;
      const runs: readonly Shown[] = claimed.body.runs;
      if (runs.length === 0) return;
      for (const run of runs) {
        this.worked.set(run.run_id, (this.worked.get(run.run_id) ?? 0) + 1);
        const authorization = { Authorization: `Bearer ${run.run_token}` };
        const sdk = (what: string, body: unknown) =>
          gateway.call("POST", `/sdk/v1/runs/${run.run_id}/${what}`, body, authorization);
        const value = ++this.#memory;
        expect((await sdk("memory/last", { value })).status).toBeLessThan(300);
        expect((await sdk("complete", { result: {} })).status).toBe(200);
      }
    }
  }

  /** By a gateway that knows all: everything that anybody was told is so, and nothing else. */
  async check(): Promise<void> {
    const gateway = knowing;
    for (let looks = 0; looks < 3; looks++) {
      await gateway.homes.refresh();
      // Others may have taken it up.
      await Promise.all([gateway, ...gateways].map(({ homes }) => homes.finished()));
    }
    await this.work(gateway);
    for (const [name, run] of this.byKey) {
      const [id = "", key = ""] = name.split(" ");
      await this.trigger(gateway, [...this.jobs.keys()].indexOf(id), Number(key));
      expect(this.byKey.get(name)).toBe(run);
    }
    expect(Object.fromEntries(this.worked)).toEqual(Object.fromEntries([...this.runs].map((id) => [id, 1])));
    const caller = { call: (method: string, path: string) => this.as(gateway, method, path) };
    const { records } = await allPages(caller as never, "/v1/runs", 2);
    expect(records.map(({ id }) => id)).toEqual([...this.runs].sort().reverse());
    for (const id of this.runs) {
      expect((await this.as(gateway, "GET", `/v1/runs/${id}`)).body.status).toBe("completed");
    }
    const stats = await this.as(gateway, "GET", "/v1/stats");
    expect(stats.body.by_status.completed ?? 0).toBe(this.runs.size);
    const jobs = await this.as(gateway, "GET", "/v1/jobs?limit=100");
    expect(new Map(jobs.body.data.map(({ id, name }: Shown) => [id, name]))).toEqual(this.jobs);
    for (const key of this.keys) {
      const found = await gateway.call("GET", "/v1/whoami", undefined, { Authorization: `Bearer ${key}` });
      expect(found.body.project_id ?? found.body.project?.id).toBe(this.project);
    }
    const memories = await Promise.all(
      [...this.jobs.keys()].map((id) => this.as(gateway, "GET", `/v1/jobs/${id}/memory`)),
    );
    const values = memories.flatMap(({ body }) => body.map(({ value }: Shown) => value));
    if (this.worked.size > 0) expect(Math.max(...values)).toBe(this.#memory);
    const projects = await allPages(gateway as never, "/v1/projects", 100);
    expect(projects.records.filter(({ id }) => id === this.project)).toHaveLength(1);
  }
}

/** Whether the answer says that it is done; 503 is the only other one, and nothing was done then. */
function told({ status, body }: Answered): boolean {
  if (status !== 503)
    expect([status, body], JSON.stringify(body)).toEqual([expect.toSatisfy((n) => n < 300), body]);
  return status !== 503;
}

describe("a project with jobs and runs", () => {
  test("moves between cells with nothing lost and nothing done twice, whoever dies meanwhile or does not know", async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(fc.array(actions, { minLength: 8, maxLength: 24 }), async (steps) => {
        const project = new Told();
        await project.begin();
        const movings: Moving[] = [];
        for (const step of steps) {
          if (step.what === "move") {
            const to = (cellOfName(project.project, CELLS) + step.cellsOn) % CELLS;
            const moving = new Moving(project.project, to, step.steps);
            movings.push(moving);
            await moving.stopped;
            moving.ended.then((outcome) => seen.set(outcome, (seen.get(outcome) ?? 0) + 1));
          } else if (step.what === "go on") {
            await movings[step.which % Math.max(1, movings.length)]?.goOn();
          } else {
            const gateway = gateways[step.who as 0 | 1];
            if (step.what === "look") {
              await gateway.homes.refresh();
              await gateway.homes.finished();
            } else if (step.what === "trigger") await project.trigger(gateway, step.job, step.key);
            else if (step.what === "bulk") await project.bulk(gateway, step.job, step.keys, step.named);
            else if (step.what === "rename") await project.rename(gateway, step.job);
            else if (step.what === "work") await project.work(gateway);
            else if (step.what === "key") await project.newKey(gateway);
            else await project.newJob(gateway);
          }
        }
        await project.check();
      }),
      {
        numRuns: Number(process.env["MOVES"] ?? 12),
        examples: [
          // Away and back, while a gateway has seen nothing of it: what was triggered there is known here.
          ...[trigger, bulk].map((act): [Action[]] => [
            [
              ...[trigger(0, 0), { what: "work", who: 0 }, move(1), { what: "look", who: 1 }],
              ...[act(1, 3), { what: "work", who: 1 }, move(0), act(0, 3), act(0, 3)],
            ] as Action[],
          ]),
          // There and back, before who has moved it there comes to its last step.
          [[{ what: "work", who: 0 }, move(1, 5), move(0), { what: "go on", which: 0 }] as Action[]],
          // On its way back, while a gateway takes it to be there since ever.
          ...[2, 3, 4, 5, 6].map((steps): [Action[]] => [
            [
              ...[trigger(0, 0), { what: "work", who: 0 }, move(1), { what: "look", who: 1 }],
              ...[trigger(1, 3), { what: "work", who: 1 }, move(0, steps), trigger(0, 3)],
            ] as Action[],
          ]),
        ],
      },
    );
    expect(seen.get("moved") ?? 0).toBeGreaterThan(0);
    expect(seen.get("busy") ?? 0).toBeGreaterThan(0);
  }, 600_000);
});

describe("ticks of a job whose project moves", () => {
  const MINUTE_MS = 60_000;
  const CRON = "* * * * *";

  test("come once each, those of the time in which it was on its way too", async () => {
    const connection = new Redis({ ...connectionOptions(server.url), maxRetriesPerRequest: null });
    const told = new Told();
    await told.begin();
    const [gateway] = gateways;
    const from = cellOfName(told.project, CELLS);
    const to = (from + 1) % CELLS;
    const made = await told.as(gateway, "POST", "/v1/jobs", {
      ...{ slug: "cron", name: "cron", project_id: told.project, cron: CRON, timezone: "UTC" },
    });
    const jobId: string = made.body.id;
    const sides = [from, to].map((number) => {
      const store = gateway.stores.at(number);
      const queues = new Queues(connection, store.cell.keys);
      const log = createLog("silent", false);
      return { queues, timetable: new Timetable({ ...store, queues, config: gateway.config, log }) };
    });
    const [old, next] = sides as [(typeof sides)[0], (typeof sides)[0]];
    try {
      const minute = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
      const tick = { job: jobId, spec: `UTC ${CRON}` };
      await old.timetable.sync(jobId);
      await old.timetable.tick(tick, minute - 3 * MINUTE_MS);
      await told.work(gateway);
      const moving = new Moving(told.project, to, 1);
      await moving.stopped;
      // A worker that does not know brings the next tick to the cell that it has left.
      await old.timetable.tick(tick, minute - 2 * MINUTE_MS);
      expect(await old.queues.cron.getJobScheduler(jobId)).toBeUndefined();
      expect(await moving.goOn()).toBe("moved");
      await gateway.homes.refresh();
      // As if it had been on its way since the tick that was seen.
      const since = new CellKeys(to).catalog("cron_since");
      expect(await redis.hget(since, jobId)).toMatch(/^\d+ UTC \* \* \* \* \*$/);
      await redis.hset(since, jobId, `${minute - 3 * MINUTE_MS} UTC ${CRON}`);
      await Promise.all([next.timetable.sync(jobId), next.timetable.sync(jobId)]);
      await next.timetable.repair();
      expect(await redis.hget(since, jobId)).toBeNull();
      const scheduler = await next.queues.cron.getJobScheduler(jobId);
      const { records } = await allPages(
        { call: (method: string, path: string) => told.as(gateway, method, path) } as never,
        `/v1/runs?job_id=${jobId}`,
        2,
      );
      // All minutes but those of the scheduler, which begins with the next one.
      const expected = ((scheduler?.next ?? 0) - minute) / MINUTE_MS + 3;
      const stores = [gateway.stores.at(from), gateway.stores.at(to)];
      const ticks = await Promise.all(
        records.map(async ({ id }) => {
          const found = await Promise.all(
            stores.map(({ cell }) => redis.hget(cell.keys.partition("run", id), "cron_tick")),
          );
          return Number(found.find((one) => one !== null));
        }),
      );
      expect(ticks.sort()).toEqual(Array.from({ length: expected }, (_, n) => minute - (3 - n) * MINUTE_MS));
    } finally {
      await Promise.all(sides.map(({ queues }) => queues.close()));
      connection.disconnect();
    }
  });
});
