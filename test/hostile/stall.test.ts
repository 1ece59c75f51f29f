import { once } from "node:events";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  eventually,
  INTERNAL_SECRET,
  Product,
  type ProductProcess,
  type TriggeredRun,
} from "../support/product.js";
import { RawConnection } from "../support/raw-http.js";
import { filled } from "./dense-texts.js";
import { expectNoStall, MEASURED, type Stall, stallOf } from "./stall.js";

let product: Product;
let gateway: ProductProcess;
let worker: ProductProcess;
let run: TriggeredRun;
let jobId: string;

beforeAll(async () => {
  product = await Product.start({ environment: MEASURED });
  const [started] = product.gateways;
  if (started === undefined) throw new Error("no gateway");
  gateway = started;
  worker = product.startWorker();
  jobId = (await product.createJob()).id;
  run = await product.trigger(jobId);
  await product.executor("POST", run, "heartbeat");
});
afterAll(() => product.stop());

describe("no computation of users holds a process:", () => {
  test("a costly schema", async () => {
    const schema = { pattern: "(?:a|b|c|d|e){0,1000}$" };
    await expectNoStall(gateway, async () => {
      const body = { key: "k", value: "a".repeat(1_000_000), schema };
      expect((await product.executor("POST", run, "output", body)).status).toBe(422);
    });
  });

  test("payload_contains, however many comparisons", async () => {
    const own = (await product.createJob()).id;
    await product.trigger(own, { payload: ["needle"] });
    const lists = [...JSON.parse(filled("[", () => "[0]", "]")).slice(4), [1]];
    const costly = await product.trigger(own, { payload: lists });
    await product.trigger(own, { payload: [...JSON.parse(filled("[", () => "0", "]")).slice(2), 9] });
    const query = (part: unknown, cursor = "") =>
      product.control("GET", `/v1/runs?job_id=${own}&payload_contains=${JSON.stringify(part)}${cursor}`);
    await expectNoStall(gateway, async () => {
      const found = await query(Array(1000).fill(9));
      expect(found.status, found.text).toBe(200);
      const refused = await query(Array(600).fill([1]));
      // One run at least was looked at before the costly one, so its page ends in front of it.
      expect(refused.body).toMatchObject({ data: [], has_more: true });
      const on = await query(Array(600).fill([1]), `&cursor=${refused.body.next_cursor}`);
      expect(on.status, on.text).toBe(400);
      expect(on.body.error.message).toContain(costly.id);
    });
    const needle = await query("needle");
    expect(needle.body.data.map((one: { payload: unknown }) => one.payload)).toEqual([["needle"]]);
  });

  const ENDS = "chain ends here: the mapped payload is too large";
  test("a payload mapping, however large what it makes", async () => {
    const next = await product.createJob();
    const fields = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`f${index}`, "result"]));
    const chained = await product.createJob({
      on_complete_trigger_job: next.id,
      on_complete_payload_mapping: fields,
    });
    await expectNoStall(worker, async () => {
      const ended = await product.trigger(chained.id);
      await product.executor("POST", ended, "heartbeat");
      const result = filled("[", (index) => `{"${index.toString(36)}":0}`, "]")
        .replace(/.{30}\]$/, "]")
        .slice(0, 0);
      const large = result || `"${"x".repeat(1_000_000)}"`;
      expect((await product.executor("POST", ended, "complete", `{"result":${large}}`)).status).toBe(200);
      const events = await eventually(
        async () => (await product.control("GET", `/v1/runs/${ended.id}/events`)).body.data,
        (found) => found.some((one: { message: string }) => one.message.startsWith(ENDS)),
      );
      expect(events.map((one: { message: string }) => one.message).join()).toContain(ENDS);
    });
    expect((await product.control("GET", `/v1/runs?job_id=${next.id}`)).body.data).toEqual([]);
  });

  test("cron expressions of a whole batch", async () => {
    const jobs = (cron: string, window: string) =>
      Array.from({ length: 50 }, () => {
        const slug = `job-${crypto.randomUUID()}`;
        return { project_id: "default", name: slug, slug, cron, execution_window_cron: window };
      });
    await expectNoStall(gateway, async () => {
      const never = "0 0 31 2,4,6,9,11 *";
      const refused = await product.control("POST", "/v1/jobs/batch", { jobs: jobs(never, never) });
      expect(refused.status, refused.text).toBe(400);
      const late = "59 23 29 2 *";
      const created = await product.control("POST", "/v1/jobs/batch", { jobs: jobs(late, late) });
      expect(created.status, created.text).toBe(201);
    });
  });

  test("cron expressions of a batch whose jobs are refused for something else", async () => {
    const jobs = Array.from({ length: 50 }, (_, minute) => {
      const slug = `job-${crypto.randomUUID()}`;
      // Once in 28 years.
      const cron = `${minute} 0 * 2 MON#5`;
      const both = { debounce_window_secs: 1, batch_window_secs: 1 };
      return { project_id: "default", name: slug, slug, cron, execution_window_cron: cron, ...both };
    });
    await expectNoStall(gateway, async () => {
      const refused = await product.control("POST", "/v1/jobs/batch", { jobs });
      expect(refused.status, refused.text).toBe(400);
      expect(refused.text).toContain("excludes batch_window_secs");
    });
  });

  test("a window that opens once in 28 years, looked for by each trigger of a call", async () => {
    const own = await product.createJob({ execution_window_cron: "0 0 * 2 MON#5" });
    const items = Array.from({ length: 100 }, (_, index) => ({
      scheduled_at: new Date(Date.now() + 60_000 + index).toISOString(),
    }));
    await expectNoStall(gateway, async () => {
      const triggered = await product.control("POST", `/v1/jobs/${own.id}/trigger/bulk`, { items });
      expect(triggered.status, triggered.text).toBe(201);
    });
  });

  test("schemas of a whole batch", async () => {
    const names = Array.from({ length: 100 }, (_, index) => `p${index}`);
    const schema = {
      definitions: { a: { properties: Object.fromEntries(names.map((one) => [one, {}])) } },
      properties: Object.fromEntries(names.map((one) => [one, { $ref: "#/definitions/a" }])),
    };
    const jobs = Array.from({ length: 50 }, () => {
      const slug = `job-${crypto.randomUUID()}`;
      return { project_id: "default", name: slug, slug, payload_schema: schema, result_schema: schema };
    });
    await expectNoStall(gateway, () => product.control("POST", "/v1/jobs/batch", { jobs }));
  });
});

describe("no line of a request holds the gateway:", () => {
  test("many parameters", async () => {
    const query = Array.from({ length: 1500 }, (_, index) => `a=${index % 10}`).join("&");
    await expectNoStall(gateway, () => product.control("GET", `/v1/runs?job_id=x&${query.slice(0, 3900)}`));
  });
});

describe("no many of them hold the gateway:", () => {
  test("bodies that become a thousand times as large", async () => {
    const coded = gzipSync(Buffer.alloc(1_000_000, " "));
    const head = `POST /sdk/v1/runs/${run.id}/log HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${run.token}\r\n`;
    const rest = `Content-Encoding: gzip\r\nContent-Length: ${coded.length}\r\n\r\n`;
    const bytes = Buffer.concat([Buffer.from(head + rest), coded]);
    await expectNoStall(gateway, async () => {
      const sent = Array.from({ length: 200 }, async () => {
        const connection = new RawConnection(product.ports[0] ?? 0);
        connection.write(bytes);
        const answer = await connection.answer();
        connection.destroy();
        return answer?.status;
      });
      expect([...new Set(await Promise.all(sent))]).toEqual([400]);
    });
  });
});

describe("no list holds the gateway:", () => {
  test("of large states", async () => {
    const own = await product.trigger(jobId);
    await product.executor("POST", own, "heartbeat");
    for (let index = 0; index < 100; index++) {
      await product.executor("POST", own, "state", { key: `k${index}`, value: "x".repeat(65_000) });
    }
    await expectNoStall(gateway, async () => {
      expect((await product.executor("GET", own, "state")).body).toHaveLength(100);
    });
  });

  test("of jobs with large schemas", async () => {
    const payload_schema = { enum: Array.from({ length: 1500 }, (_, index) => index) };
    for (let index = 0; index < 20; index++) {
      await product.createJob({ payload_schema, result_schema: payload_schema, enabled: false });
    }
    await expectNoStall(gateway, () => product.control("GET", "/v1/jobs?limit=100"));
  });
});

describe("no first call holds the gateway:", () => {
  test("to somebody's endpoint, or for metrics", async () => {
    // Each try is the first call of a new gateway: a second one does not load what holds it.
    const seen: Stall[] = [];
    for (let tries = 0; tries < 4; tries++) {
      gateway.child.kill();
      await once(gateway.child, "exit");
      gateway = await product.startGateway();
      await product.control("GET", "/v1/jobs?limit=1");
      await stallOf(gateway);
      const headers = { "X-Internal-Secret": INTERNAL_SECRET };
      expect((await product.call("GET", "/metrics", { headers })).status).toBe(200);
      const tried = await product.control("POST", "/v1/webhooks/test", { url: "https://127.0.0.1:9/" });
      expect(tried.status, tried.text).toBe(200);
      seen.push(await stallOf(gateway));
      if (seen.some(({ stallMs, fixedMs }) => stallMs <= fixedMs)) return;
    }
    expect.fail(JSON.stringify(seen));
  });
});
