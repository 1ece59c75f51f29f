import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { Redis } from "ioredis";
import { afterEach, expect, it } from "vitest";
import { RunTokens } from "../../src/auth/run-token.js";
import { RUN_STATUSES } from "../../src/domain/run-status.js";
import { DATA_FORMAT } from "../../src/store/data-format.js";
import { partitionKey, QUEUE_PREFIX } from "../../src/store/keys.js";
import { problemsOf, readDataSet } from "../support/consistency.js";
import {
  eventually,
  type HttpAnswer,
  INTERNAL_SECRET,
  PROJECT,
  Product,
  SIGNING_KEY,
  type TriggeredRun,
} from "../support/product.js";
import { type DisposableRedis, startDisposableRedis } from "../support/redis.js";

/** A data set that the program of format 4 has written, and what it answered; see fixtures/README.md. */
interface Written {
  /** ms since the epoch. */
  readonly at: number;
  readonly receiver: string;
  readonly slugs: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: ids, tokens and keys
  readonly named: any;
  readonly answers: Readonly<Record<string, unknown>>;
  readonly commands: readonly (readonly string[])[];
}

const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** No command leads to it. */
const UNREACHED = new Set(["replay_staged"]);
/** What the score of a waiting run adds to its time for each level of priority, and what BullMQ multiplies times with. */
const LEVEL = 1e13;
const BULL_TIMES = 4096;

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** The text with its times, in whatever form, so many ms later; ids keep theirs. */
function later(text: string, at: number, by: number): string {
  const isTime = (ms: number) => ms > at - DAY_MS && ms < at + 400 * DAY_MS;
  const ofNumber = (digits: string): string => {
    const value = Number(digits);
    if (isTime(value % LEVEL) && value < 11 * LEVEL) return String(value + by);
    if (isTime(value / 1000)) return String(value + by * 1000);
    return isTime(value / BULL_TIMES) ? String(value + by * BULL_TIMES) : digits;
  };
  return text
    .replace(/(?<![\d.])\d{13,16}(?!\d)/g, ofNumber)
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, (time) =>
      isTime(Date.parse(time)) ? new Date(Date.parse(time) + by).toISOString() : time,
    );
}

function written(partitions: number, receiver: string): Written {
  const file = new URL(`./fixtures/format-4.${partitions}.json.gz`, import.meta.url);
  const text = gunzipSync(readFileSync(file)).toString("utf8");
  const { at, receiver: former } = JSON.parse(text) as Written;
  const by = Date.now() - at;
  return JSON.parse(text.replaceAll(former, receiver), (_, value: unknown) =>
    typeof value === "string" ? later(value, at, by) : value,
  ) as Written;
}

async function load(redis: Redis, commands: Written["commands"]): Promise<void> {
  const pipeline = redis.pipeline();
  for (const [name = "", ...args] of commands) {
    // The relay that has died did so long ago, so that nobody has to wait for it.
    const time = name === "XCLAIM" ? args.indexOf("TIME") + 1 : 0;
    if (time > 0) args[time] = String(Number(args[time]) - HOUR_MS);
    pipeline.call(name, ...args);
  }
  for (const [error] of (await pipeline.exec()) ?? []) if (error !== null) throw error;
}

function migrated(redis: DisposableRedis, ...options: string[]): Promise<{ code: number; text: string }> {
  return new Promise((resolve) => {
    const env = { PATH: process.env["PATH"], REDIS_URL: redis.url };
    execFile(process.execPath, [MAIN, "migrate", ...options], { env }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), text: out + err }),
    );
  });
}

/** How long ago something was, from when it is asked for. */
const ASKED = new Set(["oldest_queued_secs", "since"]);

/** Of an answer what does not follow from when it is asked for; ids of records follow from their times. */
function lasting(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(lasting);
  if (typeof answer !== "object" || answer === null) return answer;
  const isRecord = "run_id" in answer && !("output_key" in answer) && !("webhook_url" in answer);
  return Object.fromEntries(
    Object.entries(answer)
      .filter(([name]) => !ASKED.has(name) && !(isRecord && name === "id"))
      .map(([name, value]) => [name, lasting(value)]),
  );
}

/** Answers as before: members that have come since are no difference. */
async function answersAsBefore(product: Product, answers: Written["answers"]): Promise<void> {
  const paths = Object.keys(answers);
  const read = async () => {
    for (let path = paths.pop(); path !== undefined; path = paths.pop()) {
      const { status, body } = await product.control("GET", path);
      expect([path, status, lasting(body)]).toMatchObject([path, 200, lasting(answers[path])]);
    }
  };
  await Promise.all(Array.from({ length: 8 }, read));
}

async function good(answer: Promise<HttpAnswer>) {
  const { status, text, body } = await answer;
  if (status >= 300) throw new Error(`answered ${status} ${text}`);
  return body;
}

/** Keys that were given are good, or not, as before, and so are keys that callers chose. */
async function keysHold(product: Product, { named, slugs }: Written): Promise<void> {
  const trigger = `/v1/jobs/${slugs["pull"]}/trigger`;
  const as = (key: string) =>
    product.call("GET", "/v1/runs", { headers: { Authorization: `Bearer ${key}` } });
  const known = [named.apiKey, named.oldKey, named.newKey, named.revokedKey].map(
    async (key) => (await as(key)).status,
  );
  expect(await Promise.all(known)).toEqual([200, 200, 200, 401]);

  const again = { payload: { b: 2 }, priority: 1 };
  const replayed = await product.control("POST", trigger, again, { "Idempotency-Key": "caller" });
  expect([replayed.headers.get("idempotency-replayed"), replayed.body.id]).toEqual(["true", named.queued.id]);
  const other = { "X-Project-Id": PROJECT, "X-Actor-Id": "another", "Idempotency-Key": "once" };
  const headers = { Authorization: `Bearer ${INTERNAL_SECRET}`, ...other };
  const hit = await good(product.call("POST", trigger, { body: { payload: 3 }, headers }));
  expect([hit.id, hit.idempotency_hit]).toEqual([named.kept.id, true]);
  const items = [{ payload: { n: 2 }, idempotency_key: "item-2" }];
  expect((await good(product.control("POST", `${trigger}/bulk`, { items }))).results[0].id).toBe(named.item);
  const same = await good(
    product.control("POST", `/v1/jobs/${slugs["deduplicated"]}/trigger`, { payload: { same: 1 } }),
  );
  expect(same.id).toBe(named.same);
  expect((await product.control("POST", `/v1/jobs/${slugs["limited"]}/trigger`)).status).toBe(429);
  const spawned = await good(
    product.executor("POST", ofNow(named.running), "spawn", {
      job_slug: "pull",
      payload: 1,
      idempotency_key: "once",
    }),
  );
  expect(spawned.id).toBe(named.child);
}

/** The run with its token as if it had been given now: when it expires is signed with it. */
function ofNow({ id, token }: TriggeredRun): TriggeredRun {
  const { attempt, assignment_id: assignmentId } = JSON.parse(
    Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"),
  );
  const tokens = new RunTokens({ signingKeys: [SIGNING_KEY] });
  return { id, jobId: "", token: tokens.sign({ runId: id, attempt, assignmentId }, Date.now() + HOUR_MS) };
}

const comesTo = async (product: Product, id: string, wanted: string) =>
  expect([
    id,
    (
      await eventually(
        () => product.run(id),
        ({ status }) => status === wanted,
      )
    ).status,
  ]).toEqual([id, wanted]);

/** What was under way is taken up, and comes to its end. */
async function goesOn(product: Product, { named, slugs }: Written): Promise<void> {
  const control = (path: string, body?: unknown) => good(product.control("POST", `/v1/${path}`, body));
  const executor = (run: TriggeredRun, operation: string, body: unknown = {}) =>
    good(product.executor("POST", ofNow(run), operation, body));
  /** Claims all that there is, and completes it; by their ids. */
  const work = async (slug: string): Promise<Map<string, Record<string, unknown>>> => {
    const done = new Map();
    for (;;) {
      const { runs } = await control("workers/claim", { worker_id: "new", job_slugs: [slug], max: 50 });
      if (runs.length === 0) return done;
      for (const run of runs) {
        done.set(run.run_id, run);
        await executor({ id: run.run_id, jobId: "", token: run.run_token }, "complete", { result: 1 });
      }
    }
  };

  expect((await executor(named.running, "checkpoint", { state: { page: 3 } })).sequence).toBe(3);
  expect((await executor(named.running, "stream", { chunk: "three", seq: 2 })).last_seq).toBe(2);
  expect(await executor(named.stopping, "heartbeat")).toMatchObject({ status: "cancel_requested" });
  const early = await executor(named.running, "wait-for-event", { event_key: "early" });
  expect(early).toMatchObject({ status: "received", payload: { early: "bird" } });
  await executor(named.running, "complete", { result: { all: true } });

  await control(`events/${encodeURIComponent("door/{a} b")}/send`, { payload: { opened: 1 } });
  await control(`runs/${named.paused.id}/resume`);
  const done = await work("pull");
  expect(done.get(named.waiting.id)).toMatchObject({ last_checkpoint: { state: { opened: 1 } } });
  expect(done.get(named.resumed)).toMatchObject({ last_checkpoint: { state: { rang: 2 } } });
  expect(done.get(named.queued.id)).toMatchObject({ payload: { b: 2 } });
  for (const id of [named.child, named.awaited, named.paused.id, named.item, named.parent.id])
    expect([id, done.has(id)]).toEqual([id, true]);
  await executor(named.slot, "complete");
  expect((await work("keyed")).size).toBe(2);

  for (let value = 3; value <= 10; value++)
    await control(`jobs/${slugs["batched"]}/trigger`, { batch_key: "b", payload: { value } });
  const [batched] = [...(await work("batched")).values()];
  expect(batched).toMatchObject({
    payload: Array.from({ length: 10 }, (_, index) => ({ value: index + 1 })),
  });

  const later = (await good(product.control("GET", `/v1/runs?job_id=${slugs["http-later"]}`))).data[0].id;
  await control(`jobs/${slugs["http-later"]}/resume`);
  await comesTo(product, later, "completed");
  await good(product.control("DELETE", `/v1/runs/${named.open}`));
  await control(`runs/${named.delayed.id}/reschedule`, {
    scheduled_at: new Date(Date.now() + 100).toISOString(),
  });
  await comesTo(product, named.delayed.id, "queued");
}

for (const partitions of [1, 3])
  it(`answers, and goes on, as the program of before that wrote the data in ${partitions} partition(s)`, async () => {
    const told: string[] = [];
    const receiver = createServer((request, response) => {
      told.push(request.url ?? "");
      response.end('{"done":"now"}');
    });
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
    stops.push(() => receiver.close());
    const host = `127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    const data = written(partitions, host);
    const { slugs, answers, commands } = data;
    const server = await startDisposableRedis({ kind: "alone" });
    stops.push(() => server.release());
    const redis = new Redis({ path: server.url.slice("unix://".length) });
    redis.on("error", () => undefined);
    stops.push(() => redis.disconnect());
    await load(redis, commands);

    // The worker that was killed had said that it is there, which is not asked with this.
    const { code, text } = await migrated(server, "--alone");
    expect([code, text]).toEqual([0, expect.stringContaining(`the data has format ${DATA_FORMAT}`)]);

    // What Redis writes of a stream without entries is trimmed at once.
    const handOvers = commands.filter(
      ([name, key, how]) => name === "XADD" && key?.endsWith(":outbox") && how !== "MAXLEN",
    );
    const outbox = await redis.xrange(partitionKey("outbox"), "-", "+");
    expect(outbox.map(([, fields]) => fields.join(" ")).sort()).toEqual(
      handOvers.map(([, , , ...fields]) => fields.join(" ")).sort(),
    );

    const environment = { CELLS: "1", STALE_THRESHOLD: "24h", EVENT_BUFFER_SECS: "86400" };
    const product = await Product.start({ redis: server, environment });
    stops.push(() => product.stop());
    // What is compared so knows no circuits and windows.
    const isShut = (problem: string) =>
      [slugs["away"], slugs["windowed"]].some((job) =>
        problem.startsWith(`${job} has a seat on level undefined`),
      );
    const problems = async () => problemsOf(await readDataSet(redis)).filter((problem) => !isShut(problem));
    const before = await readDataSet(redis);
    const statuses = new Set([...before.runs.values()].map(({ status }) => status));
    expect(RUN_STATUSES.filter((status) => !statuses.has(status) && !UNREACHED.has(status))).toEqual([]);
    expect(await problems()).toEqual([]);
    await answersAsBefore(product, answers);
    await keysHold(product, data);
    product.startWorker();
    await goesOn(product, data);
    await eventually(
      async () => told,
      (paths) => paths.includes("/ok/hook"),
    );
    expect(told).toEqual(expect.arrayContaining(["/ok/hook", "/ok/later"]));
    await eventually(
      () => redis.xlen(partitionKey("outbox")),
      (left) => left === 0,
    );
    expect(await redis.zscore(`${QUEUE_PREFIX}:cron:repeat`, slugs["scheduled"] ?? "")).not.toBe(null);
    expect(await problems()).toEqual([]);
  });
