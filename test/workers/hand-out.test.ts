import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connectionOptions } from "../../src/store/connection.js";
import { catalogKey } from "../../src/store/keys.js";
import { Endpoint } from "../support/endpoint.js";
import { eventually, PROJECT, Product, type TriggeredRun } from "../support/product.js";

/** A record as the API shows it. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into records of every shape
type Shown = any;

const PLACES = 8;

let product: Product;
let redis: Redis;
let endpoint: Endpoint;

beforeAll(async () => {
  product = await Product.start({ environment: { SWEEP_INTERVAL: "200ms" } });
  redis = new Redis(connectionOptions(product.redis.url));
});
afterAll(async () => {
  redis.disconnect();
  await product.stop();
});
beforeEach(async () => {
  endpoint = await Endpoint.start();
});
afterEach(async () => {
  endpoint.stop();
  await Promise.all(product.workers.map((worker) => worker.kill()));
  product.workers.length = 0;
});

const startWorker = () => product.startWorker({ WORKER_CONCURRENCY: String(PLACES) });

const triggerMany = async (job: Shown, count: number, body: Shown = {}): Promise<TriggeredRun[]> => {
  const runs: TriggeredRun[] = [];
  for (let n = 0; n < count; n++) runs.push(await product.trigger(job.id, body));
  return runs;
};

const bulk = async (job: Shown, count: number, body: Shown = {}): Promise<void> => {
  for (let made = 0; made < count; made += 500) {
    const items = Array.from({ length: Math.min(500, count - made) }, () => body);
    const answer = await product.control("POST", `/v1/jobs/${job.id}/trigger/bulk`, { items });
    expect(answer.status, answer.text).toBe(201);
  }
};

const called = (url: string): string[] =>
  endpoint.calls(url).map(({ headers }) => String(headers["x-run-id"]));

const until = <Value>(read: () => Value | Promise<Value>, good: (value: Value) => boolean) =>
  eventually(async () => read(), good);

const completed = (url: string, count: number) =>
  until(
    () => called(url).length,
    (now) => now >= count,
  );

/** Commands that Redis has carried out for scripts and clients, by name. */
async function commandCounts(): Promise<Map<string, number>> {
  const info = await redis.info("commandstats");
  return new Map(
    [...info.matchAll(/cmdstat_(\S+):calls=(\d+)/g)].map(([, name = "", n]) => [name, Number(n)]),
  );
}

describe("http runs of a job with a limit", () => {
  it("go one after the other in order, the highest priority next, each when the slot frees", async () => {
    let open = 0;
    let most = 0;
    const url = endpoint.url((_, response) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open--;
        response.end("1");
      }, 5);
    });
    const job = await product.createJob({ endpoint_url: url, max_concurrency: 1 });
    const runs = await triggerMany(job, 20);
    const urgent = await product.trigger(job.id, { priority: 10 });
    startWorker();
    await completed(url, 21);
    expect(called(url)).toEqual([urgent.id, ...runs.map(({ id }) => id)]);
    expect(most).toBe(1);
  });

  it("cost Redis nothing while they wait behind a call, and keep no other job waiting", async () => {
    const answers: (() => void)[] = [];
    const url = endpoint.url((_, response) => answers.push(() => response.end("1")));
    const job = await product.createJob({ endpoint_url: url, max_concurrency: 1 });
    await bulk(job, 2000);
    startWorker();
    await completed(url, 1);
    const paused = await product.createJob({ endpoint_url: endpoint.url((_, r) => r.end("1")) });
    await bulk(paused, 500);
    await product.control("POST", `/v1/jobs/${paused.id}/pause`);
    const other = await product.createJob({ endpoint_url: endpoint.url((_, r) => r.end("1")) });
    const before = await commandCounts();
    const { id } = await product.trigger(other.id);
    await until(
      () => product.run(id),
      ({ status }) => status === "completed",
    );
    const after = await commandCounts();
    // Not one of the runs that wait was read: what is read is of the other job's run, and of what the worker does anyway.
    const grown = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    expect(grown("hmget")).toBeLessThan(200);
    expect(called(url)).toHaveLength(1);
    answers[0]?.();
    await completed(url, 2);
    for (const answer of answers) answer();
    await product.control("POST", `/v1/jobs/${job.id}/pause`);
    for (const answer of answers) answer();
  });

  it("of a paused job are not called, and all once it is resumed", async () => {
    const url = endpoint.url((_, response) => response.end("1"));
    const job = await product.createJob({ endpoint_url: url });
    await bulk(job, 50);
    await product.control("POST", `/v1/jobs/${job.id}/pause`);
    startWorker();
    const other = endpoint.url((_, response) => response.end("1"));
    await product.trigger((await product.createJob({ endpoint_url: other })).id);
    await completed(other, 1);
    expect(called(url)).toEqual([]);
    await product.control("POST", `/v1/jobs/${job.id}/resume`);
    await completed(url, 50);
    expect(new Set(called(url)).size).toBe(50);
  });
});

describe("a worker's places", () => {
  it("are all a job's own while nobody else waits; what hangs leaves some to the next jobs", async () => {
    const hanging = endpoint.url(() => undefined);
    const job = await product.createJob({ endpoint_url: hanging, timeout_secs: 600 });
    await bulk(job, 3 * PLACES);
    startWorker();
    await completed(hanging, PLACES);
    const quick = endpoint.url((_, response) => response.end("1"));
    const other = await product.createJob({ endpoint_url: quick });
    for (let n = 1; n <= 20; n++) {
      await product.trigger(other.id);
      await completed(quick, n);
    }
    expect(called(hanging)).toHaveLength(PLACES);
    const runs = await product.control("GET", `/v1/runs?job_id=${job.id}&status=executing`);
    for (const { id } of runs.body.data) await product.control("DELETE", `/v1/runs/${id}`);
    await product.control("POST", `/v1/jobs/${job.id}/pause`);
  });

  it("are free when the run of a call is canceled, paused or restarted, and the call is ended", async () => {
    const ended: string[] = [];
    const hanging = endpoint.url((call, response) => {
      response.on("close", () => ended.push(String(call.headers["x-run-id"])));
    });
    const job = await product.createJob({ endpoint_url: hanging, timeout_secs: 600 });
    await bulk(job, 2 * PLACES);
    startWorker();
    await completed(hanging, PLACES);
    const [one = "", two = "", three = "", ...rest] = called(hanging);
    await product.control("DELETE", `/v1/runs/${one}`);
    await product.control("POST", `/v1/runs/${two}/pause`);
    await product.control("POST", `/v1/runs/${three}/restart`);
    await completed(hanging, PLACES + 3);
    await until(
      () => ended.length,
      (count) => count >= 3,
    );
    expect([...ended].sort()).toEqual([one, two, three].sort());
    await product.control("POST", `/v1/jobs/${job.id}/pause`);
    for (const id of [two, ...rest]) await product.control("DELETE", `/v1/runs/${id}`);
    for (const id of called(hanging)) await product.control("DELETE", `/v1/runs/${id}`);
  });
});

describe("claims of pull runs", () => {
  const claim = async (fields: Shown): Promise<Shown[]> => {
    const body = { worker_id: "w", ...fields };
    return (await product.control("POST", "/v1/workers/claim", body)).body.runs;
  };

  it("take all keys of a job in turns, whatever waits in front of one that is at its limit", async () => {
    const job = await product.createJob({ max_concurrency_per_key: 1 });
    await bulk(job, 1100, { concurrency_key: "first" });
    for (let key = 0; key < 10; key++) await product.trigger(job.id, { concurrency_key: `k${key}` });
    const runs = await claim({ job_slugs: [job.slug], max: 100 });
    expect(runs).toHaveLength(11);
  });

  it("cost as many commands with many jobs and keys that are ready as with few", async () => {
    const count = async (ask: () => Promise<Shown[]>, got: number): Promise<number> => {
      await ask();
      const sum = (counts: Map<string, number>) =>
        [...counts].reduce(
          (all, [name, n]) => (name.startsWith("z") || name.startsWith("h") ? all + n : all),
          0,
        );
      const before = sum(await commandCounts());
      for (let n = 0; n < 5; n++) expect(await ask()).toHaveLength(got);
      return sum(await commandCounts()) - before;
    };
    const costs: number[] = [];
    const queue = `q-${crypto.randomUUID()}`;
    const job = await product.createJob({ queue_name: queue });
    await bulk(job, 10, { concurrency_key: "a" });
    for (const more of [0, 200]) {
      for (let n = 0; n < more; n++) {
        await product.trigger((await product.createJob({ queue_name: queue })).id);
        await product.trigger(job.id, { concurrency_key: `k${n}` });
      }
      costs.push(await count(() => claim({ queues: [queue], max: 1 }), 1));
      costs.push(await count(() => claim({ queues: ["nobody's"], max: 1 }), 0));
    }
    const [few = 0, fewOfNone = 0, many = 0, manyOfNone = 0] = costs;
    expect(many).toBeLessThan(1.5 * few);
    expect(manyOfNone).toBeLessThan(1.5 * fewOfNone + 10);
  });

  it("leave nothing of a job that is deleted after its runs were canceled", async () => {
    const job = await product.createJob({ max_concurrency_per_key: 1 });
    const runs = [...(await triggerMany(job, 3, { concurrency_key: "a" })), ...(await triggerMany(job, 2))];
    await claim({ job_slugs: [job.slug], max: 1 });
    for (const { id } of runs) await product.control("DELETE", `/v1/runs/${id}`);
    expect((await product.control("DELETE", `/v1/jobs/${job.id}`)).status).toBe(204);
    expect(await redis.zscore(catalogKey("turn", PROJECT, "worker"), job.id)).toBeNull();
    const left = (await redis.keys(`*job:${job.id}:*`)).map((key) => key.slice(key.indexOf(job.id) + 37));
    // The ended runs are listed until their retention is over.
    expect(left.sort()).toEqual(["runs"]);
    expect(await redis.hexists(catalogKey("clocks"), job.id)).toBe(0);
  });
});
