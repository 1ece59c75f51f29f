import fc from "fast-check";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { isFailure } from "../../src/domain/failures.js";
import type { AwayRuns } from "../../src/store/away-runs.js";
import { RedisUnavailableError } from "../../src/store/connection.js";
import { ExecutorCommands } from "../../src/store/executor-commands.js";
import { Scripts } from "../../src/store/scripts.js";
import { Errands } from "../../src/workers/errands.js";
import { type Death, type Errand, OWN_SETTINGS, TwoCells } from "./two-cells.js";

let cells: TwoCells;

beforeAll(async () => {
  cells = await TwoCells.open();
});
beforeEach(() => {
  cells.deaths = [];
});
afterAll(() => cells.close());

/** The parent and its child in the other cell, as a test goes on with them. */
class Family {
  readonly parent: string;
  readonly child: string;
  readonly awaits: boolean;
  readonly grandchildren: string[] = [];
  /** All errands there ever were. */
  readonly seen: Errand[] = [];
  wasCanceled = false;

  private constructor(parent: string, child: string, awaits: boolean) {
    this.parent = parent;
    this.child = child;
    this.awaits = awaits;
  }

  static async start(awaits: boolean, payload: string): Promise<Family> {
    const parent = await cells.trigger();
    const { childId } = await cells.spawn(parent, { awaits, payload, idempotencyKey: "k" });
    return new Family(parent, childId, awaits);
  }

  async act(what: Act): Promise<void> {
    this.seen.push(...(await cells.errands()));
    if (what === "work") return cells.work(await cells.errands());
    if (what === "work again") return cells.work(this.seen);
    if (what === "end") return void (await cells.complete(this.child));
    if (what === "cancel") {
      this.wasCanceled = true;
      return void (await cells.cancel(this.parent));
    }
    if (what === "leave") {
      for (const id of [this.child, this.parent]) if (await this.#hasEnded(id)) await cells.advance(id);
      return;
    }
    if (what === "repeat") {
      const again = await cells.trySpawn(this.parent, { awaits: false, idempotencyKey: "k" });
      if (!isFailure(again)) expect(again.childId).toBe(this.child);
      return;
    }
    if (!["queued", "executing"].includes(await cells.status(this.child))) return;
    const idempotencyKey = String(this.grandchildren.length);
    const { childId } = await cells.spawn(this.child, { awaits: false, idempotencyKey });
    this.grandchildren.push(childId);
  }

  async #hasEnded(id: string): Promise<boolean> {
    return ["completed", "canceled"].includes(await cells.status(id));
  }
}

const ACTS = ["work", "work again", "end", "cancel", "leave", "repeat", "spawn"] as const;
type Act = (typeof ACTS)[number];

const act = fc.oneof({ weight: 2, arbitrary: fc.constant<Act>("work") }, fc.constantFrom(...ACTS));
const deaths = fc.array(fc.constantFrom<Death>("no", "no", "before", "after"));

describe("a child in another cell", () => {
  it("is made once and its end is told once, wherever workers die, whatever is repeated", async () => {
    const steps = fc.array(fc.tuple(act, deaths), { maxLength: 14 });
    await fc.assert(
      fc.asyncProperty(steps, fc.boolean(), fc.constantFrom("", '"p"'), async (list, awaits, payload) => {
        cells.made = 0;
        const family = await Family.start(awaits, payload);
        for (const [what, deadly] of list) {
          cells.deaths = [...deadly];
          await family.act(what);
        }
        cells.deaths = [];
        await cells.drain();
        const { parent, child, grandchildren, seen, wasCanceled } = family;
        for (const id of [...grandchildren, child]) {
          await cells.complete(id);
          await cells.drain();
        }
        // One that was woken begins with its next call.
        const goesOn = awaits ? ["queued", "executing"] : ["executing"];
        expect(wasCanceled ? ["canceled", "left"] : goesOn).toContain(await cells.status(parent));
        expect(await cells.counted(parent)).toEqual([0, 0]);
        expect(await cells.redis.exists(cells.of(parent).cell.keys.partition("away", parent))).toBe(0);
        for (const id of [...grandchildren, child]) {
          await cells.advance(id);
          expect(await cells.status(id)).toBe("left");
        }
        await cells.work(seen);
        expect(cells.made).toBe(1 + grandchildren.length);
        expect(await cells.errands()).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("is canceled with its parent, even before it was made", async () => {
    for (const isMade of [true, false]) {
      const parent = await cells.trigger();
      const { childId } = await cells.spawn(parent);
      if (isMade) await cells.drain();
      await cells.cancel(parent);
      // The cancel comes first.
      await cells.work(
        [...(await cells.errands())].sort((one, other) => (one.number < other.number ? -1 : 1)),
      );
      await cells.drain();
      const { status, error } = await cells.run(childId);
      expect([status, error]).toEqual(["canceled", "parent run canceled"]);
      expect(await cells.counted(parent)).toEqual([0, 0]);
    }
  });

  it("does not leave before its end is told, nor does its parent", async () => {
    const parent = await cells.trigger();
    const { childId, toMake } = await cells.spawn(parent, { awaits: false });
    await cells.complete(parent);
    expect(await cells.advance(parent)).toBe("early");
    await cells.drain();
    await cells.complete(childId);
    expect(await cells.advance(childId)).toBe("early");
    await cells.drain();
    expect(await cells.advance(childId)).toBe("purged");
    expect(await cells.advance(parent)).toBe("purged");
    // A worker that was asleep all the time, with what it had read before.
    if (toMake === undefined) throw new Error("nobody has made it");
    expect(await cells.of(childId).away.arrive(childId, parent, toMake)).toBe("exists");
    expect(await cells.status(childId)).toBe("left");
  });

  it("has not ended while a child of its own is open", async () => {
    const parent = await cells.trigger();
    const { childId } = await cells.spawn(parent);
    await cells.drain();
    const { childId: grandchild } = await cells.spawn(childId, { awaits: false });
    await cells.complete(childId);
    await cells.drain();
    await cells.work([{ side: cells.of(childId), run: childId, number: "tell.1" }]);
    expect(await cells.status(parent)).toBe("waiting");
    await cells.complete(grandchild);
    await cells.drain();
    expect(await cells.status(parent)).toBe("queued");
  });

  it("is refused where there are too many levels above it", async () => {
    const parent = await cells.trigger();
    const { childId: first } = await cells.spawn(parent, { awaits: false });
    await cells.drain();
    const { childId: second } = await cells.spawn(first, { awaits: false });
    await cells.drain();
    const { keys } = cells.of(second).cell;
    const depth = (spawnDepth: number) =>
      new ExecutorCommands(new Scripts(cells.redis, keys, { ...OWN_SETTINGS, spawnDepth }));
    expect(await cells.trySpawn(second, { awaits: false }, depth(2))).toEqual({ failure: "too_deep" });
    expect(isFailure(await cells.trySpawn(second, { awaits: false }, depth(3)))).toBe(false);
  });

  it("is made anew for its idempotency key once it has left, and not while it is open", async () => {
    const parent = await cells.trigger();
    const key = { idempotencyKey: "k", awaits: false };
    const { childId } = await cells.spawn(parent, key);
    expect((await cells.spawn(parent, { ...key, gone: childId })).childId).toBe(childId);
    await cells.drain();
    await cells.complete(childId);
    await cells.drain();
    expect((await cells.spawn(parent, key)).childId).toBe(childId);
    expect((await cells.spawn(parent, { ...key, gone: childId })).childId).not.toBe(childId);
  });

  it("of a job that is not there any more counts as ended", async () => {
    const parent = await cells.trigger();
    const { childId } = await cells.spawn(parent);
    const { cell, job } = cells.of(childId);
    const key = cell.keys.catalog("job", job.id);
    await cells.redis.rename(key, `${key}:away`);
    await cells.drain();
    await cells.redis.rename(`${key}:away`, key);
    expect(await cells.status(parent)).toBe("queued");
    expect(await cells.counted(parent)).toEqual([0, 0]);
  });

  it("is asked for again while its cell cannot be used, and handed over again when that was lost", async () => {
    await cells.drain();
    const parent = await cells.trigger();
    const { childId } = await cells.spawn(parent);
    const { away, cell, scripts } = cells.of(parent);
    const job = { kind: "errand" as const, run: parent, number: `make.${childId}` };
    const log = pino({ level: "silent" });
    const broken = { arrive: () => Promise.reject(new RedisUnavailableError("away")) };
    for (const reached of [undefined, broken as unknown as AwayRuns]) {
      expect(await new Errands(away, () => reached, log).process(job)).toBeGreaterThan(0);
    }
    expect(await cells.errands()).toMatchObject([{ run: parent, number: job.number }]);
    await cells.redis.del(cell.keys.partition("outbox"));
    await cells.redis.zadd(cell.keys.partition("errands"), 1, `${parent} ${job.number}`);
    await scripts.run("repair-follow", { most: 10 });
    const [[, fields] = ["", []]] = await cells.redis.xrange(cell.keys.partition("outbox"), "-", "+");
    expect(fields).toEqual(expect.arrayContaining(["errand", parent, job.number]));
  });
});
