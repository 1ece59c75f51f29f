import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Cells, cellOfName } from "../../src/domain/cells.js";
import { type Failure, fail } from "../../src/domain/failures.js";
import { atHome } from "../../src/http/at-home.js";
import { ApiKeys } from "../../src/store/api-keys.js";
import { Cell } from "../../src/store/cell.js";
import { EventTriggers } from "../../src/store/event-triggers.js";
import { giveHome, HomeDirectory } from "../../src/store/home-directory.js";
import type { HomeCell } from "../../src/store/homes.js";
import { Projects } from "../../src/store/projects.js";
import { Scripts } from "../../src/store/scripts.js";
import { type OpenedScripts, openScripts } from "./opened.js";
import { SETTINGS } from "./settings.js";

const CELLS = 3;
const EVENT = { payload: "{}", sentBy: "me", bufferMs: 60_000, once: undefined };

let opened: OpenedScripts;
let cells: readonly HomeCell[];

beforeAll(async () => {
  // Its cells are in several slots: of a cluster one connection would reach one.
  opened = await openScripts(SETTINGS, { kind: "slots" });
  const { redis } = opened;
  cells = Array.from({ length: CELLS }, (_, number) => {
    const cell = new Cell(number, CELLS);
    return { cell, redis, scripts: new Scripts(redis, cell.keys, SETTINGS) };
  });
});
afterAll(() => opened.close());

const newProject = (): string => `project-${crypto.randomUUID()}`;

/** What a gateway does, which looks into the directory only when it is told to. */
class StillGateway {
  readonly directory = new HomeDirectory();
  readonly #cells = new Cells(cells, this.directory.homes);

  static async begun(): Promise<StillGateway> {
    const gateway = new StillGateway();
    await gateway.directory.start(cells);
    gateway.directory.stop();
    return gateway;
  }

  cellOf(project: string): HomeCell {
    return this.#cells.ofProject(project);
  }

  create(project: string): Promise<{ made: string } | Failure> {
    return atHome(this.directory, async () => {
      const { redis, scripts } = this.cellOf(project);
      const made = await new Projects(redis, scripts).create({ id: project, name: "n", createdAtMs: 1 });
      return made === "created" ? { made } : fail(made);
    });
  }

  send(project: string): Promise<{ made: string } | Failure> {
    return atHome(this.directory, async () => {
      const { redis, scripts } = this.cellOf(project);
      const { outcome } = await new EventTriggers(scripts, redis).send(project, "key", EVENT);
      return outcome === "buffered" ? { made: outcome } : fail("project_elsewhere");
    });
  }
}

/** A `bosporus cells place` that stops before one of its steps, and goes on when it is told to, or never. */
class Placing {
  readonly #steps: number;
  #goOn: () => void = () => undefined;
  readonly #told: Promise<void>;
  #stopped: () => void = () => undefined;
  readonly ended: Promise<string>;
  readonly stopped: Promise<unknown>;

  constructor(project: string, to: number, steps: number) {
    this.#steps = steps;
    this.#told = new Promise((resolve) => {
      this.#goOn = resolve;
    });
    const stopped = new Promise<void>((resolve) => {
      this.#stopped = resolve;
    });
    let step = 0;
    const stepwise = cells.map(({ cell, redis, scripts }): HomeCell => {
      const run = async (...given: Parameters<Scripts["run"]>) => {
        if (step++ === this.#steps) {
          this.#stopped();
          await this.#told;
        }
        return scripts.run(...given);
      };
      return { cell, redis, scripts: Object.assign(Object.create(scripts), { run }) };
    });
    this.ended = giveHome(stepwise, project, to).then(({ outcome }) => outcome);
    this.stopped = Promise.race([this.ended, stopped]);
  }

  goOn(): Promise<string> {
    this.#goOn();
    return this.ended;
  }
}

/** The cells that have something of the project. */
async function has(project: string): Promise<number[]> {
  const counts = await Promise.all(
    cells.map(({ cell: { keys }, redis }) =>
      redis.exists(keys.catalog("project", project), keys.catalog("early_event", project, "key")),
    ),
  );
  return counts.flatMap((count, cell) => (count > 0 ? [cell] : []));
}

type Action =
  | { readonly what: "place"; readonly cellsOn: number; readonly steps: number }
  | { readonly what: "go on"; readonly which: number }
  | { readonly what: "look" | "create" | "send"; readonly who: number };

/** `cellsOn`: from the cell that the name of the project leads to. */
const place = (cellsOn: number, steps = 9): Action => ({ what: "place", cellsOn, steps });
const cellsOn = fc.nat(CELLS - 1);
const actions: fc.Arbitrary<Action> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ what: fc.constant("place" as const), cellsOn, steps: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant("go on" as const), which: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant("look" as const), who: fc.nat(1) }) },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constantFrom("create" as const, "send" as const), who: fc.nat(1) }),
  },
);

describe("a project", () => {
  test("lies in one cell, whoever places it, dies meanwhile, or does not know of it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(actions, { minLength: 4, maxLength: 14 }), async (steps) => {
        const project = newProject();
        const gateways = [await StillGateway.begun(), await StillGateway.begun()];
        const placings: Placing[] = [];
        let home: number | undefined;
        for (const step of steps) {
          if (step.what === "place") {
            const to = (cellOfName(project, CELLS) + step.cellsOn) % CELLS;
            const placing = new Placing(project, to, step.steps);
            placings.push(placing);
            await placing.stopped;
          } else if (step.what === "go on") {
            await placings[step.which % Math.max(1, placings.length)]?.goOn();
          } else {
            const gateway = gateways[step.who] as StillGateway;
            if (step.what === "look") await gateway.directory.refresh();
            else {
              const answer =
                step.what === "create" ? await gateway.create(project) : await gateway.send(project);
              expect(answer).not.toMatchObject({ failure: "project_elsewhere" });
            }
          }
          const found = await has(project);
          expect(found.length).toBeLessThanOrEqual(1);
          // Once something of it is there it stays, and whoever looks finds it.
          home ??= found[0];
          expect(found[0]).toBe(home);
          if (home !== undefined) expect((await StillGateway.begun()).cellOf(project).cell.number).toBe(home);
        }
        // Of those that have died nothing is in the way.
        for (const gateway of gateways) {
          const answer = await gateway.create(project);
          if ("failure" in answer) expect(answer.failure).toBe("project_exists");
          expect(await has(project)).toEqual([home ?? gateway.cellOf(project).cell.number]);
        }
      }),
      {
        numRuns: 60,
        examples: [
          // Two at once: who comes late takes nothing from the other.
          [[place(1, 0), place(2), { what: "create", who: 0 }, { what: "go on", which: 0 }]],
          // Back where it was before, which says that it has left until somebody looks.
          [[place(1), place(0, 1), { what: "create", who: 0 }]],
          // A step of one that was forgotten long ago.
          [[place(1, 1), place(2), place(1), place(0), { what: "go on", which: 0 }]],
        ],
      },
    );
  });

  test("that has, or had, something is not placed: whatever it is", async () => {
    const gateway = await StillGateway.begun();
    const to = (project: string): number => (cellOfName(project, CELLS) + 1) % CELLS;
    const own = (project: string): HomeCell => gateway.cellOf(project);
    const firsts: Record<string, (project: string) => Promise<unknown>> = {
      project: (project) => gateway.create(project),
      event: (project) => gateway.send(project),
      key: (project) => {
        const { redis, scripts } = own(project);
        const key = { projectId: project, name: "n", scopes: [], expiresInMs: 0 };
        return new ApiKeys(redis, scripts).create(`strait_${project}`, key);
      },
      "configured key": (project) =>
        new ApiKeys(own(project).redis, own(project).scripts).putBootstrap(`strait_${project}`, project),
      job: (projectId) =>
        own(projectId).scripts.run("create-job", {
          ...{ projectId, slug: "s", jobId: own(projectId).cell.newId(), schedule: "", lookAt: undefined },
          fields: ["project_id", projectId, "slug", "s", "execution_mode", "worker"],
        }),
      "deleted job": async (projectId) => {
        const { scripts, cell: at } = own(projectId);
        const jobId = at.newId();
        await scripts.run("create-job", {
          ...{ projectId, slug: "s", jobId, schedule: "", lookAt: undefined },
          fields: ["project_id", projectId, "slug", "s", "execution_mode", "worker"],
        });
        expect((await scripts.run("delete-job", { projectId, jobId })).outcome).toBe("deleted");
      },
      "deleted project": async (project) => {
        await gateway.create(project);
        const { redis, scripts } = own(project);
        expect(await new Projects(redis, scripts).delete(project)).toBe("deleted");
      },
      subscription: (projectId) =>
        own(projectId).scripts.run("write-webhook", { projectId, id: "i", before: "", after: "- {}" }),
    };
    for (const [name, first] of Object.entries(firsts)) {
      const project = newProject();
      await first(project);
      expect([name, (await giveHome(cells, project, to(project))).outcome]).toEqual([name, "in_use"]);
      expect((await giveHome(cells, project, cellOfName(project, CELLS))).outcome).toBe("given");
      // And each of them is refused where a project does not lie.
      const placed = newProject();
      expect((await giveHome(cells, placed, to(placed))).outcome).toBe("given");
      const before = await own(placed).redis.dbsize();
      await first(placed).catch(() => undefined);
      if (name !== "project" && name !== "event" && name !== "deleted project")
        expect([name, await own(placed).redis.dbsize()]).toEqual([name, before]);
    }
  });

  test("is told to its cell by whoever looks, as often as that takes", async () => {
    const project = newProject();
    const from = cellOfName(project, CELLS);
    const home = cells[from] as HomeCell;
    expect((await giveHome(cells, project, (from + 1) % CELLS)).outcome).toBe("given");
    const died = new Placing(project, from, 1);
    await died.stopped;
    const directory = new HomeDirectory();
    const untellable = Object.create(home.scripts);
    untellable.run = () => Promise.reject(new Error("away"));
    const own = { ...home, scripts: untellable };
    await directory.start(cells.map((one) => (one === home ? own : one)));
    directory.stop();
    const knows = () => home.redis.hget(home.cell.keys.catalog("homes"), project);
    expect(await knows()).toBe(`1 ${(from + 1) % CELLS}`);
    own.scripts = home.scripts;
    await directory.refresh();
    expect(await knows()).toBe("2 here");
  });

  test("lies where the cell that it was given says when the one that it has left has lost that, and not otherwise", async () => {
    const project = newProject();
    const from = cellOfName(project, CELLS);
    const to = (from + 1) % CELLS;
    expect((await giveHome(cells, project, to)).outcome).toBe("given");
    const gateway = await StillGateway.begun();
    for (const [loser, home] of [
      [from, to],
      [to, from],
    ] as const) {
      const { redis, cell: at } = cells[loser] as HomeCell;
      await redis.hdel(at.keys.catalog("homes"), project, "");
      await gateway.directory.refresh();
      expect(gateway.cellOf(project).cell.number).toBe(home);
      expect((await StillGateway.begun()).cellOf(project).cell.number).toBe(home);
    }
  });

  test("is not placed within a day of an upgrade, nor beyond a bound, nor under what is no id", async () => {
    const project = newProject();
    const from = cellOfName(project, CELLS);
    const { redis, cell: at } = cells[from] as HomeCell;
    const to = (from + 1) % CELLS;
    await redis.set(at.keys.catalog("upgraded"), "1", "PX", 60_000);
    expect((await giveHome(cells, project, to)).outcome).toBe("upgraded");
    await redis.del(at.keys.catalog("upgraded"));
    const key = at.keys.catalog("homes");
    const many = Array.from({ length: 1001 }, (_, n) => [`filler-${n}`, "1 here"]).flat();
    await redis.hset(key, ...many);
    expect((await giveHome(cells, project, to)).outcome).toBe("too_many");
    const other = Array.from({ length: 99 }, newProject).find((name) => cellOfName(name, CELLS) === to) ?? "";
    expect((await giveHome(cells, other, from)).outcome).toBe("too_many");
    await redis.hdel(key, ...many.filter((_, at) => at % 2 === 0));
    await expect(giveHome(cells, "a:b", to)).rejects.toThrow("not the id of a project");
    await expect(giveHome(cells, project, CELLS)).rejects.toThrow("no such cell: there are 3, from 0 to 2");
    expect((await giveHome(cells, project, to)).outcome).toBe("given");
  });
});
