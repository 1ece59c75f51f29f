import { readFileSync } from "node:fs";
import fc from "fast-check";
import type { Command, Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../src/domain/ids.js";
import { LIMITS } from "../../src/domain/limits.js";
import { RUN_STATUSES, TERMINAL_STATUSES, TRANSITIONS } from "../../src/domain/run-status.js";
import { cellTag } from "../../src/store/cell-tags.js";
import { CODECS } from "../../src/store/commands.js";
import { hashSlot } from "../../src/store/hash-slot.js";
import { CATALOG_KEYS, PARTITION_KEYS } from "../../src/store/key-names.js";
import { catalogKey, FIRST_CELL, partitionKey, QUEUE_PREFIX } from "../../src/store/keys.js";
import { readLuaFiles, repliesOf } from "../../src/store/lua-files.js";
import { LIBRARY_PREFIX, loadLibrary } from "../../src/store/script-source.js";
import { Scripts } from "../../src/store/scripts.js";
import { ScriptError } from "../../src/store/waiting-commands.js";
import { assignedGlobals, declaredNames, freeNames, luaFiles, parse } from "./lua-names.js";
import { givenBy, membersOf, misnamedReads } from "./lua-replies.js";
import { type OpenedScripts, openScripts } from "./opened.js";

const SETTINGS = {
  retentionShortMs: 1000,
  retentionLongMs: 2000,
  circuitFailures: 5,
  circuitOpenMs: 60_000,
  maxSnoozeCount: 50,
  dlqMaxPerProject: 10_000,
  dlqMaxPerJob: 1000,
  spawnDepth: 20,
  openChildren: 1000,
  dlqRejects: 0,
  webhookMaxAttempts: 3,
  webhookRetentionMs: 1000,
};

const { commands, parts } = luaFiles();
const { records } = readLuaFiles();

/** What Redis gives to a function of a library. */
const REDIS_NAMES = [
  ...[
    "redis",
    "select",
    "cjson",
    "cmsgpack",
    "struct",
    "math",
    "string",
    "table",
    "tonumber",
    "tostring",
    "ipairs",
    "pairs",
    "unpack",
  ],
  ...["type", "next", "error", "pcall", "setmetatable", "getmetatable", "rawget"],
];
/** What the loader puts in front of every command, or in place of a use. */
const LOADER_NAMES = [
  ...[
    "ARG",
    "REPLY",
    "PARTITION",
    "CATALOG",
    "NOW",
    "NOW_TEXT",
    "NOW_US",
    "ROOM",
    "ANSWERED",
    "LIMIT",
    "SETTING",
  ],
  ...records.keys(),
];
/** The words that name folders and files in every layer. */
const CAPABILITIES = ["access", "events", "jobs", "live", "runs", "webhooks"];
/** Of the parts that the loader makes. */
const MADE_NAMES: Readonly<Record<string, readonly string[]>> = {
  states: ["LEGAL", "TERMINAL", "HISTORY_CODE", "EVENT"],
  "run-fields": ["LETTER", "FIELD", "ALL_FIELDS", "ANY_FIELD"],
};

/** As `Scripts` loads it. */
const library = loadLibrary(SETTINGS);
/** Without the line that names the library, which is no Lua. */
const chunk = parse(library.source.replace(/^#!.*\n/, "\n"));

/** What a file may use because it or an included part declares it. */
function reachable(includes: readonly string[], seen = new Set<string>()): string[] {
  return includes.flatMap((name) => {
    if (seen.has(name)) return [];
    seen.add(name);
    const made = MADE_NAMES[name];
    if (made !== undefined) return made;
    const part = parts.get(name);
    if (part === undefined) throw new Error(`no part ${name}`);
    return [...part.declared, ...reachable(part.includes, seen)];
  });
}

describe("the files of lua/", () => {
  const files = [...commands, ...parts.values()];

  it("are all in the library, each command once", () => {
    expect([...library.commands].sort()).toEqual(commands.map(({ name }) => name));
    expect(Object.keys(CODECS)).toEqual(commands.map(({ name }) => name));
  });

  it("declare none of the names that the loader writes into them", () => {
    const declared = /\b(?:local|function|for)\b[^=\n]*\b(?:NAMES|KEPT|KEEP|CALL|FORMAT|SUB)\b/;
    expect(files.filter(({ text }) => declared.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it("lie in the folders of the capabilities", () => {
    expect([...new Set(commands.map(({ capability }) => capability))].sort()).toEqual(CAPABILITIES);
  });

  it("have their types and codecs in src/store/commands.ts: npm run commands", async () => {
    const { commandTypes } = await import(String(new URL("../../scripts/commands.mjs", import.meta.url)));
    const written = readFileSync(new URL("../../src/store/commands.ts", import.meta.url), "utf8");
    expect(commandTypes(readLuaFiles(), repliesOf)).toBe(written);
  });

  it.each(commands)("$path says what it takes, answers and why it is one step", ({ text, head }) => {
    const header = /^(?:--.*\n)+/.exec(text)?.[0] ?? "";
    expect(header).toMatch(/^-- [A-Z].+\n/);
    expect(header).toMatch(/^-- (?:Atomic because|One script so that) /m);
    expect(head.replies.length + head.repliesOf.length > 0).toBe(head.answers === undefined);
  });

  it.each(commands)("$path uses the arguments it declares, all of them", ({ chunk, head }) => {
    expect([...membersOf(chunk.body, "ARG")].sort()).toEqual(head.args.map(({ name }) => name).sort());
  });

  it.each(commands)("$path gives the replies it declares, all of them, with all their parts", (command) => {
    const declared = new Map(repliesOf(command, parts).map(({ name, parts: own }) => [name, own.length]));
    const given = givenBy(command, parts);
    // Codes of a batch are its guard's refusals as texts, which stand for one entry.
    if (command.head.answers !== undefined) return;
    expect(given.filter(({ name, parts: count }) => declared.get(name) !== count)).toEqual([]);
    expect([...new Set(given.map(({ name }) => name))].sort()).toEqual([...declared.keys()].sort());
  });

  it.each(files)("$path reads fields of hashes into locals of their names", ({ chunk }) => {
    expect(misnamedReads(chunk.body)).toEqual([]);
  });

  it.each([...parts.values()])("$path takes no argument of a command", ({ chunk }) => {
    expect([...membersOf(chunk.body, "ARG")]).toEqual([]);
  });

  it.each(files)("$path has no place of a list as a number in it", ({ text }) => {
    expect(text).not.toMatch(/\bARGV\b|\bKEYS\b/);
  });

  it.each(files)("$path uses nothing but what it declares or includes", ({ path, free, includes }) => {
    const known = new Set([...REDIS_NAMES, ...LOADER_NAMES, ...reachable(includes)]);
    const unknown = [...free].filter(
      (name) => !known.has(name) && !/^(?:key_|outbox_|keys_of_run$)/.test(name),
    );
    expect(unknown, path).toEqual([]);
  });

  it.each(files)("$path uses key names and limits that exist", ({ text }) => {
    for (const [, name = ""] of text.matchAll(/\bkey_([a-z_]+)\(/g)) {
      expect(Object.hasOwn({ ...PARTITION_KEYS, ...CATALOG_KEYS }, name), name).toBe(true);
    }
    for (const [, name = ""] of text.matchAll(/\bLIMIT\.([A-Za-z]+)/g)) {
      expect(typeof (LIMITS as Record<string, unknown>)[name], name).toBe("number");
    }
    expect(text).not.toMatch(/['"]b:\{/);
  });

  it("every part is included by something", () => {
    const used = new Set(files.flatMap(({ includes }) => includes));
    expect([...parts.keys()].filter((name) => !used.has(name))).toEqual([]);
  });
});

describe("the library", () => {
  it("declares every name it uses, and makes no global", () => {
    expect([...freeNames(chunk)].filter((name) => !REDIS_NAMES.includes(name))).toEqual([]);
    expect(assignedGlobals(chunk)).toEqual([]);
    expect(library.source).not.toMatch(/\b(?:LIMIT|SETTING)\.|@include/);
  });

  it("declares no name twice: the second would hide the first from the commands behind it", () => {
    const names = declaredNames(chunk);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it("stays within Lua's 200 locals of a function", () => {
    expect(declaredNames(chunk).length).toBeLessThan(200);
  });

  it("takes no places of it for what a part has for itself, nor calls what Lua has by its global name", () => {
    const names = declaredNames(chunk);
    expect(names).toContain("load_run");
    expect(names).not.toContain("observe_lag");
    expect(library.source).toContain("local function observe_lag(run)");
    expect(library.source).not.toMatch(/\b(?:redis\.call|string\.format|tonumber)\(/);
  });

  it("gives Redis texts where numbers are written", () => {
    expect(loadLibrary(SETTINGS).source).not.toMatch(/\bCALL\('[^()\n]*, -?\d+[,)]/);
  });

  it("finds a misspelt name and an undeclared assignment", () => {
    const broken = parse("local function f(a) total = a + cuont end function g() end f(1)");
    expect([...freeNames(broken)].sort()).toEqual(["cuont", "g", "total"]);
    expect(assignedGlobals(broken)).toEqual(["total", "g"]);
  });

  it("has another name for other settings, and the same for the same", () => {
    expect(loadLibrary(SETTINGS).name).toBe(library.name);
    expect(loadLibrary({ ...SETTINGS, retentionLongMs: 3000 }).name).not.toBe(library.name);
    expect(library.source).toContain(`#!lua name=${library.name}\n`);
  });

  it("knows the state machine of TypeScript", () => {
    const row = (status: keyof typeof TRANSITIONS) =>
      `${status} = {${TRANSITIONS[status].map((to) => `${to} = 'run_transitions_total:${status}:${to}'`).join(", ")}}`;
    expect(library.source).toContain(`LEGAL = {${RUN_STATUSES.map(row).join(", ")}}`);
    for (const status of TERMINAL_STATUSES) expect(library.source).toContain(`${status} = true`);
  });
});

describe("key names", () => {
  it("have one pattern each", () => {
    for (const table of [PARTITION_KEYS, CATALOG_KEYS]) {
      const patterns = Object.values(table).map((pattern) => pattern.replaceAll(/<[a-z]+>/g, "<>"));
      expect(new Set(patterns).size).toBe(patterns.length);
    }
    expect(Object.keys(PARTITION_KEYS).filter((name) => Object.hasOwn(CATALOG_KEYS, name))).toEqual([]);
  });

  it("differ whenever their kind or one of their parts differs", () => {
    const id = fc.uuid({ version: 7 });
    const byPart: Record<string, fc.Arbitrary<string>> = {
      project: fc.stringMatching(/^[A-Za-z0-9_.-]{1,6}$/),
      status: fc.constantFrom(...RUN_STATUSES),
      digest: fc.stringMatching(/^[0-9a-f]{8}$/),
      // Whatever a caller chooses: colons, and words that other patterns have.
      key: fc.oneof(fc.string(), fc.constantFrom("slugs", "runs:queued", ":", "a:early:b", "counts")),
    };
    const ids = fc.constantFrom(newId(), newId());
    const named = fc.constantFrom(...Object.entries(CATALOG_KEYS)).chain(([name, pattern]) => {
      const wanted = [...pattern.matchAll(/<([a-z]+)>/g)].map(
        ([, part = ""]) => byPart[part] ?? fc.oneof(ids, id),
      );
      return fc.tuple(...wanted).map((given) => ({ name: name as keyof typeof CATALOG_KEYS, given }));
    });
    fc.assert(
      fc.property(named, named, (left, right) => {
        const same = left.name === right.name && left.given.join("\n") === right.given.join("\n");
        expect(catalogKey(left.name, ...left.given) === catalogKey(right.name, ...right.given)).toBe(same);
      }),
      { numRuns: 2000 },
    );
  });

  it("carry one hash tag, BullMQ's too, so that all of a data set is in one slot of a Redis Cluster", () => {
    const names = [
      ...Object.keys(PARTITION_KEYS).map((name) => partitionKey(name as keyof typeof PARTITION_KEYS, "x")),
      ...Object.keys(CATALOG_KEYS).map((name) => catalogKey(name as keyof typeof CATALOG_KEYS, "x")),
      `${QUEUE_PREFIX}:timers:wait`,
    ];
    for (const name of names) expect(name).toMatch(/^b:\{c0\}:[pcq]:/);
  });
});

describe("running commands", () => {
  let redis: Redis;
  let scripts: Scripts;
  let close: OpenedScripts["close"];

  beforeAll(async () => {
    ({ redis, scripts, close } = await openScripts(SETTINGS, { kind: "slots" }));
  });
  afterAll(() => close());

  const slotsOf = (names: readonly string[]) =>
    Promise.all(names.map(async (name) => Number(await redis.call("CLUSTER", "KEYSLOT", name))));

  const loaded = async () =>
    ((await redis.call("FUNCTION", "LIST", "LIBRARYNAME", `${LIBRARY_PREFIX}*`)) as string[][]).map(
      (one) => one[1],
    );

  it("loads the library by itself when it is missing, before the first command and after a flush", async () => {
    const unknown = newId();
    for (let round = 0; round < 2; round++) {
      expect(await scripts.run("read-runs", { ids: [unknown], bytes: 0 })).toEqual([undefined]);
      expect(await scripts.runAlone("read-runs", { ids: [unknown, unknown], bytes: 0 })).toEqual([
        undefined,
        undefined,
      ]);
      await redis.call("FUNCTION", "FLUSH");
    }
  });

  it("finds the keys of more projects than it keeps names of, again and again", async () => {
    const keys = Array.from({ length: 9000 }, (_, number) => `key-${number}`);
    const waiting = (key: string) => catalogKey("waiting_keys", `of-${key}`);
    const pipeline = redis.pipeline();
    for (const key of keys) pipeline.zadd(waiting(key), 0, key);
    await pipeline.exec();
    for (let round = 0; round < 2; round++) {
      const found = await Promise.all(
        keys.map((key) => scripts.run("list-waiting", { projectId: `of-${key}`, prefix: "", most: 2 })),
      );
      expect(found.map((one) => one.keys)).toEqual(keys.map((key) => [key]));
    }
    await redis.unlink(keys.map(waiting));
  });

  it("keeps the libraries of a few other versions, not of all", async () => {
    for (let version = 1; version <= 9; version++) {
      await new Scripts(redis, FIRST_CELL, { ...SETTINGS, retentionLongMs: version }).load();
    }
    await scripts.load();
    expect(await loaded()).toContain(library.name);
    expect((await loaded()).length).toBeLessThanOrEqual(6);
  });

  it("answers every command of a group, also next to one that fails", async () => {
    const jobId = newId();
    await redis.set(catalogKey("job", jobId), "not a hash");
    const results = await Promise.allSettled(
      Array.from({ length: 200 }, (_, index) =>
        index % 3 === 0
          ? scripts.run("delete-job", { projectId: "project", jobId })
          : scripts.run("delete-job", { projectId: "project", jobId: newId() }),
      ),
    );
    for (const [index, result] of results.entries()) {
      if (index % 3 === 0)
        expect(result).toMatchObject({ status: "rejected", reason: expect.any(ScriptError) });
      else expect(result).toEqual({ status: "fulfilled", value: { outcome: "not_found" } });
    }
    expect(scripts.crowd.pending).toBe(0);
  });

  it("tells a worker what is due by Redis's clock, the most overdue first", async () => {
    const now = Number((await redis.time())[0]) * 1000;
    const key = partitionKey("due");
    await redis.zadd(key, now + 60_000, "later", now - 1, "second", now - 60_000, "first");
    expect(await scripts.run("due", { most: 10 })).toEqual(["first", "second"]);
    expect(await scripts.run("due", { most: 1 })).toEqual(["first"]);
  });

  it("reads the clock of tests only in a library that is made for them", async () => {
    const stopped = new Scripts(redis, FIRST_CELL, { ...SETTINGS, testClock: true });
    await redis.del(partitionKey("due"));
    await redis.set(FIRST_CELL.testClock, "2000000000000123");
    const due = [2_000_000_000_000, "then", 2_000_000_000_001, "not"];
    await redis.zadd(partitionKey("due"), ...due);
    expect(await stopped.run("due", { most: 10 })).toEqual(["then"]);
    await redis.del(FIRST_CELL.testClock);
    expect(await stopped.run("due", { most: 10 })).toEqual([]);
    expect(library.source).not.toContain(FIRST_CELL.testClock);
  });

  it("declares two names of one slot to Redis, whatever it runs", async () => {
    const given: string[][] = [];
    const heard = new Proxy(redis, {
      get(target, name) {
        if (name !== "sendCommand") return Reflect.get(target, name, target);
        return (command: Command) => {
          if (command.name === "fcall") given.push(command.args.map(String));
          return target.sendCommand(command);
        };
      },
    });
    const own = new Scripts(heard, FIRST_CELL, SETTINGS);
    await own.run("due", { most: 1 });
    await own.runAlone("read-runs", { ids: [newId()], bytes: 0 });
    expect(given.length).toBeGreaterThanOrEqual(2);
    for (const [, count, ...names] of given) {
      const declared = names.slice(0, Number(count));
      expect(new Set(declared).size).toBeGreaterThanOrEqual(2);
      expect(new Set(await slotsOf(declared)).size).toBe(1);
    }
  });

  it("find cells spread evenly over masters, under tags that never change", async () => {
    const tags = Array.from({ length: 16 }, (_, cell) => cellTag(cell));
    expect(tags.join(" ")).toBe("c0 c1a c2c c3b c4v c5b c6b c7c c8a c9d c10r c11r c12z c13z c14c c15b");
    expect(() => cellTag(16)).toThrow(RangeError);
    const slots = await slotsOf(tags.map((tag) => `b:{${tag}}:`));
    expect(tags.map(hashSlot)).toEqual(slots);
    for (const masters of [2, 3]) {
      for (let cells = 1; cells <= slots.length; cells++) {
        const held = Array.from({ length: masters }, () => 0);
        for (const slot of slots.slice(0, cells)) {
          const master = Math.floor((slot * masters) / 16_384);
          held[master] = (held[master] ?? 0) + 1;
        }
        expect(Math.max(...held) - Math.min(...held)).toBeLessThanOrEqual(1);
      }
    }
  });
});
