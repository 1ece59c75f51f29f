import fc from "fast-check";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isFailure } from "../../src/domain/failures.js";
import { newId } from "../../src/domain/ids.js";
import { LIMITS } from "../../src/domain/limits.js";
import { ExecutorCommands } from "../../src/store/executor-commands.js";
import { JobMemory } from "../../src/store/memory.js";
import { Records } from "../../src/store/records.js";
import type { Scripts } from "../../src/store/scripts.js";
import { ScriptError } from "../../src/store/waiting-commands.js";
import { storedRun } from "../support/stored-run.js";
import { type OpenedScripts, openScripts } from "./opened.js";

let redis: Redis;
let scripts: Scripts;
let close: OpenedScripts["close"];

beforeAll(async () => {
  ({ redis, scripts, close } = await openScripts());
  await scripts.load();
  const run = { status: "executing", attempt: "1", job_id: "j", project_id: "p", created_at: "1" };
  await redis.hset(scripts.keys.partition("run", RUN), storedRun(run));
  await redis.set(scripts.keys.partition("run", DAMAGED), "no hash");
});
afterAll(() => close());

const DAMAGED = "10000000-0000-7000-8000-000000000000";
const RUN = "00000000-0000-7000-8000-000000000000";
const IDENTITY = { runId: RUN, attempt: 1 };
const MOST = LIMITS.groupBytes;
const SIZES = fc.array(fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 400_000 })), {
  minLength: 1,
  maxLength: 60,
});

/** Of what a run may keep, more than one call answers. */
const MANY = fc.array(fc.integer({ min: 30_000, max: 60_000 }), { minLength: 40, maxLength: 60 });

/** Calls of the library, and what they have answered, since the last question. */
async function counted(): Promise<{ calls: number; bytes: number }> {
  const [commands, stats] = [await redis.info("commandstats"), await redis.info("stats")];
  await redis.config("RESETSTAT");
  return {
    calls: Number(/cmdstat_fcall:calls=(\d+)/.exec(commands)?.[1] ?? 0),
    bytes: Number(/total_net_output_bytes:(\d+)/.exec(stats)?.[1]),
  };
}

/** Of calls that answer so much, each may be above the bound with its last command only. */
function leastCalls(bytes: number, largest: number): number {
  return Math.ceil(bytes / (MOST + largest));
}

test("commands that answer much together are given in several calls, each once, with its own reply", async () => {
  await fc.assert(
    fc.asyncProperty(SIZES, async (sizes) => {
      const texts = sizes.map((size, index) => `200 ${index} ${"x".repeat(size)}`);
      for (const [index, reply] of texts.entries()) {
        await scripts.run("keep-reply", { digest: String(index), reply });
      }
      await counted();
      const replies = await Promise.all(
        texts.map((_, index) => scripts.run("reserve-reply", { digest: String(index), reservation: "r" })),
      );
      expect(replies).toEqual(texts.map((reply) => ({ outcome: "kept", reply })));
      const { calls } = await counted();
      const total = texts.reduce((sum, { length }) => sum + length, 0);
      expect(calls).toBeGreaterThanOrEqual(leastCalls(total, Math.max(...texts.map(({ length }) => length))));
      expect([scripts.crowd.pending, scripts.crowd.waiting]).toEqual([0, 0]);
    }),
    { numRuns: 15 },
  );
});

test("triggers that were held back become runs in several calls when they are large", async () => {
  await fc.assert(
    fc.asyncProperty(MANY, async (sizes) => {
      const ids = sizes.map(() => newId());
      for (const [index, id] of ids.entries()) {
        const held = { name: `debounce ${index}`, kind: "debounce", job: "j", fire_at: "1" };
        await redis.hset(scripts.keys.partition("held", id), {
          ...held,
          "=payload": "x".repeat(sizes[index] ?? 0),
        });
      }
      await counted();
      const replies = await Promise.all(
        ids.map((id) => scripts.run("advance", { id, random: 0.5, newRunId: newId() })),
      );
      // Their job is not there any more.
      expect(new Set(replies.map(({ outcome }) => outcome))).toEqual(new Set(["nothing"]));
      const { calls } = await counted();
      const total = sizes.reduce((sum, size) => sum + size, 0);
      expect(calls).toBeGreaterThanOrEqual(leastCalls(total, Math.max(...sizes)));
    }),
    { numRuns: 5 },
  );
});

test("commands that answer a number, or fail, leave the others of their call alone", async () => {
  const fails = scripts.run("advance", { id: DAMAGED, random: 0.5, newRunId: newId() });
  const [failed, number, kept] = await Promise.all([
    fails.catch((error: unknown) => error),
    scripts.run("set-aside", { runId: newId() }),
    scripts.run("reserve-reply", { digest: newId(), reservation: "r" }),
  ]);
  expect(failed).toBeInstanceOf(ScriptError);
  expect([number, kept]).toEqual([expect.any(Number), { outcome: "reserved" }]);
});

test("commands whose arguments are large leave in several calls", async () => {
  const texts = Array.from({ length: 20 }, (_, index) => `200 ${index} ${"x".repeat(100_000)}`);
  await counted();
  await Promise.all(texts.map((reply, index) => scripts.run("keep-reply", { digest: String(index), reply })));
  expect((await counted()).calls).toBeGreaterThanOrEqual(leastCalls(20 * 100_000, 100_000));
});

const STATE = { key: () => scripts.keys.partition("state", RUN), head: () => "1" };
const OUTPUTS = { key: () => scripts.keys.partition("outputs", RUN), head: () => `${RUN} 1` };
const MEMORY = {
  key: () => scripts.keys.catalog("job_memory", "j"),
  head: (size: number) => `id 1 1 0 ${size}`,
};

test.each([
  ["state of an executor", STATE, async () => (await ofExecutor()).entries],
  ["memory of an executor", MEMORY, async () => (await ofMemory()).entries],
  ["state", STATE, () => new Records(scripts, redis).states(RUN)],
  ["list of outputs", OUTPUTS, () => new Records(scripts, redis).outputs(RUN)],
  ["memory", MEMORY, () => new Records(scripts, redis).jobMemory("j")],
] as const)("a whole %s is read in several calls, and is what there is", async (_, { key, head }, read) => {
  await fc.assert(
    fc.asyncProperty(MANY, async (sizes) => {
      await redis.del(key(), scripts.keys.catalog("job_memory_sizes", "j"));
      const entries = sizes.map(
        (size, index) => [`k${index}`, `${head(size)} "${"x".repeat(size)}"`] as const,
      );
      await redis.hset(key(), Object.fromEntries(entries));
      // Makes the sizes of a memory that has none, once.
      await new JobMemory(scripts).read(IDENTITY, "k0");
      await counted();
      expect(await read()).toEqual(new Map(entries));
      const { calls } = await counted();
      const total = entries.reduce((sum, [, { length }]) => sum + length, 0);
      const largest = Math.max(...entries.map(([, { length }]) => length));
      // Some may share a place in the hash, and then come together.
      expect(calls).toBeGreaterThanOrEqual(leastCalls(total, 4 * largest));
    }),
    { numRuns: 5 },
  );
});

async function ofExecutor() {
  const read = await new ExecutorCommands(scripts).readStates(IDENTITY);
  if (isFailure(read)) throw new Error("refused");
  return read;
}

async function ofMemory() {
  const read = await new JobMemory(scripts).list(IDENTITY);
  if (isFailure(read)) throw new Error("refused");
  return read;
}
