import type { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ConfigurationError } from "../../src/configuration-error.js";
import { RUN_STATUSES } from "../../src/domain/run-status.js";
import { Cell } from "../../src/store/cell.js";
import { DATA_FORMAT, migrate, migrateAlone, storedFormat } from "../../src/store/data-format.js";
import {
  CATALOG_PREFIX,
  catalogKey,
  PARTITION_PREFIX,
  partitionKey,
  QUEUE_PREFIX,
} from "../../src/store/keys.js";
import { World } from "../model/world.js";
import { type DataSet, problemsOf } from "../support/consistency.js";
import { PROJECT } from "../support/product.js";

const ONLY = new Cell(0, 1);

/** No command leads to it. */
const UNREACHED = new Set(["replay_staged"]);
const PARTITIONS = 3;
const EVENT = "event:{x}";
const TIMING = { connectMs: 0, ttfbMs: 0, transferMs: 0, dispatchMs: 0 };
const FORMER = {
  format: "b:{catalog}:format",
  partitions: "b:{catalog}:partitions",
  processes: "b:{catalog}:processes",
};

let world: World;

beforeAll(async () => {
  world = await World.start({ DLQ_MAX_PER_JOB: "1", DLQ_OVERFLOW_POLICY: "reject" }, "alone");
});
afterAll(() => world.stop());

const silent = () => undefined;

async function good(answer: Promise<{ status: number; body: unknown }>) {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`answered ${status} ${JSON.stringify(body)}`);
  // biome-ignore lint/suspicious/noExplicitAny: bodies of every shape
  return body as any;
}

async function createJob(fields: Record<string, unknown>): Promise<string> {
  const slug = `job-${crypto.randomUUID()}`;
  return (await good(world.control("POST", "/v1/jobs", { project_id: PROJECT, name: slug, slug, ...fields })))
    .id;
}

const executor = (run: { id: string; run_token: string }, operation: string, body: unknown = {}) =>
  good(world.call("POST", `/sdk/v1/runs/${run.id}/${operation}`, run.run_token, body));

/** What is asked for by its name, before and after. */
interface Named {
  readonly pull: string;
  readonly queued: string;
  readonly waiting: string;
  readonly scheduled: string;
  readonly apiKey: string;
  readonly webhook: string;
}

/** Runs in every status, with what hangs on them, and one of two keys of a limit that waits for a slot. */
async function fill(): Promise<Named> {
  await world.begin();
  const pull = await createJob({ timeout_secs: 30, max_attempts: 1, max_concurrency_per_key: 1 });
  const http = await createJob({ endpoint_url: "http://127.0.0.1:1/", max_attempts: 1, timeout_secs: 3600 });
  const held = await createJob({ debounce_window_secs: 600 });
  const start = (body: object = {}, key = "", job = pull) =>
    good(world.trigger(job, key, { concurrency_key: crypto.randomUUID(), ...body }));
  const inAWhile = new Date(world.nowMs + 3_000_000).toISOString();
  const silentRun = await start({ timeout_secs_override: 3000 });
  await executor(silentRun, "log", { message: "alive" });
  const expiring = await start({ ttl_secs: 20 });
  const late = await start({ timeout_secs_override: 20 });
  await executor(late, "log", { message: "alive" });
  await world.setTime(world.nowMs + 70_000);
  await world.sweep();
  await world.setTime(world.nowMs + 70_000);
  await world.sweep();
  await world.sweep();
  expect(expiring.id).not.toBe(silentRun.id);

  await start({ scheduled_at: inAWhile });
  const queued = await start({ payload: { a: 1 }, tags: { team: "ops" } }, "key-of-queued");
  for (const key of ["one", "one"]) await start({ concurrency_key: key });
  await good(world.control("POST", "/v1/workers/claim", { worker_id: "w", max: 1 }));
  const running = await start();
  for (const [operation, body] of [
    ["log", { message: "m" }],
    ["stream", { chunk: "c", seq: 0 }],
    ["checkpoint", { state: { at: 1 } }],
    ["state", { key: "k", value: 1 }],
    ["output", { key: "o", value: 1 }],
    ["annotate", { a: "b" }],
    ["spawn", { job_slug: (await good(world.control("GET", `/v1/jobs/${pull}`))).slug }],
  ] as const)
    await executor(running, operation, body);
  const waiting = await start();
  await executor(waiting, "wait-for-event", { event_key: EVENT, timeout_secs: 60 });
  const paused = await start();
  await executor(paused, "log", { message: "m" });
  await good(world.control("POST", `/v1/runs/${paused.id}/pause`));
  await executor(await start(), "complete", { result: 1 });
  await executor(await start(), "fail", { error: "e" });
  await good(world.control("DELETE", `/v1/runs/${(await start()).id}`));
  await start({}, "", held);
  for (let count = 0; count < 3; count++) await start({}, "", http);
  await world.dispatch(3);
  for (const call of world.open.slice(0, 2))
    await call.answer({
      ...{ kind: "answered", status: 400, body: Buffer.from("1"), truncated: false, timing: TIMING },
    });
  await world.redis.zadd(`${QUEUE_PREFIX}:timers:delayed`, 7, "start-x-1");
  const scheduled = await createJob({ cron: "0 4 * * *" });
  const asked = { project_id: PROJECT, name: "n", scopes: ["jobs:read"] };
  const apiKey = (await good(world.control("POST", "/v1/api-keys", asked))).key;
  const url = { project_id: PROJECT, webhook_url: "http://127.0.0.1:1/", event_types: ["*"] };
  const webhook = (await good(world.control("POST", "/v1/webhooks/subscriptions", url))).id;
  return { pull, queued: queued.id, waiting: waiting.id, scheduled, apiKey, webhook };
}

/** Everything is there for those who ask for it, and goes on. */
async function isReachable(named: Named, before: DataSet): Promise<void> {
  const get = (path: string) => good(world.control("GET", path));
  for (const [id, { status }] of before.runs) expect((await get(`/v1/runs/${id}`)).status).toBe(status);
  expect((await good(world.trigger(named.pull, "key-of-queued", {}))).id).toBe(named.queued);
  expect((await get(`/v1/jobs/${named.scheduled}/schedule`)).next.length).toBeGreaterThan(0);
  expect(await world.redis.hexists(catalogKey("cron_jobs"), named.scheduled)).toBe(1);
  expect((await world.call("GET", `/v1/jobs/${named.pull}`, named.apiKey)).status).toBe(200);
  const { data } = await get("/v1/webhooks/subscriptions");
  expect(data.map(({ id }: { id: string }) => id)).toEqual([named.webhook]);
  const event = `/v1/events/${encodeURIComponent(EVENT)}`;
  expect((await get(event)).status).toBe("waiting");
  await good(world.control("POST", `${event}/send`, { payload: 1 }));
  expect((await get(`/v1/runs/${named.waiting}`)).status).toBe("queued");
}

/** What a key holds, in a form that can be compared; streams without the ids of their entries. */
async function contentOf(redis: Redis, key: string): Promise<unknown> {
  switch (await redis.type(key)) {
    case "zset":
      return redis.zrange(key, 0, -1, "WITHSCORES");
    case "hash":
      return Object.entries(await redis.hgetall(key)).sort();
    case "set":
      return (await redis.smembers(key)).sort();
    case "stream":
      return (await redis.xrange(key, "-", "+")).map(([, fields]) => fields.join(" ")).sort();
    default:
      return redis.get(key);
  }
}

async function everything(redis: Redis): Promise<Map<string, unknown>> {
  const keys = (await redis.keys("b:{*")).filter((key) => key !== FORMER.format).sort();
  const values = new Map<string, unknown>();
  for (const key of keys) values.set(key, [await contentOf(redis, key), (await redis.pttl(key)) < 0]);
  return values;
}

const partitionOf = (id: string) => Number.parseInt(id.slice(34, 36), 16) % PARTITIONS;

/** The data set as a version of before has it. */
async function makeFormer(redis: Redis, format: number): Promise<void> {
  for (const key of await redis.keys(`${CATALOG_PREFIX}*`))
    await redis.rename(key, `b:{catalog}:${key.slice(CATALOG_PREFIX.length)}`);
  for (const key of await redis.keys(`${QUEUE_PREFIX}:*`))
    await redis.rename(key, `b:{queues}:${key.slice(QUEUE_PREFIX.length + 1)}`);
  for (const key of await redis.keys(`${PARTITION_PREFIX}*`)) {
    const name = key.slice(PARTITION_PREFIX.length);
    const [, id] = /^[a-z]+:([0-9a-f-]{36})/.exec(name) ?? [];
    const former = (partition: number) => `b:{p${partition}}:${name}`;
    if (id !== undefined) {
      await redis.rename(key, former(partitionOf(id)));
      continue;
    }
    if (name === "outbox") {
      for (const [, fields] of await redis.xrange(key, "-", "+"))
        await redis.xadd(former(partitionOf(fields[fields.indexOf("run") + 1] ?? "")), "*", ...fields);
      for (let partition = 0; partition < PARTITIONS; partition++)
        await redis.xgroup("CREATE", former(partition), "relay", "0", "MKSTREAM");
    } else if (name === "sweep") {
      for (let partition = 0; partition < PARTITIONS; partition++) await redis.copy(key, former(partition));
    } else {
      const members = await redis.zrange(key, 0, -1, "WITHSCORES");
      for (let at = 0; at < members.length; at += 2)
        await redis.zadd(former(partitionOf(members[at] ?? "")), members[at + 1] ?? "", members[at] ?? "");
    }
    await redis.del(key);
  }
  await redis.set(FORMER.format, format);
  await redis.set(FORMER.partitions, PARTITIONS);
}

type Call = (...args: unknown[]) => Promise<unknown>;

/** The connection of a process that is killed when it has given so many commands, those of pipelines too. */
function mortal(redis: Redis, budget: number): Redis {
  let left = budget;
  const spend = (): void => {
    if (left-- <= 0) throw new Error("killed");
  };
  return new Proxy(redis, {
    get(target, name) {
      const value = Reflect.get(target, name, target) as unknown;
      if (typeof value !== "function") return value;
      if (name !== "pipeline")
        return (...args: unknown[]) => {
          spend();
          return value.apply(target, args);
        };
      return () => {
        const given: (() => Promise<unknown>)[] = [];
        const noted =
          (command: "renamenx" | "eval") =>
          (...args: unknown[]) =>
            given.push(() => (Reflect.get(target, command) as Call).apply(target, args));
        return {
          ...{ renamenx: noted("renamenx"), eval: noted("eval") },
          async exec() {
            const replies: [null, unknown][] = [];
            for (const give of given) {
              spend();
              replies.push([null, await give()]);
            }
            return replies;
          },
        };
      };
    },
  });
}

it("gives a data set of before today's names, however often it is killed on the way", async () => {
  const named = await fill();
  const { redis } = world;
  const before = await world.read();
  const statuses = new Set([...before.runs.values()].map(({ status }) => status));
  expect(RUN_STATUSES.filter((status) => !statuses.has(status) && !UNREACHED.has(status))).toEqual([]);
  expect(problemsOf(before)).toEqual([]);
  await redis.set(`${CATALOG_PREFIX}format`, DATA_FORMAT);
  const wanted = await everything(redis);
  await makeFormer(redis, 4);
  expect(await redis.keys("b:{c0}*")).toEqual([]);

  let kills = 0;
  for (let budget = 3; ; budget += 7) {
    const killed = await migrateAlone(mortal(redis, budget), silent, true).then(
      () => false,
      (error: unknown) => String(error) === "Error: killed",
    );
    if (!killed) break;
    kills++;
    // Nobody may serve what has half of its names.
    if ((await redis.exists(FORMER.partitions)) + (await redis.exists(`${CATALOG_PREFIX}moving`)) > 0)
      await expect(migrate(redis, ONLY, silent)).rejects.toThrow(/run `bosporus migrate`/);
  }
  expect(kills).toBeGreaterThan(5);
  expect(await everything(redis)).toEqual(wanted);
  expect(problemsOf(await world.read())).toEqual([]);
  expect(await storedFormat(redis)).toBe(DATA_FORMAT);
  // A version of before refuses what it could not find any more.
  expect(await redis.get(FORMER.format)).toBe("5");
  await isReachable(named, before);
  expect(problemsOf(await world.read())).toEqual([]);
});

it("makes the steps of older formats too, and does nothing the second time", async () => {
  await fill();
  const { redis } = world;
  await makeFormer(redis, 1);
  await redis.del(FORMER.format);
  await migrate(redis, ONLY, silent).then(
    () => expect.unreachable(),
    (error: unknown) => expect(error).toBeInstanceOf(ConfigurationError),
  );
  const heard: string[] = [];
  for (let time = 0; time < 2; time++) await migrateAlone(redis, (step) => heard.push(step), true);
  expect(heard.map((step) => step.slice(0, 13))).toEqual(
    Array.from({ length: DATA_FORMAT - 1 }, (_, index) => `data format ${index + 2}`),
  );
  expect(problemsOf(await world.read())).toEqual([]);
});

it("leaves data alone while a gateway or worker of before is there", async () => {
  const { redis } = world;
  await redis.flushall();
  await redis.set(FORMER.format, 3);
  await redis.set(FORMER.partitions, 1);
  await redis.zadd(FORMER.processes, Date.now(), '{"id":"host-1","role":"worker"}');
  const refused = migrateAlone(redis, silent, false);
  await expect(refused).rejects.toThrow(/^stop all gateways and workers first, .*: worker host-1$/);
  expect(await redis.get(FORMER.format)).toBe("3");
  await redis.zadd(FORMER.processes, Date.now() - 61_000, '{"id":"host-1","role":"worker"}');
  await migrateAlone(redis, silent, false);
  expect(await redis.exists(partitionKey("due"))).toBe(0);
  expect(await storedFormat(redis)).toBe(DATA_FORMAT);
});
