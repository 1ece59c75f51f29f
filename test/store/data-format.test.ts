import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { madeText } from "../../src/api/run-origin.js";
import { ConfigurationError } from "../../src/configuration-error.js";
import { newId } from "../../src/domain/ids.js";
import { Cell } from "../../src/store/cell.js";
import { connectionOptions } from "../../src/store/connection.js";
import { DATA_FORMAT, type Migration, migrate, storedFormat } from "../../src/store/data-format.js";
import {
  CATALOG_PREFIX,
  catalogKey,
  PARTITION_PREFIX,
  partitionKey,
  QUEUE_PREFIX,
} from "../../src/store/keys.js";
import { acquireRedis, type TestRedis } from "../support/redis.js";
import { shownRun, storedRun } from "../support/stored-run.js";

const ONLY = new Cell(0, 1);

let server: TestRedis;
let redis: Redis;

beforeAll(async () => {
  // Data of before, whose names have no hash tag, lies in one Redis alone.
  server = await acquireRedis({ kind: "alone" });
  redis = new Redis(connectionOptions(server.url));
});
afterAll(async () => {
  redis.disconnect();
  await server.release();
});
beforeEach(async () => {
  await redis.flushall();
});

const silent = () => undefined;

/** Steps that append their number to a list. */
const steps: Migration[] = [2, 3].map((to) => ({
  name: `to ${to}`,
  run: async (own) => {
    await own.rpush("steps", to);
  },
}));

const firstFormat = () => redis.set(catalogKey("format"), 1);

it("marks an empty data set with the newest format, and takes no step", async () => {
  await migrate(redis, ONLY, silent, steps);
  expect(await storedFormat(redis)).toBe(3);
  expect(await redis.lrange("steps", 0, -1)).toEqual([]);
});

it("brings data of before up step by step, once", async () => {
  await firstFormat();
  const heard: string[] = [];
  for (let start = 0; start < 2; start++) await migrate(redis, ONLY, (step) => heard.push(step), steps);
  expect(heard).toEqual(["data format 2: to 2", "data format 3: to 3"]);
  expect(await redis.lrange("steps", 0, -1)).toEqual(["2", "3"]);
  expect(await storedFormat(redis)).toBe(3);
});

it("goes on behind the last step that was finished", async () => {
  await firstFormat();
  const [first, second] = steps as [Migration, Migration];
  const broken: Migration = { name: "broken", run: () => Promise.reject(new Error("broken")) };
  await expect(migrate(redis, ONLY, silent, [first, broken])).rejects.toThrow("broken");
  expect(await storedFormat(redis)).toBe(2);
  await migrate(redis, ONLY, silent, [first, second]);
  expect(await redis.lrange("steps", 0, -1)).toEqual(["2", "3"]);
});

it("does not take the number back when a slower process ends the same step later", async () => {
  await firstFormat();
  const slow: Migration = {
    name: "slow",
    run: async (own) => {
      await own.set(catalogKey("format"), 9);
    },
  };
  await migrate(redis, ONLY, silent, [slow]);
  expect(await storedFormat(redis)).toBe(9);
});

it("keeps the number of cells that a data set was made with, whoever comes first", async () => {
  for (const [of, other] of [
    [1, 3],
    [3, 1],
  ] as const) {
    await redis.flushall();
    const starts = [of, other].map((cells) => migrate(redis, new Cell(0, cells), silent));
    const [first, second] = await Promise.allSettled(starts);
    expect([first?.status, second?.status]).toEqual(["fulfilled", "rejected"]);
    await expect(migrate(redis, new Cell(0, other), silent)).rejects.toThrow(
      `the data in Redis has ${of} cell(s), CELLS is ${other}: set CELLS=${of}`,
    );
    await migrate(redis, new Cell(0, of), silent);
  }
});

it("takes data of before for one cell", async () => {
  await firstFormat();
  await migrate(redis, ONLY, silent, steps);
  await expect(migrate(redis, new Cell(0, 2), silent, steps)).rejects.toThrow(/has 1 cell\(s\), CELLS is 2/);
});

it("refuses data of a newer version with what to do, and changes nothing", async () => {
  await firstFormat();
  await redis.set(catalogKey("format"), DATA_FORMAT + 1);
  const refused = migrate(redis, ONLY, silent);
  await expect(refused).rejects.toThrow(ConfigurationError);
  await expect(refused).rejects.toThrow(
    /^the data in Redis has format \d+, .+: run the version that wrote it/,
  );
  expect(await storedFormat(redis)).toBe(DATA_FORMAT + 1);
});

it("puts what was queued in format 1 into the lines of its jobs, and leaves nothing of dispatches", async () => {
  const [pull, http] = [newId(), newId()];
  const [ready, keyed, dispatched, retried, held] = [newId(), newId(), newId(), newId(), newId()];
  const run = (id: string) => partitionKey("run", id);
  await firstFormat();
  await redis.zadd(catalogKey("projects"), 0, "p");
  for (const [job, mode] of [
    [pull, "worker"],
    [http, "http"],
  ] as const) {
    await redis.zadd(catalogKey("jobs", "p"), 0, job);
    await redis.hset(catalogKey("job", job), "project_id", "p", "json", `{"execution_mode":"${mode}"}`);
  }
  const later = String(Date.now() + 60_000);
  for (const [id, job, status, more] of [
    [ready, pull, "queued", []],
    [keyed, pull, "queued", ["concurrency_key", "k", "priority", "3"]],
    [dispatched, http, "queued", []],
    [retried, http, "queued", ["next_retry_at", later]],
    [held, pull, "dequeued", []],
  ] as const) {
    await redis.hset(run(id), { id, job_id: job, status, priority: "0", created_at: "1000" });
    if (more.length > 0) await redis.hset(run(id), ...more);
    await redis.zadd(catalogKey("runs_in", "p", "queued"), 0, id);
    await redis.zadd(`${PARTITION_PREFIX}ready:${job}`, 7, id);
  }
  const outbox = partitionKey("outbox");
  await redis.xadd(outbox, "*", "kind", "dispatch", "run", dispatched, "number", "1", "at", "1");
  await redis.xadd(outbox, "*", "kind", "start", "run", ready, "number", "1", "at", "1");
  await redis.xgroup("CREATE", outbox, "relay", "0");
  await redis.xreadgroup("GROUP", "relay", "gone", "STREAMS", outbox, ">");
  await redis.set(`${QUEUE_PREFIX}:dispatch:dispatch-${dispatched}-1`, "1");
  await redis.sadd(`${CATALOG_PREFIX}project:p:ready`, pull);

  for (let time = 0; time < 2; time++) {
    await redis.set(catalogKey("format"), 1);
    await migrate(redis, ONLY, silent);
    const line = (job: string, key: string) =>
      redis.zrange(catalogKey("ready", job, key), 0, -1, "WITHSCORES");
    expect(await line(pull, "")).toEqual([ready, String(10e13 + 1000)]);
    expect(await line(pull, "k")).toEqual([keyed, String(7e13 + 1000)]);
    expect(await line(http, "")).toEqual([dispatched, String(10e13 + 1000)]);
    const due = async (id: string) => Number(await redis.zscore(partitionKey("due"), id));
    for (const id of [ready, keyed, dispatched]) expect(await due(id)).toBeLessThanOrEqual(Date.now());
    expect(await due(retried)).toBe(Number(later));
    expect(await redis.hget(catalogKey("job", http), "execution_mode")).toBe("http");
  }
  expect((await redis.xrange(outbox, "-", "+")).map(([, fields]) => fields[1])).toEqual(["start"]);
  expect((await redis.xpending(outbox, "relay"))[0]).toBe(1);
  const keys = await redis.keys("*");
  expect(keys.filter((key) => /:ready:?|dispatch/.test(key) && !key.includes(":job:"))).toEqual([]);
});

it("lets lists look at the runs of format 2 that have tags or metadata, and at no others", async () => {
  const [tagged, annotated, bare, fresh] = [newId(), newId(), newId(), newId()];
  const key = (name: "run" | "metadata", id: string) => partitionKey(name, id);
  await redis.zadd(catalogKey("projects"), 0, "p");
  for (const id of [tagged, annotated, bare, fresh]) {
    await redis.hset(key("run", id), { id, project_id: "p", status: "completed" });
    await redis.zadd(catalogKey("runs_in", "p", "completed"), 0, id);
  }
  await redis.hset(key("run", tagged), "tags", '{"team":"ops"}');
  await redis.hset(key("metadata", annotated), "build", "7");
  // Made since by a process of this version.
  await redis.hset(key("run", fresh), { tags: '{"team":"ops"}', labels: "1" });
  for (let time = 0; time < 2; time++) {
    await redis.set(catalogKey("format"), 2);
    await migrate(redis, ONLY, silent);
    expect(await redis.zrange(catalogKey("unlabeled", "p"), 0, -1)).toEqual([tagged, annotated].sort());
    expect(await redis.hget(key("run", tagged), "labels")).toBe("1");
    expect(await redis.hget(key("run", bare), "labels")).toBeNull();
  }
});

it("puts what never changes of the runs of format 3, and of held triggers, into one field", async () => {
  const [plain, bare, fresh, held] = [newId(), newId(), newId(), newId()];
  const key = (name: "run" | "metadata" | "held", id: string) => partitionKey(name, id);
  const made = {
    timeout_secs: "9",
    max_attempts: "3",
    job_version: "2",
    queue_name: "default",
    created_by: "me",
  };
  const known = { job_id: newId(), created_at: "1764112345678", project_id: "p", ...made };
  const rest = { status: "executing", attempt: "1", payload: "{}", execution_mode: "worker" };
  await redis.hset(key("run", plain), { id: plain, ...known, ...rest });
  const { created_by: _creator, ...unsaid } = known;
  await redis.hset(key("run", bare), { id: bare, ...unsaid, ...rest });
  await redis.hset(key("run", fresh), storedRun({ ...known, ...rest }));
  await redis.hset(key("metadata", plain), { job_id: "an annotation" });
  const ofHeld = Object.fromEntries(Object.entries(made).map(([name, value]) => [`=${name}`, value]));
  await redis.hset(key("held", held), { kind: "debounce", ...ofHeld, "=payload": "1", "+note": "n" });
  for (let time = 0; time < 2; time++) {
    await redis.set(catalogKey("format"), 3);
    await migrate(redis, ONLY, silent);
    for (const id of [plain, fresh]) {
      const stored = await redis.hgetall(key("run", id));
      expect(stored).toEqual(storedRun({ ...known, ...rest }));
      expect(shownRun(stored)).toEqual({ ...known, ...rest });
    }
    expect(shownRun(await redis.hgetall(key("run", bare)))).toEqual({ ...unsaid, ...rest });
    expect(await redis.hgetall(key("metadata", plain))).toEqual({ job_id: "an annotation" });
    expect(await redis.hgetall(key("held", held))).toEqual({
      ...{ kind: "debounce", "=made": madeText(made), "=payload": "1", "+note": "n" },
    });
  }
});

it("puts how a run of format 6 is executed, and until when it may begin, to what never changes of it", async () => {
  const [plain, urgent, fresh] = [newId(), newId(), newId()];
  const key = (id: string) => partitionKey("run", id);
  const parts = { job_id: newId(), created_at: "1764112345678", project_id: "p", created_by: "me" };
  const [former, known] = [
    `${parts.job_id}\x001764112345678\0p\x009\x003\x002\0default\0me\0`,
    { ...parts, ...{ timeout_secs: "9", max_attempts: "3", job_version: "2", queue_name: "default" } },
  ];
  const expires = { expires_at: "1764112999999" };
  await redis.hset(key(plain), {
    origin: former,
    status: "queued",
    execution_mode: "http",
    priority: "0",
    ...expires,
  });
  await redis.hset(key(urgent), {
    origin: former,
    status: "completed",
    execution_mode: "worker",
    priority: "7",
  });
  await redis.hset(
    key(fresh),
    storedRun({ ...known, status: "queued", execution_mode: "worker", ...expires }),
  );
  for (let time = 0; time < 2; time++) {
    await redis.set(catalogKey("format"), 6);
    await migrate(redis, ONLY, silent);
    for (const [id, fields] of [
      [plain, { ...known, status: "queued", execution_mode: "http", ...expires }],
      [urgent, { ...known, status: "completed", execution_mode: "worker", priority: "7" }],
      [fresh, { ...known, status: "queued", execution_mode: "worker", ...expires }],
    ] as const) {
      const stored = await redis.hgetall(key(id));
      expect(stored).toEqual(storedRun(fields));
      expect(shownRun(stored)).toEqual(fields);
    }
  }
});

it("puts what changes of a run of format 7 as it goes into one field, and leaves what is no run alone", async () => {
  const [active, fresh, ghost] = [newId(), newId(), newId()];
  const key = (id: string) => partitionKey("run", id);
  const known = { job_id: newId(), created_at: "1764112345678", project_id: "p", execution_mode: "worker" };
  const fields = {
    ...{ ...known, timeout_secs: "9", max_attempts: "3", job_version: "2", queue_name: "default" },
    ...{
      status: "executing",
      attempt: "2",
      history: "q0x5q6x9",
      assignment: "a",
      worker_id: "w\0\0",
      began: "1",
    },
    ...{ started_at: "1764112345687", heartbeat_at: "1764112345690", dispatch: "2" },
    ...{ concurrency_key: "k\0", fenced: "1", cancel_at: "1764112999999", error: "e", payload: "{}" },
  };
  const { origin = "", core: _core, ...rest } = storedRun(fields);
  const { status, attempt, history, assignment, worker_id, began, started_at, heartbeat_at, dispatch } =
    fields;
  const former = {
    status,
    attempt,
    history,
    assignment,
    worker_id,
    began,
    started_at,
    heartbeat_at,
    dispatch,
  };
  await redis.hset(key(active), { origin, ...rest, ...former });
  await redis.hset(key(fresh), storedRun({ ...known, status: "completed", finished_at: "1764112345699" }));
  await redis.hset(key(ghost), { progress: "{}" });
  for (let time = 0; time < 2; time++) {
    await redis.set(catalogKey("format"), 7);
    await migrate(redis, ONLY, silent);
    const stored = await redis.hgetall(key(active));
    expect(stored).toEqual(storedRun(fields));
    expect(shownRun(stored)).toEqual(fields);
    expect(shownRun(await redis.hgetall(key(fresh)))).toEqual({
      ...{ ...known, status: "completed", finished_at: "1764112345699" },
    });
    expect(await redis.hgetall(key(ghost))).toEqual({ progress: "{}" });
  }
});

it("has no project of several cells placed for a day from format 5 on, which knew of none", async () => {
  for (const [number, of, known] of [
    [0, 1, 0],
    [0, 3, 1],
    [2, 3, 1],
  ] as const) {
    await redis.flushall();
    const cell = new Cell(number, of);
    await redis.set(cell.keys.catalog("format"), 5);
    if (of > 1) await redis.set(cell.keys.catalog("cells"), of);
    await migrate(redis, cell, silent);
    expect(await storedFormat(redis, cell.keys)).toBe(DATA_FORMAT);
    expect(await redis.exists(cell.keys.catalog("upgraded"))).toBe(known);
  }
});
