import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventually, type HttpAnswer, PROJECT, Product } from "../support/product.js";
import { TcpProxy } from "../support/tcp-proxy.js";
import { type Server, startServer } from "./servers.js";

let server: Server;
let network: TcpProxy;
let product: Product;

beforeEach(async () => {
  server = await startServer();
  network = await TcpProxy.start(server);
  product = await Product.start({
    redis: server.redis,
    environment: { REDIS_URL: network.url, REDIS_TIMEOUT: "1s" },
  });
});
afterEach(async () => {
  await product.stop();
  await network.close();
  await server.release();
});

/** What a call does that must happen once, the command that does it, and how often it has happened. */
interface Case {
  readonly command: string;
  call(headers: Record<string, string>): Promise<HttpAnswer>;
  count(): Promise<number>;
  readonly once: number;
}

const list = async (path: string): Promise<readonly unknown[]> =>
  (await product.control("GET", path)).body.data;

async function failedRun(): Promise<string> {
  const job = await product.createJob();
  const run = await product.trigger(job.id);
  await product.executor("POST", run, "fail", { error: "no" });
  return run.id;
}

const CASES: Record<string, () => Promise<Case>> = {
  async "a bulk trigger"() {
    const job = await product.createJob();
    const items = Array.from({ length: 5 }, (_, n) => ({ payload: n }));
    return {
      command: "trigger-bulk",
      call: (headers) => product.control("POST", `/v1/jobs/${job.id}/trigger/bulk`, { items }, headers),
      count: async () => (await list(`/v1/runs?job_id=${job.id}`)).length,
      once: 5,
    };
  },
  async "a trigger"() {
    const job = await product.createJob();
    return {
      command: "trigger",
      call: (headers) => product.control("POST", `/v1/jobs/${job.id}/trigger`, {}, headers),
      count: async () => (await list(`/v1/runs?job_id=${job.id}`)).length,
      once: 1,
    };
  },
  async "a trigger that a batch holds back"() {
    const job = await product.createJob({ batch_window_secs: 3600, batch_max_size: 3 });
    return {
      command: "trigger-gated",
      call: (headers) => product.control("POST", `/v1/jobs/${job.id}/trigger`, { payload: 1 }, headers),
      async count() {
        await product.control("POST", `/v1/jobs/${job.id}/trigger`, { payload: 2 });
        await product.control("POST", `/v1/jobs/${job.id}/trigger`, { payload: 2 });
        const [run] = (await list(`/v1/runs?job_id=${job.id}`)) as { payload: number[] }[];
        return run?.payload.filter((one) => one === 1).length ?? 0;
      },
      once: 1,
    };
  },
  async "an event"() {
    const job = await product.createJob();
    const run = await product.trigger(job.id);
    await product.executor("POST", run, "wait-for-event", { event_key: "k" });
    return {
      command: "send-event",
      call: (headers) => product.control("POST", "/v1/events/k/send", { payload: 1 }, headers),
      async count() {
        // What a second event would have left behind is received at once by the next wait.
        const next = await product.trigger(job.id);
        const wait = await product.executor("POST", next, "wait-for-event", { event_key: "k" });
        return wait.body.status === "waiting" ? 1 : 2;
      },
      once: 1,
    };
  },
  async "an event for a prefix"() {
    const job = await product.createJob();
    // Tried again while the gateway finds its Redis again.
    const wait = (event_key: string) =>
      eventually(
        async () => {
          const { status, body } = await product.control("POST", `/v1/jobs/${job.id}/trigger`, {});
          if (status !== 201) return status;
          const run = { id: body.id, token: body.run_token, jobId: job.id };
          return (await product.executor("POST", run, "wait-for-event", { event_key })).status;
        },
        (status) => status < 300,
      );
    await wait("k/1");
    await wait("k/2");
    return {
      command: "send-event",
      async call(headers) {
        const sent = await product.control("POST", "/v1/events/prefix/k%2F/send", {}, headers);
        // Whoever comes to wait behind the first call is not meant by its repeat.
        if (sent.status === 503) await wait("k/0");
        return sent;
      },
      count: async () => (await list("/v1/events?status=received")).length,
      once: 2,
    };
  },
  async "a replay of a run"() {
    const id = await failedRun();
    return {
      command: "replay-run",
      call: (headers) => product.control("POST", `/v1/runs/${id}/replay`, {}, headers),
      count: async () => (await list("/v1/runs?status=queued")).length,
      once: 1,
    };
  },
  async "a bulk replay"() {
    const ids = [await failedRun(), await failedRun()];
    return {
      command: "replay-run",
      call: (headers) => product.control("POST", "/v1/runs/bulk-replay", { run_ids: ids }, headers),
      count: async () => (await list("/v1/runs?status=queued")).length,
      once: 2,
    };
  },
  async "a new job"() {
    return {
      command: "create-job",
      call: (headers) =>
        product.control("POST", "/v1/jobs", { project_id: PROJECT, name: "n", slug: "s" }, headers),
      count: async () => (await list("/v1/jobs")).length,
      once: 1,
    };
  },
  async "a new webhook subscription"() {
    const body = { project_id: PROJECT, webhook_url: "http://127.0.0.1:9/", event_types: ["*"] };
    return {
      command: "write-webhook",
      call: (headers) => product.control("POST", "/v1/webhooks/subscriptions", body, headers),
      count: async () => (await list("/v1/webhooks/subscriptions")).length,
      once: 1,
    };
  },
};

describe("a repeat with its idempotency key, after the answer was lost, of", () => {
  it.each(Object.entries(CASES))("%s is the same call", { timeout: 60_000 }, async (_, prepare) => {
    const { command, call, count, once } = await prepare();
    const headers = { "Idempotency-Key": crypto.randomUUID() };
    const lost = network.loseAnswerTo(command);
    const first = call(headers);
    await lost;
    expect((await first).status).toBe(503);
    const again = await eventually(
      () => call(headers),
      ({ status }) => status !== 503 && status !== 409,
    );
    expect([200, 201]).toContain(again.status);
    const third = await call(headers);
    expect([third.text, third.headers.get("idempotency-replayed")]).toEqual([again.text, "true"]);
    expect(await count()).toBe(once);
  });
});
