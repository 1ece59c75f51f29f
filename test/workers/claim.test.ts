import fc from "fast-check";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectionOptions } from "../../src/store/connection.js";
import { catalogKey } from "../../src/store/keys.js";
import {
  API_KEY,
  eventually,
  type HttpAnswer,
  PROJECT,
  Product,
  type TriggeredRun,
} from "../support/product.js";

/** A record as the API shows it. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into records of every shape
type Shown = any;

let product: Product;

beforeAll(async () => {
  product = await Product.start({ gateways: 2, workers: 1, environment: { SWEEP_INTERVAL: "200ms" } });
});
afterAll(() => product.stop());

function claimAnswer(fields: Record<string, unknown>, gateway = 0): Promise<HttpAnswer> {
  return product.call("POST", "/v1/workers/claim", {
    body: { worker_id: "w", ...fields },
    headers: { Authorization: `Bearer ${API_KEY}` },
    gateway,
  });
}

async function claim(fields: Record<string, unknown>, gateway = 0): Promise<Shown[]> {
  const { status, body, text } = await claimAnswer(fields, gateway);
  if (status !== 200) throw new Error(text);
  return body.runs;
}

const asRun = (claimed: Shown): TriggeredRun => ({
  id: claimed.run_id,
  token: claimed.run_token,
  jobId: claimed.job_id,
});

const runIds = (claimed: readonly Shown[]): string[] => claimed.map((run) => run.run_id);

async function triggerMany(jobId: string, count: number, body: object = {}): Promise<string[]> {
  const runs = await Promise.all(Array.from({ length: count }, () => product.trigger(jobId, body)));
  return runs.map(({ id }) => id);
}

describe("a claim", () => {
  it("hands out the run with what its executor needs", async () => {
    const job = await product.createJob({ timeout_secs: 77, default_run_metadata: { region: "eu" } });
    const run = await product.trigger(job.id, '{"payload":{"n":9007199254740993,"list":[]}}');
    const answer = await claimAnswer({ job_slugs: [job.slug], worker_id: "worker-7" });
    expect(answer.text).toContain('"payload":{"n":9007199254740993,"list":[]}');
    const [claimed] = answer.body.runs;
    expect(claimed).toMatchObject({
      run_id: run.id,
      job_id: job.id,
      job_slug: job.slug,
      attempt: 1,
      timeout_secs: 77,
      metadata: { region: "eu" },
    });
    expect(claimed).not.toHaveProperty("last_checkpoint");
    expect(await product.run(run.id)).toMatchObject({ status: "dequeued", worker_id: "worker-7" });
    expect((await product.executor("POST", asRun(claimed), "heartbeat")).status).toBe(200);
    const executing = await product.run(run.id);
    expect(executing).toMatchObject({ status: "executing" });
    expect(executing.started_at).toBeDefined();
  });

  it.each([
    { max: 0 },
    { max: 101 },
    { max: 1.5 },
    { wait_ms: -1 },
    { wait_ms: 30_001 },
    { worker_id: "" },
    { worker_id: undefined },
    { job_slugs: "slug" },
    { queues: [""] },
  ])("refuses %j", async (fields) => {
    expect((await claimAnswer(fields)).status).toBe(422);
  });

  it("is for one project alone, and for runs that are pulled", async () => {
    const made = await product.call("POST", "/v1/api-keys", {
      body: { project_id: "elsewhere", name: "n", scopes: ["workers:connect"] },
      headers: { "X-Internal-Secret": product.environment["INTERNAL_SECRET"] ?? "" },
    });
    const job = await product.createJob();
    const http = await product.createJob({ endpoint_url: "http://127.0.0.1:9/" });
    await product.control("POST", `/v1/jobs/${job.id}/trigger`);
    await product.control("POST", `/v1/jobs/${http.id}/trigger`);
    for (const fields of [{}, { job_slugs: [job.slug] }, { queues: ["default"] }]) {
      const foreign = await product.call("POST", "/v1/workers/claim", {
        body: { worker_id: "w", max: 100, ...fields },
        headers: { Authorization: `Bearer ${made.body.key}` },
      });
      expect(foreign.body).toEqual({ runs: [] });
    }
    expect(await claim({ job_slugs: [http.slug] })).toEqual([]);
    expect(await claim({ job_slugs: [job.slug] })).toHaveLength(1);
  });
});

describe("claims of one moment", () => {
  it("never get the same run, and together get all", async () => {
    const job = await product.createJob();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 2, maxLength: 16 }),
        async (count, claimers) => {
          const triggered = await triggerMany(job.id, count);
          const taken: string[] = [];
          const work = async (max: number, index: number): Promise<void> => {
            for (;;) {
              const runs = await claim({ job_slugs: [job.slug], max, worker_id: `w${index}` }, index % 2);
              if (runs.length === 0) return;
              expect(runs.length).toBeLessThanOrEqual(max);
              taken.push(...runIds(runs));
            }
          };
          await Promise.all(claimers.map(work));
          expect(taken.sort()).toEqual(triggered.sort());
        },
      ),
      { numRuns: 15 },
    );
  });

  it("also when runs come while they claim, and when claimers wait", async () => {
    const job = await product.createJob();
    const taken: string[] = [];
    let open = true;
    const claimers = Array.from({ length: 8 }, async (_, index) => {
      while (open) {
        taken.push(...runIds(await claim({ job_slugs: [job.slug], max: 3, wait_ms: 300 }, index % 2)));
      }
    });
    const triggered: string[] = [];
    for (let batch = 0; batch < 10; batch++) triggered.push(...(await triggerMany(job.id, 12)));
    await eventually(
      async () => taken.length,
      (count) => count >= triggered.length,
    );
    open = false;
    await Promise.all(claimers);
    expect(taken.sort()).toEqual(triggered.sort());
  });
});

describe("the order of claims", () => {
  it("is priority, then age in a job, and in turns of jobs, whatever is claimed together", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 25 }),
        fc.integer({ min: 1, max: 30 }),
        async (priorities, max) => {
          const jobs = [await product.createJob(), await product.createJob()];
          const left: { id: string; priority: number; job: number }[] = [];
          for (const [index, priority] of priorities.entries()) {
            const job = index % 3 === 0 ? 0 : 1;
            left.push({ id: (await product.trigger(jobs[job].id, { priority })).id, priority, job });
          }
          // They are triggered one after the other, so the first of a list is the oldest.
          const order = left.sort((one, other) => other.priority - one.priority).slice();
          const turns: number[][] = [];
          for (let rounds = 0; order.length > 0 && rounds < priorities.length; rounds++) {
            for (const { run_id } of await claim({ job_slugs: jobs.map(({ slug }) => slug), max })) {
              const first = order[0];
              const at = order.findIndex(({ id }) => id === run_id);
              const [one] = order.splice(at, 1);
              expect(one?.priority).toBe(first?.priority);
              const earlier = order.slice(0, at).filter(({ job }) => job === one?.job);
              expect(earlier).toEqual([]);
              const rival = order.some(({ job, priority }) => job !== one?.job && priority === one?.priority);
              if (rival) turns.push([one?.priority ?? 0, one?.job ?? 0]);
            }
          }
          expect(order).toEqual([]);
          // While both have runs of one priority, none comes twice before the other.
          for (const [index, [priority, job]] of turns.entries()) {
            const next = turns[index + 1];
            if (next?.[0] === priority) expect(next?.[1]).not.toBe(job);
          }
        },
      ),
      { numRuns: 12 },
    );
  });
});

describe("what a claim asks for", () => {
  it("is jobs by slug, queues, or anything", async () => {
    const queue = `q-${crypto.randomUUID()}`;
    const [one, two, three] = [
      await product.createJob({ queue_name: queue }),
      await product.createJob({ queue_name: queue }),
      await product.createJob({ queue_name: `${queue}x` }),
    ];
    const ids = [];
    for (const job of [one, two, three]) ids.push((await product.trigger(job.id)).id);
    expect(await claim({ job_slugs: ["no-such-job"], max: 10 })).toEqual([]);
    expect(await claim({ queues: ["no-such-queue"], max: 10 })).toEqual([]);
    expect(runIds(await claim({ job_slugs: [two.slug, "no-such-job"], max: 10 }))).toEqual([ids[1]]);
    expect(runIds(await claim({ queues: [queue], max: 10 }))).toEqual([ids[0]]);
    expect(runIds(await claim({ max: 100 }))).toContain(ids[2]);
  });

  it("is not given of a job that is paused or disabled, and at once when it is resumed", async () => {
    const job = await product.createJob();
    const run = await product.trigger(job.id);
    const path = `/v1/jobs/${job.id}`;
    await product.control("POST", `${path}/pause`);
    expect(await claim({ job_slugs: [job.slug] })).toEqual([]);
    const waiting = claim({ job_slugs: [job.slug], wait_ms: 20_000 }, 1);
    await product.control("PATCH", path, { enabled: false });
    await product.control("POST", `${path}/resume`);
    await product.control("PATCH", path, { enabled: true });
    expect(runIds(await waiting)).toEqual([run.id]);
  });
});

describe("a claim that waits", () => {
  it("is answered with nothing when its time is over", async () => {
    const job = await product.createJob();
    expect((await claimAnswer({ job_slugs: [job.slug], wait_ms: 200 })).body).toEqual({ runs: [] });
  });

  it("takes runs of a job that did not exist when it began to wait", async () => {
    const slug = `later-${crypto.randomUUID()}`;
    const known = await product.createJob();
    const waiting = claim({ job_slugs: [known.slug, slug], wait_ms: 20_000 }, 1);
    // It has looked in vain once by then.
    expect(await claim({ job_slugs: [slug] }, 1)).toEqual([]);
    const run = await product.trigger((await product.createJob({ slug })).id);
    expect(runIds(await waiting)).toEqual([run.id]);
  });

  it.each([
    ["its job's slug", (job: Shown) => ({ job_slugs: [job.slug] })],
    ["its queue", (job: Shown) => ({ queues: [job.queue] })],
  ])("is woken by a run triggered on the other gateway, by %s", async (_, filter) => {
    const job = await product.createJob({ queue_name: `q-${crypto.randomUUID()}` });
    for (let round = 0; round < 3; round++) {
      const waiting = [0, 0, 1, 1].map((gateway) => claim({ ...filter(job), wait_ms: 20_000 }, gateway));
      const triggered = [];
      for (let n = 0; n < waiting.length; n++) {
        const answer = await product.call("POST", `/v1/jobs/${job.id}/trigger`, {
          headers: { Authorization: `Bearer ${API_KEY}` },
          gateway: n % 2,
        });
        triggered.push(answer.body.id);
      }
      const claimed = (await Promise.all(waiting)).flatMap(runIds);
      expect(claimed.sort()).toEqual(triggered.sort());
    }
  });

  it("is called by a message for the first run that a job has ready, not by the gateways' own looking", async () => {
    const job = await product.createJob();
    const subscriber = new Redis(connectionOptions(product.redis.url));
    const heard: string[] = [];
    subscriber.on("smessage", (_: string, message: string) => {
      if (message === `${job.id} default ${PROJECT}`) heard.push(message);
    });
    await subscriber.ssubscribe(catalogKey("ready_channel"));
    await product.trigger(job.id);
    const count = async () => heard.length;
    expect(await eventually(count, (messages) => messages === 1)).toBe(1);
    await product.trigger(job.id);
    await claim({ job_slugs: [job.slug], max: 2 });
    await product.trigger(job.id);
    expect(await eventually(count, (messages) => messages === 2)).toBe(2);
    subscriber.disconnect();
  });

  it("takes no run when its client has gone", async () => {
    const job = await product.createJob();
    const leaving = new AbortController();
    const left = fetch(`${product.url()}/v1/workers/claim`, {
      method: "POST",
      headers: { Authorization: `Bearer ${API_KEY}`, "Content-Type": "application/json" },
      body: JSON.stringify({ worker_id: "leaver", job_slugs: [job.slug], wait_ms: 20_000 }),
      signal: leaving.signal,
    }).catch(() => undefined);
    // A claim of another job that was sent later and has waited shows that the first one waits by now.
    await claim({ job_slugs: ["none"], wait_ms: 200 });
    leaving.abort();
    await left;
    await claim({ job_slugs: ["none"], wait_ms: 200 });
    const run = await product.trigger(job.id);
    expect(runIds(await claim({ job_slugs: [job.slug], wait_ms: 20_000 }, 1))).toEqual([run.id]);
  });
});
