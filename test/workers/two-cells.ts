import type { Redis } from "ioredis";
import { pino } from "pino";
import type { Job } from "../../src/api/job.js";
import { newJob } from "../../src/api/job-changes.js";
import { runFields } from "../../src/api/run-fields.js";
import { type Failure, isFailure } from "../../src/domain/failures.js";
import { newId } from "../../src/domain/ids.js";
import { AwayRuns } from "../../src/store/away-runs.js";
import { Cell } from "../../src/store/cell.js";
import { type AwaySpawn, ExecutorCommands } from "../../src/store/executor-commands.js";
import { Jobs } from "../../src/store/jobs.js";
import { Scripts } from "../../src/store/scripts.js";
import { Errands } from "../../src/workers/errands.js";
import { type OpenedScripts, openScripts } from "../store/opened.js";
import { SETTINGS } from "../store/settings.js";
import { triggerRun } from "../store/triggered-run.js";
import { runUnder } from "../support/stored-run.js";

/** A run that has ended may leave at once. */
export const OWN_SETTINGS = { ...SETTINGS, retentionShortMs: 0, retentionLongMs: 0 };

/** What becomes of a command of an errand when the worker dies: before it was given, or after. */
export type Death = "no" | "before" | "after";

class DeathError extends Error {}

interface AskedFor {
  readonly idempotencyKey?: string;
  readonly awaits?: boolean;
  readonly gone?: string;
  /** "" for none. */
  readonly payload?: string;
}

export interface Errand {
  readonly side: Side;
  readonly run: string;
  readonly number: string;
}

/** One cell, with a project and a pull job. */
export interface Side {
  readonly cell: Cell;
  readonly scripts: Scripts;
  readonly executor: ExecutorCommands;
  readonly away: AwayRuns;
  readonly job: Job;
}

/** Two cells on a Redis of their own, and a worker that does errands of both and dies when it has to. */
export class TwoCells {
  readonly redis: Redis;
  readonly #close: OpenedScripts["close"];
  #sides: readonly Side[] = [];
  /** For each command of errands, in turn; none left: the worker lives. */
  deaths: Death[] = [];
  /** Children that were made. */
  made = 0;

  private constructor({ redis, close }: OpenedScripts) {
    this.redis = redis;
    this.#close = close;
  }

  static async open(): Promise<TwoCells> {
    const cells = new TwoCells(await openScripts(OWN_SETTINGS, { kind: "slots" }));
    cells.#sides = await Promise.all([0, 1].map((number) => cells.#side(number)));
    return cells;
  }

  close(): Promise<void> {
    return this.#close();
  }

  async #side(number: number): Promise<Side> {
    const cell = new Cell(number, 2);
    const scripts = new Scripts(this.redis, cell.keys, OWN_SETTINGS);
    const input = {
      ...{ project_id: `project-${number}`, name: "j", slug: "j" },
      execution_mode: "worker" as const,
    };
    const job = newJob(input, cell.newId(), Date.now(), { maxAttempts: 1, timeoutSecs: 60 });
    await new Jobs(scripts, this.redis).create(job, "", undefined);
    const executor = new ExecutorCommands(scripts);
    return { cell, scripts, executor, away: new AwayRuns(scripts, this.redis), job };
  }

  /** Where an id is. */
  of(id: string): Side {
    return this.#at(Number.parseInt(id.slice(-2), 16) % 2);
  }

  #at(number: number): Side {
    const side = this.#sides[number];
    if (side === undefined) throw new RangeError(`there is no cell ${number}`);
    return side;
  }

  /** A run in the first cell. */
  async trigger(): Promise<string> {
    const { cell, scripts, job } = this.#at(0);
    return triggerRun({ redis: this.redis, scripts }, job, { runId: cell.newId() });
  }

  /** A child of the run, in the other cell. */
  async spawn(parent: string, more: AskedFor = {}): Promise<AwaySpawn> {
    const spawned = await this.trySpawn(parent, more);
    if (isFailure(spawned)) throw new Error(spawned.failure);
    return spawned;
  }

  async trySpawn(
    parent: string,
    { idempotencyKey, awaits = true, gone, payload = '"p"' }: AskedFor,
    executor = this.of(parent).executor,
  ): Promise<AwaySpawn | Failure> {
    const own = this.of(parent);
    const { job, cell } = this.#at(1 - own.cell.number);
    const spawned = await executor.spawnAway(
      { runId: parent, attempt: 1 },
      {
        child: {
          ...{ jobId: job.id, projectId: job.project_id, executionMode: "worker" },
          fields: runFields(job, {
            payload: payload === "" ? undefined : payload,
            actor: "a",
            triggeredBy: "spawn",
          }),
        },
        ...{ childId: cell.newId(), awaitSecs: 60, gone, idempotencyKey },
        triggerId: awaits ? own.cell.newId() : undefined,
      },
    );
    if (spawned === "refused" || "child" in spawned) throw new Error("the job takes it, in the other cell");
    return spawned;
  }

  run(id: string): Promise<Record<string, string>> {
    return runUnder(this.redis, this.of(id).cell.keys.partition("run", id));
  }

  /** "left" for a run that is not there. */
  async status(id: string): Promise<string> {
    return (await this.run(id))["status"] ?? "left";
  }

  /** What a parent counts: open descendants, and bytes of open children. */
  async counted(parent: string): Promise<readonly number[]> {
    const { open_descendants = 0, open_child_bytes = 0 } = await this.run(parent);
    return [Number(open_descendants), Number(open_child_bytes)];
  }

  complete(id: string): Promise<unknown> {
    return this.of(id).executor.complete({ runId: id, attempt: 1 }, "1", "");
  }

  cancel(id: string): Promise<unknown> {
    const { scripts, job } = this.of(id);
    return scripts.run("cancel", { runId: id, projectId: job.project_id, grace: 0 });
  }

  /** What the sweep does, now; the outcome. */
  async advance(id: string): Promise<string> {
    await this.redis.zadd(this.of(id).cell.keys.partition("due"), "XX", 1, id);
    return (await this.of(id).scripts.run("advance", { id, random: 0, newRunId: newId() })).outcome;
  }

  /** What is to be done in both. */
  async errands(): Promise<readonly Errand[]> {
    const found: Errand[] = [];
    for (const side of this.#sides) {
      for (const member of await this.redis.zrange(side.cell.keys.partition("errands"), 0, -1)) {
        const [run = "", number = ""] = member.split(" ");
        found.push({ side, run, number });
      }
    }
    return found;
  }

  /** Does errands one after the other, by a worker that may die. */
  async work(errands: readonly Errand[]): Promise<void> {
    for (const { side, run, number } of errands) {
      const own = new Errands(
        this.#mortal(side),
        (id) => this.#mortal(this.of(id)),
        pino({ level: "silent" }),
      );
      await own.process({ kind: "errand", run, number }).catch((error: unknown) => {
        if (!(error instanceof DeathError)) throw error;
      });
    }
  }

  /** Does what is to be done until nothing is; throws when that never comes. */
  async drain(): Promise<void> {
    for (let round = 0; round < 20; round++) {
      const errands = await this.errands();
      if (errands.length === 0) return;
      await this.work(errands);
    }
    throw new Error("errands are never done");
  }

  #mortal({ away }: Side): AwayRuns {
    return new Proxy(away, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== "function") return member;
        return async (...args: unknown[]) => {
          const death = this.deaths.shift() ?? "no";
          if (death === "before") throw new DeathError();
          const result: unknown = await member.apply(target, args);
          if (result === "created") this.made++;
          if (death === "after") throw new DeathError();
          return result;
        };
      },
    });
  }
}
