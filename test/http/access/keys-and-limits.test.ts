import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LIMITS } from "../../../src/domain/limits.js";
import { apiKeyDigest } from "../../../src/store/api-keys.js";
import { catalogKey } from "../../../src/store/keys.js";
import { freePort } from "../../support/ports.js";
import {
  API_KEY,
  eventually,
  type HttpAnswer,
  INTERNAL_SECRET,
  PROJECT,
  Product,
} from "../../support/product.js";

let limited: string;
let product: Product;

beforeAll(async () => {
  product = await Product.start();
  const port = await freePort();
  limited = `http://127.0.0.1:${port}`;
  // A second gateway of the same data, behind a proxy, with limits by address.
  product.gateways.push(
    product.launch("gateway", {
      PORT: String(port),
      TRUSTED_PROXIES: "127.0.0.1, 10.0.0.0/8",
      RATE_LIMIT_REQUESTS: "40",
      TRIGGER_RATE_LIMIT_REQUESTS: "3",
    }),
  );
  await eventually(
    () =>
      fetch(`${limited}/health/ready`).then(
        (answer) => answer.status,
        () => 0,
      ),
    (status) => status === 200,
    50_000,
  );
});

afterAll(() => product.stop());

function as(key: string): (method: string, path: string, body?: unknown) => Promise<HttpAnswer> {
  return (method, path, body) =>
    product.call(method, path, { body, headers: { Authorization: `Bearer ${key}` } });
}

async function newKey(fields: Record<string, unknown> = {}): Promise<HttpAnswer["body"]> {
  const body = { project_id: PROJECT, name: "test", ...fields };
  const created = await product.control("POST", "/v1/api-keys", body);
  expect(created.status).toBe(201);
  return created.body;
}

/** From an address of its own, through the proxy. */
function from(address: string, path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${limited}${path}`, {
    headers: { Authorization: `Bearer ${API_KEY}`, "X-Forwarded-For": address, ...headers },
  });
}

describe("API keys", () => {
  it("are shown once, listed without the key, and used", async () => {
    const key = await newKey({ scopes: ["runs:read"], expires_in_days: 2, rotation_interval_days: 30 });
    expect(key.key).toMatch(/^strait_[0-9a-f]{64}$/);
    expect(key.key.startsWith(key.key_prefix)).toBe(true);
    expect(Date.parse(key.next_rotation_at) - Date.parse(key.created_at)).toBe(30 * 86_400_000);
    expect((await as(key.key)("GET", "/v1/runs")).status).toBe(200);
    const denied = await as(key.key)("POST", "/v1/jobs", {});
    expect(denied.status).toBe(403);
    const listed = await product.control("GET", "/v1/api-keys?limit=100");
    const own = listed.body.data.find(({ id }: { id: string }) => id === key.id);
    expect(own).toMatchObject({ key_prefix: key.key_prefix, last_used_at: expect.any(String) });
    expect(listed.text).not.toContain(key.key);
  });

  it("rotate: both are good during the grace, once only, and never with more rights than the caller's", async () => {
    const old = await newKey({ scopes: ["runs:read", "jobs:read"] });
    const rotated = await product.control("POST", `/v1/api-keys/${old.id}/rotate`, {
      grace_period_minutes: 5,
    });
    expect(rotated.status).toBe(201);
    expect(rotated.body).toMatchObject({
      old_key_id: old.id,
      new_key_id: rotated.body.id,
      scopes: ["runs:read", "jobs:read"],
      key: expect.stringMatching(/^strait_/),
      grace_expires_at: expect.any(String),
    });
    for (const key of [old.key, rotated.body.key])
      expect((await as(key)("GET", "/v1/runs")).status).toBe(200);
    expect((await product.control("POST", `/v1/api-keys/${old.id}/rotate`)).status).toBe(409);
    const long = await product.control("POST", `/v1/api-keys/${old.id}/rotate`, {
      grace_period_minutes: 10_081,
    });
    expect(long.status).toBe(400);
    expect((await product.control("POST", "/v1/api-keys/unknown/rotate")).status).toBe(404);
    const manager = await newKey({ scopes: ["api-keys:manage"] });
    const wide = await newKey({ scopes: ["*"] });
    expect((await as(manager.key)("POST", `/v1/api-keys/${wide.id}/rotate`)).status).toBe(403);
  });

  it("leave when they have expired: a project that has rotated a thousand can rotate on", async () => {
    const redis = new Redis({ path: product.redis.url.slice("unix://".length) });
    const fields = { project_id: PROJECT, name: "rotated", scopes: "*", created_at: 1 };
    const expired = (await newKey()).id;
    const listed = catalogKey("api_keys", PROJECT);
    const written = redis.pipeline();
    for (let n = await redis.hlen(listed); n < LIMITS.apiKeys; n++) {
      const digest = apiKeyDigest(`strait_${n}`);
      written.hset(catalogKey("api_key", digest), { id: `old-${n}`, ...fields, expires_at: Date.now() });
      written.hset(listed, `old-${n}`, digest);
    }
    await written.exec();
    // One that expired long ago leaves also while there is room.
    const rotated = await product.control("POST", `/v1/api-keys/${expired}/rotate`);
    expect(rotated.status).toBe(201);
    expect(await redis.hlen(listed)).toBeLessThan(50);
    const known = await as("strait_999")("GET", "/v1/runs");
    expect([known.status, known.body.error.message]).toEqual([401, "API key has expired"]);
    await redis.hset(catalogKey("api_key", apiKeyDigest("strait_998")), {
      id: "old",
      ...fields,
      expires_at: 1,
    });
    await redis.hset(listed, "old", apiKeyDigest("strait_998"));
    await newKey();
    expect(await redis.hexists(listed, "old")).toBe(0);
    expect((await as(rotated.body.key)("GET", "/v1/runs")).status).toBe(200);
    redis.disconnect();
  });

  it("of two rotations at once one wins", async () => {
    const { id } = await newKey();
    const both = await Promise.all(
      [1, 2, 3, 4].map(() => product.control("POST", `/v1/api-keys/${id}/rotate`, {})),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });

  it("tell why they are refused", async () => {
    const key = await newKey();
    expect((await product.control("DELETE", `/v1/api-keys/${key.id}`)).status).toBe(204);
    const refused = await as(key.key)("GET", "/v1/runs");
    expect(refused.status).toBe(401);
    expect(refused.body.error.message).toBe("API key was revoked");
    expect((await product.control("DELETE", `/v1/api-keys/${key.id}`)).status).toBe(404);
  });
});

describe("projects", () => {
  it("go with their keys when they have no jobs", async () => {
    const internal = { "X-Internal-Secret": INTERNAL_SECRET };
    const call = (method: string, path: string, body?: unknown) =>
      product.call(method, path, { body, headers: internal });
    expect((await call("POST", "/v1/projects", { id: "short-lived" })).status).toBe(201);
    const key = await call("POST", "/v1/api-keys", { project_id: "short-lived", name: "k" });
    const job = await as(key.body.key)("POST", "/v1/jobs", {
      project_id: "short-lived",
      name: "job",
      slug: "job",
    });
    expect((await call("DELETE", "/v1/projects/short-lived")).status).toBe(409);
    expect((await as(key.body.key)("DELETE", `/v1/jobs/${job.body.id}`)).status).toBe(204);
    expect((await as(key.body.key)("DELETE", "/v1/projects/short-lived")).status).toBe(403);
    expect((await call("DELETE", "/v1/projects/short-lived")).status).toBe(204);
    expect((await call("DELETE", "/v1/projects/short-lived")).status).toBe(404);
    expect((await as(key.body.key)("GET", "/v1/runs")).status).toBe(401);
  });
});

describe("rate limits", () => {
  it("of a key: exactly so many requests pass, with headers, then 429 and Retry-After", async () => {
    const { key } = await newKey({ rate_limit_requests: 20, rate_limit_window_secs: 600 });
    const answers = await Promise.all(Array.from({ length: 30 }, () => as(key)("GET", "/v1/runs?limit=1")));
    const passed = answers.filter(({ status }) => status === 200);
    const refused = answers.filter(({ status }) => status === 429);
    expect([passed.length, refused.length]).toEqual([20, 10]);
    const remaining = passed.map(({ headers }) => Number(headers.get("x-ratelimit-remaining")));
    expect(remaining.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index));
    for (const { headers, body } of refused) {
      expect(headers.get("x-ratelimit-limit")).toBe("20");
      expect(headers.get("x-ratelimit-remaining")).toBe("0");
      expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
      expect(body.error.code).toBe("rate_limited");
    }
  });

  it("of a project are shared by its keys, except those with one of their own", async () => {
    const headers = { "X-Internal-Secret": INTERNAL_SECRET };
    const limits = { rate_limit_requests: 4, rate_limit_window_secs: 600 };
    const body = { id: "slow-lane", ...limits };
    expect((await product.call("POST", "/v1/projects", { body, headers })).body).toMatchObject(limits);
    const keys: string[] = [];
    for (const own of [{}, {}, { rate_limit_requests: 100 }]) {
      const created = { project_id: "slow-lane", name: "k", ...own };
      keys.push((await product.call("POST", "/v1/api-keys", { body: created, headers })).body.key);
    }
    const statuses: number[] = [];
    for (let index = 0; index < 6; index++) {
      statuses.push((await as(keys[index % 2] ?? "")("GET", "/v1/runs")).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 429, 429]);
    expect((await as(keys[2] ?? "")("GET", "/v1/runs")).status).toBe(200);
  });

  it("by address see through trusted proxies, and through no other", async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 45; index++) statuses.push((await from("198.51.100.1", "/v1/runs")).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(40);
    expect((await from("198.51.100.2", "/v1/runs")).status).toBe(200);
    // What is left of an address that is not trusted was written by whoever called.
    expect((await from("203.0.113.9, 198.51.100.1, 10.1.2.3", "/v1/runs")).status).toBe(429);
    // Off on the first gateway, and never for executors.
    expect((await product.control("GET", "/v1/runs")).headers.get("x-ratelimit-limit")).toBeNull();
  });

  it("of triggers by address", async () => {
    const job = await product.createJob();
    const statuses: number[] = [];
    for (let index = 0; index < 5; index++) {
      const response = await fetch(`${limited}/v1/jobs/${job.id}/trigger`, {
        method: "POST",
        headers: { Authorization: `Bearer ${API_KEY}`, "X-Forwarded-For": "198.51.100.7" },
      });
      statuses.push(response.status);
    }
    expect(statuses).toEqual([201, 201, 201, 429, 429]);
  });
});

describe("lock-out", () => {
  it("refuses an address after ten wrong keys, but neither others nor any good key", async () => {
    const wrong = { Authorization: "Bearer strait_wrong" };
    const statuses: number[] = [];
    for (let index = 0; index < 12; index++) {
      statuses.push((await from("198.51.100.20", "/v1/runs", wrong)).status);
    }
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429, 429]);
    const refused = await from("198.51.100.20", "/v1/runs", wrong);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await from("198.51.100.20", "/v1/runs")).status).toBe(200);
    const { key } = await newKey();
    const unused = { Authorization: `Bearer ${key}` };
    expect((await from("198.51.100.20", "/v1/runs", unused)).status).toBe(200);
    expect((await from("198.51.100.21", "/v1/runs", unused)).status).toBe(200);
  });

  it("counts no request without a credential, and starts anew after a good one", async () => {
    const none = { Authorization: "" };
    for (let index = 0; index < 15; index++) {
      expect((await from("198.51.100.30", "/v1/runs", none)).status).toBe(401);
    }
    const wrong = { Authorization: "Bearer strait_wrong" };
    for (let round = 0; round < 2; round++) {
      for (let index = 0; index < 8; index++) {
        expect((await from("198.51.100.31", "/v1/runs", wrong)).status).toBe(401);
      }
      const { key } = await newKey();
      expect((await from("198.51.100.31", "/v1/runs", { Authorization: `Bearer ${key}` })).status).toBe(200);
    }
  });

  it("is by kind of credential: wrong internal secrets too", async () => {
    const wrong = { Authorization: "", "X-Internal-Secret": "wrong" };
    for (let index = 0; index < 10; index++) {
      expect((await from("198.51.100.40", "/v1/projects", wrong)).status).toBe(401);
    }
    const right = { Authorization: "", "X-Internal-Secret": INTERNAL_SECRET };
    expect((await from("198.51.100.40", "/v1/projects", wrong)).status).toBe(429);
    // It was in use before, so it was not guessed.
    expect((await from("198.51.100.40", "/v1/projects", right)).status).toBe(200);
    expect((await from("198.51.100.40", "/v1/runs")).status).toBe(200);
  });
});

describe("workers", () => {
  it("are listed with their runs once they claim, and lose them when they are disconnected", async () => {
    const job = await product.createJob();
    const runs = [await product.trigger(job.id), await product.trigger(job.id)];
    const claim = (worker_id: string, max: number) =>
      product.control("POST", "/v1/workers/claim", { worker_id, max, job_slugs: [job.slug] });
    const claimed = (await claim("worker:1/a", 2)).body.runs;
    expect(claimed).toHaveLength(2);
    const [first] = claimed;
    const token = { id: first.run_id, token: first.run_token, jobId: job.id };
    await product.executor("POST", token, "heartbeat");
    await eventually(
      () => product.control("GET", "/v1/workers"),
      ({ body }) => body.data.length === 1,
    );
    const path = `/v1/workers/${encodeURIComponent("worker:1/a")}`;
    const worker = await product.control("GET", path);
    expect(worker.body).toMatchObject({ id: "worker:1/a", status: "active", job_slugs: [job.slug] });
    const tasks = await product.control("GET", `${path}/tasks`);
    expect(tasks.body.data.map(({ status }: { status: string }) => status).sort()).toEqual([
      "dequeued",
      "executing",
    ]);
    expect(tasks.body.data.map(({ run_id }: { run_id: string }) => run_id).sort()).toEqual(
      runs.map(({ id }) => id).sort(),
    );

    const gone = await product.control("DELETE", path);
    expect(gone.body).toEqual({ status: "disconnected", released: "2" });
    expect((await product.executor("POST", token, "heartbeat")).status).toBe(401);
    expect((await product.control("GET", path)).status).toBe(404);
    expect((await product.run(first.run_id)).attempt).toBe(1);
    const again = (await claim("worker:2", 5)).body.runs;
    expect(again.map(({ run_id }: { run_id: string }) => run_id).sort()).toEqual(
      runs.map(({ id }) => id).sort(),
    );
    expect((await product.control("GET", "/v1/workers/nobody/tasks")).status).toBe(404);
    expect((await product.control("GET", "/v1/workers?cursor=x")).status).toBe(400);
  });
});

describe("headers", () => {
  it("a control answer names the API version; Accept that refuses JSON is 406", async () => {
    expect((await product.control("GET", "/v1/runs")).headers.get("x-api-version")).toBe("v1");
    const accepts: readonly (readonly [string, number])[] = [
      ["text/html", 406],
      ["application/json;q=0", 406],
      ["text/html, application/json;q=0.5", 200],
      ["application/problem+json", 200],
      ["application/*", 200],
      ["text/html, */*;q=0.1", 200],
      ["application/jsonp", 406],
    ];
    for (const [accept, status] of accepts) {
      const answer = await product.control("GET", "/v1/runs", undefined, { Accept: accept });
      expect([accept, answer.status]).toEqual([accept, status]);
    }
  });
});
