import fc from "fast-check";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cellOfName } from "../../src/domain/cells.js";
import { createLog } from "../../src/log.js";
import { allCells } from "../../src/store/cell.js";
import { connectionOptions } from "../../src/store/connection.js";
import { migrate } from "../../src/store/data-format.js";
import type { HomeCell } from "../../src/store/homes.js";
import { drainProject } from "../../src/store/project-drain.js";
import { clearLeft, moveProject } from "../../src/store/project-move.js";
import { Scripts } from "../../src/store/scripts.js";
import type { Store } from "../../src/store/store.js";
import { Queues } from "../../src/workers/queues.js";
import { Timetable } from "../../src/workers/timetable.js";
import type { Shown } from "../support/callers.js";
import { acquireRedis, type TestRedis } from "../support/redis.js";
import { Told } from "./moved-project.js";
import { SETTINGS } from "./settings.js";
import { StillGateway } from "./still-gateway.js";

const CELLS = 2;
const MINUTE_MS = 60_000;
const CRON = "* * * * *";
const SPEC = `UTC ${CRON}`;
const FIRST_TICKS_AGO = 9;

interface Side {
  readonly store: Store;
  readonly queues: Queues;
  readonly timetable: Timetable;
}

let server: TestRedis;
let redis: Redis;
let connection: Redis;
let cells: readonly HomeCell[];
let gateway: StillGateway;
let sides: readonly Side[];

beforeAll(async () => {
  server = await acquireRedis({ kind: "slots" });
  redis = new Redis(connectionOptions(server.url));
  connection = new Redis({ ...connectionOptions(server.url), maxRetriesPerRequest: null });
  const all = allCells(CELLS).all;
  cells = all.map((cell) => ({ cell, redis, scripts: new Scripts(redis, cell.keys, SETTINGS) }));
  for (const cell of all) await migrate(redis, cell, () => undefined);
  gateway = await StillGateway.start(redis, server.url, CELLS);
  sides = gateway.stores.all.map((store) => {
    const queues = new Queues(connection, store.cell.keys);
    const log = createLog("silent", false);
    return { store, queues, timetable: new Timetable({ ...store, queues, config: gateway.config, log }) };
  });
});
afterAll(async () => {
  await Promise.all(sides.map(({ queues }) => queues.close()));
  gateway.stop();
  connection.disconnect();
  redis.disconnect();
  await server.release();
});

/** A project with a job that a schedule triggers, and the ticks that were brought to its workers. */
class Scheduled extends Told {
  jobId = "";
  cell = cellOfName(this.project, CELLS);
  readonly brought: number[] = [];
  #nextMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - FIRST_TICKS_AGO * MINUTE_MS;

  async schedule(policy: string): Promise<void> {
    await this.begin();
    const job = { slug: "cron", name: "cron", project_id: this.project, cron: CRON, timezone: "UTC" };
    const made = await this.as(gateway, "POST", "/v1/jobs", { ...job, cron_overlap_policy: policy });
    this.jobId = made.body.id;
    await this.side.timetable.sync(this.jobId);
  }

  get side(): Side {
    const side = sides[this.cell];
    if (side === undefined) throw new RangeError("no such cell");
    return side;
  }

  /** The next tick, or several at once, as often as somebody brings it. */
  async tick(times: number, together: number): Promise<void> {
    const ticks = Array.from({ length: together }, (_, index) => this.#nextMs + index * MINUTE_MS);
    this.#nextMs += together * MINUTE_MS;
    if (this.#nextMs > Date.now()) return;
    this.brought.push(...ticks);
    for (let time = 0; time < times; time++) {
      // The order of those of one moment is the queue's.
      for (const tickMs of ticks) await this.side.timetable.tick({ job: this.jobId, spec: SPEC }, tickMs);
    }
  }

  async move(): Promise<void> {
    const to = (this.cell + 1) % CELLS;
    if ((await moveProject(cells, this.project, to)).outcome !== "moved") return;
    await clearLeft(cells, this.project);
    await gateway.homes.refresh();
    this.cell = to;
    await this.side.timetable.sync(this.jobId);
  }

  async found(): Promise<readonly Shown[]> {
    const { body } = await this.as(gateway, "GET", `/v1/runs?job_id=${this.jobId}&limit=100`);
    return body.data;
  }

  /** Of all runs that time has made, in order. */
  async ticked(): Promise<number[]> {
    const ticks = (await this.found()).map(async ({ id }) => {
      const found = await Promise.all(
        sides.map(({ store }) => redis.hget(store.cell.keys.partition("run", id), "cron_tick")),
      );
      return Number(found.find((one) => one !== null));
    });
    return (await Promise.all(ticks)).sort((left, right) => left - right);
  }
}

type Action =
  | { readonly what: "tick"; readonly times: number; readonly together: number }
  | { readonly what: "drain"; readonly lasts: number }
  | { readonly what: "work" | "move" | "sync" | "repair" | "rename" };

const actions: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ what: fc.constant("tick" as const), times: fc.integer({ min: 1, max: 2 }) },
      together: fc.integer({ min: 1, max: 2 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant("drain" as const),
      lasts: fc.constantFrom(60_000, 60_000, 1, 0),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constantFrom(...(["work", "work", "move", "sync", "repair", "rename"] as const)),
    }),
  },
);

const tick: Action = { what: "tick", times: 1, together: 1 };
const drain = (lasts: number): Action => ({ what: "drain", lasts });

describe("ticks of a job whose project drains", () => {
  test("come once each, whether it moves, is let go or its time is over", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(actions, { minLength: 4, maxLength: 12 }), async (steps) => {
        const project = new Scheduled([gateway], cells);
        await project.schedule("allow");
        for (const step of steps) {
          if (step.what === "tick") await project.tick(step.times, step.together);
          else if (step.what === "drain") {
            await drainProject(cells, project.project, step.lasts);
            if (step.lasts === 1) await new Promise((resolve) => setTimeout(resolve, 3));
          } else if (step.what === "work") await project.work(gateway);
          else if (step.what === "move") await project.move();
          else if (step.what === "rename") await project.rename(gateway, 1);
          else if (step.what === "sync") await project.side.timetable.sync(project.jobId);
          else await project.side.timetable.repair();
        }
        await drainProject(cells, project.project, 0);
        await project.side.timetable.repair();
        const ticked = await project.ticked();
        expect(ticked).toEqual([...new Set(ticked)]);
        expect(ticked.filter((at) => project.brought.includes(at))).toEqual(project.brought);
        expect(await project.side.store.jobs.jobsBehind()).toEqual([]);
      }),
      {
        numRuns: Number(process.env["MOVES"] ?? 8),
        examples: [
          // Put off, and the next one comes before anybody has made up for it: by itself, and with the move.
          [[tick, drain(60_000), tick, tick, drain(1), tick, tick]],
          [
            [
              tick,
              drain(60_000),
              tick,
              { what: "repair" },
              { what: "work" },
              { what: "rename" },
              { what: "move" },
              tick,
            ],
          ],
        ],
      },
    );
  }, 600_000);

  test("cancel nothing while they are put off", async () => {
    const project = new Scheduled([gateway], cells);
    await project.schedule("cancel_running");
    await project.tick(1, 1);
    await drainProject(cells, project.project, 60_000);
    await project.tick(1, 1);
    expect((await project.found()).map(({ status }) => status)).toEqual(["queued"]);
    await drainProject(cells, project.project, 0);
    await project.side.timetable.repair();
    const statuses = (await project.found()).map(({ status }) => status);
    expect(statuses[0]).toBe("queued");
    expect(new Set(statuses.slice(1))).toEqual(new Set(["canceled"]));
  });
});
