import { setTimeout as passed } from "node:timers/promises";
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
import { drainProject } from "../../src/store/project-drain.js";
import { Scripts } from "../../src/store/scripts.js";
import { Queues } from "../../src/workers/queues.js";
import { Timetable } from "../../src/workers/timetable.js";
import { allPages } from "../support/callers.js";
import { acquireRedis, type TestRedis } from "../support/redis.js";
import { Moving, Told } from "./moved-project.js";
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
  /** For so many ms, 0 to end it. */
  | { readonly what: "drain"; readonly lasts: number }
  | { readonly what: "rename"; readonly who: number; readonly job: number }
  | { readonly what: "look" | "work" | "key" | "job"; readonly who: number };

const trigger = (who: number, key: number): Action => ({ what: "trigger", who, job: 0, key });
const bulk = (who: number): Action => ({ what: "bulk", who, job: 0, keys: [0], named: true });
const drain = (lasts: number): Action => ({ what: "drain", lasts });
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
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant("drain" as const),
      lasts: fc.constantFrom(60_000, 60_000, 1, 0),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("rename" as const), who, job }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constantFrom("work" as const, "look" as const), who }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constantFrom("key" as const, "job" as const), who }) },
);

describe("a project with jobs and runs", () => {
  test("moves between cells with nothing lost and nothing done twice, whoever dies meanwhile or does not know", async () => {
    const seen = new Map<string, number>();
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(actions, { minLength: 8, maxLength: 24 }), async (steps) => {
        const project = new Told(gateways, cells);
        await project.begin();
        const movings: Moving[] = [];
        for (const step of steps) {
          if (step.what === "move") {
            const to = (cellOfName(project.project, CELLS) + step.cellsOn) % CELLS;
            const moving = new Moving(cells, project.project, to, step.steps);
            movings.push(moving);
            await moving.stopped;
            moving.ended.then((outcome) => seen.set(outcome, (seen.get(outcome) ?? 0) + 1));
          } else if (step.what === "go on") {
            await movings[step.which % Math.max(1, movings.length)]?.goOn();
          } else if (step.what === "drain") {
            await drainProject(cells, project.project, step.lasts);
            // Over by itself.
            if (step.lasts === 1) await passed(3);
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
        await project.check(knowing);
        refused += project.refused;
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
          // While a run ends: jobs of before, one that is changed and one that is new begin nothing; then they move, and do.
          [
            [
              ...[
                trigger(0, 3),
                drain(60_000),
                trigger(1, 3),
                trigger(0, 0),
                { what: "rename", who: 1, job: 0 },
              ],
              ...[
                trigger(1, 4),
                { what: "job", who: 0 },
                { what: "trigger", who: 1, job: 1, key: 0 },
                bulk(0),
                move(1),
              ],
              ...[{ what: "work", who: 0 }, move(1), trigger(1, 0), { what: "work", who: 1 }, drain(60_000)],
              ...[trigger(0, 0), drain(1), trigger(0, 0), drain(60_000), drain(0), trigger(0, 4)],
            ] as Action[],
          ],
          // A job that is new where the project came back to, while a gateway takes it to be on its way there.
          ...[0, 1].map((which): [Action[]] => [
            [
              ...[move(1), move(0, 1), { what: "rename", who: 0, job: 0 }, { what: "job", who: 1 }],
              ...[{ what: "work", who: 0 }, trigger(1, 0)],
              which === 0 ? { what: "trigger", who: 0, job: 1, key: 0 } : { what: "rename", who: 0, job: 1 },
              ...[trigger(0, 0), trigger(0, 0)],
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
    expect(refused).toBeGreaterThan(0);
  }, 600_000);
});

describe("ticks of a job whose project moves", () => {
  const MINUTE_MS = 60_000;
  const CRON = "* * * * *";

  test("come once each, those of the time in which it was on its way too", async () => {
    const connection = new Redis({ ...connectionOptions(server.url), maxRetriesPerRequest: null });
    const told = new Told(gateways, cells);
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
      const moving = new Moving(cells, told.project, to, 1);
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
