import { createHash } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SCOPES } from "../../../src/store/api-keys.js";
import { connectionOptions } from "../../../src/store/connection.js";
import { catalogKey } from "../../../src/store/keys.js";
import { type Caller, createJob, newCaller } from "../../support/callers.js";
import { API_KEY, eventually, INTERNAL_SECRET, PROJECT, Product } from "../../support/product.js";

const SECRET = { "X-Internal-Secret": INTERNAL_SECRET };

let product: Product;
let redis: Redis;
let caller: Caller;

beforeAll(async () => {
  product = await Product.start({ gateways: 2 });
  redis = new Redis(connectionOptions(product.redis.url));
  caller = await newCaller(product);
});
afterAll(async () => {
  redis.disconnect();
  await product.stop();
});

describe("credentials", () => {
  it.each([
    ["nothing", {}],
    ["another scheme", { Authorization: `Basic ${API_KEY}` }],
    ["an unknown key", { Authorization: `Bearer strait_${"f".repeat(64)}` }],
    ["no key at all", { Authorization: "Bearer x" }],
    ["a wrong internal secret", { "X-Internal-Secret": `${INTERNAL_SECRET}x` }],
    ["an empty internal secret", { "X-Internal-Secret": "" }],
  ])("%s is answered 401", async (_, headers) => {
    for (const [method, path] of [
      ["GET", "/v1/jobs"],
      ["POST", "/v1/jobs"],
      ["DELETE", `/v1/runs/${crypto.randomUUID()}`],
    ] as const) {
      const { status, body } = await product.call(method, path, { headers });
      expect([status, body.error.code]).toEqual([401, "authentication_required"]);
    }
  });

  it("a run token is no credential here", async () => {
    const run = await product.trigger((await product.createJob()).id);
    const headers = { Authorization: `Bearer ${run.token}` };
    expect((await product.call("GET", `/v1/runs/${run.id}`, { headers })).status).toBe(401);
  });

  it("the internal secret acts for the project it names, in a header or the query", async () => {
    const job = await createJob(caller);
    const list = (path: string, headers: Record<string, string> = {}) =>
      product.call("GET", path, { headers: { ...SECRET, ...headers } });
    for (const answer of [
      await list("/v1/jobs", { "X-Project-Id": caller.projectId }),
      await list(`/v1/jobs?project_id=${caller.projectId}`),
      await product.call("GET", `/v1/jobs?project_id=${caller.projectId}`, {
        headers: { Authorization: `Bearer ${INTERNAL_SECRET}` },
      }),
    ]) {
      expect(answer.status).toBe(200);
      expect(answer.body.data).toContainEqual(job);
    }
    expect((await list(`/v1/jobs/${job.id}`, { "X-Project-Id": PROJECT })).status).toBe(404);
    for (const path of ["/v1/jobs", "/v1/runs", "/v1/events", "/v1/api-keys"]) {
      const { status, body } = await list(path);
      expect([status, body.error.message], path).toEqual([400, "project_id is required"]);
    }
    const triggered = await product.call("POST", `/v1/jobs/${job.id}/trigger`, {
      headers: { ...SECRET, "X-Actor-Id": "operator-7" },
    });
    const { body: run } = await list(`/v1/runs/${triggered.body.id}`);
    expect(run.created_by).toBe("operator-7");
  });
});

describe("scopes", () => {
  const CALLS = [
    ["jobs:read", "GET", "/v1/jobs"],
    ["jobs:read", "GET", "/v1/jobs/JOB"],
    ["jobs:read", "GET", "/v1/events"],
    ["jobs:read", "GET", "/v1/events/key"],
    ["jobs:write", "POST", "/v1/jobs", {}],
    ["jobs:write", "PATCH", "/v1/jobs/JOB", {}],
    ["jobs:write", "POST", "/v1/jobs/JOB/pause", {}],
    ["jobs:write", "POST", "/v1/jobs/JOB/resume"],
    ["jobs:write", "DELETE", "/v1/jobs/NONE"],
    ["jobs:write", "DELETE", "/v1/events/key"],
    ["jobs:trigger", "POST", "/v1/jobs/JOB/trigger", {}],
    ["jobs:trigger", "POST", "/v1/events/key/send", {}],
    ["jobs:trigger", "POST", "/v1/events/prefix/key/send", {}],
    ["runs:read", "GET", "/v1/runs"],
    ["runs:read", "GET", "/v1/runs/RUN"],
    ["runs:read", "GET", "/v1/runs/RUN/events"],
    ["runs:read", "GET", "/v1/runs/RUN/checkpoints"],
    ["runs:read", "GET", "/v1/runs/RUN/outputs"],
    ["runs:read", "GET", "/v1/runs/RUN/state"],
    ["runs:read", "GET", "/v1/runs/RUN/resources"],
    ["runs:read", "GET", "/v1/runs/RUN/usage"],
    ["runs:read", "GET", "/v1/runs/RUN/tool-calls"],
    ["runs:read", "GET", "/v1/runs/RUN/chunks"],
    ["runs:read", "GET", "/v1/runs/RUN/children"],
    ["runs:write", "DELETE", "/v1/runs/NONE"],
    ["workers:connect", "POST", "/v1/workers/claim", { worker_id: "w", job_slugs: ["none"] }],
    ["api-keys:manage", "GET", "/v1/api-keys"],
    ["api-keys:manage", "POST", "/v1/api-keys", {}],
    ["api-keys:manage", "DELETE", "/v1/api-keys/NONE"],
    ["projects:read", "GET", "/v1/projects"],
    ["projects:read", "GET", "/v1/projects/PROJECT"],
  ] as const;
  const keys = new Map<string, { only: Caller; without: Caller }>();
  let named: Record<string, string>;

  beforeAll(async () => {
    const { projectId } = caller;
    const job = await createJob(caller);
    const { body } = await caller.call("POST", `/v1/jobs/${job.id}/trigger`);
    named = { JOB: job.id, RUN: body.id, NONE: crypto.randomUUID(), PROJECT: projectId };
    const others = SCOPES.filter((scope) => scope !== "*");
    await Promise.all(
      [...new Set(CALLS.map(([scope]) => scope))].map(async (scope) => {
        const without = others.filter((one) => one !== scope);
        keys.set(scope, {
          only: await newCaller(product, { projectId, scopes: [scope] }),
          without: await newCaller(product, { projectId, scopes: without }),
        });
      }),
    );
  });

  it.each(CALLS)(
    "%s is what %s %s needs, and all it needs",
    async (scope, method, pattern, body?: object) => {
      const path = pattern.replace(/JOB|RUN|NONE|PROJECT/, (name) => named[name] ?? "");
      const pair = keys.get(scope);
      const refused = await pair?.without.call(method, path, body);
      expect([refused?.status, refused?.body.error.code]).toEqual([403, "forbidden"]);
      expect(refused?.body.error.message).toContain(scope);
      expect([401, 403, 405, 500]).not.toContain((await pair?.only.call(method, path, body))?.status);
    },
  );

  it("a key never grants more than it has", async () => {
    const manager = await newCaller(product, {
      projectId: caller.projectId,
      scopes: ["api-keys:manage", "jobs:read"],
    });
    const grant = (scopes?: string[]) =>
      manager.call("POST", "/v1/api-keys", { project_id: caller.projectId, name: "n", scopes });
    expect((await grant(["jobs:read"])).status).toBe(201);
    expect((await grant(["jobs:write"])).status).toBe(403);
    expect((await grant(["*"])).status).toBe(403);
    expect((await grant()).status).toBe(403);
    expect((await grant(["no:such"])).status).toBe(422);
  });
});

describe("API keys", () => {
  it("are shown once, stored as a digest, and belong to one project", async () => {
    const made = await newCaller(product);
    expect(made.key).toMatch(/^strait_[0-9a-f]{64}$/);
    const list = await made.call("GET", "/v1/api-keys");
    expect(list.body.data).toMatchObject([{ id: made.keyId, name: "test", scopes: ["*"] }]);
    expect(list.text).not.toContain(made.key);
    const digest = createHash("sha256").update(made.key).digest("hex");
    expect(list.text).not.toContain(digest);
    expect(JSON.stringify(await redis.hgetall(catalogKey("api_key", digest)))).not.toContain(made.key);
    const foreign = { project_id: caller.projectId, name: "n" };
    expect((await made.call("POST", "/v1/api-keys", foreign)).status).toBe(403);
    expect((await caller.call("DELETE", `/v1/api-keys/${made.keyId}`)).status).toBe(404);
  });

  it("are refused once revoked: here at once, on every gateway soon", async () => {
    const made = await newCaller(product);
    for (const gateway of [0, 1]) {
      expect((await made.call("GET", "/v1/jobs", undefined, {}, gateway)).status).toBe(200);
    }
    const other = await newCaller(product, { projectId: made.projectId });
    expect((await other.call("DELETE", `/v1/api-keys/${made.keyId}`)).status).toBe(204);
    expect((await made.call("GET", "/v1/jobs")).status).toBe(401);
    const later = await eventually(
      () => made.call("GET", "/v1/jobs", undefined, {}, 1),
      ({ status }) => status === 401,
    );
    expect(later.status).toBe(401);
    expect((await other.call("GET", "/v1/api-keys")).body.data).toHaveLength(1);
    expect((await other.call("DELETE", `/v1/api-keys/${made.keyId}`)).status).toBe(404);
  });

  it("are refused once expired", async () => {
    const make = (expires_in_days: number) =>
      caller.call("POST", "/v1/api-keys", { project_id: caller.projectId, name: "n", expires_in_days });
    for (const days of [0, 36_501, 1.5]) expect((await make(days)).status).toBe(422);
    const { body } = await make(1);
    expect(Date.parse(body.expires_at) - Date.parse(body.created_at)).toBe(86_400_000);
    const headers = { Authorization: `Bearer ${body.key}` };
    const digest = createHash("sha256").update(body.key).digest("hex");
    await redis.hset(catalogKey("api_key", digest), "expires_at", Date.now() - 1);
    expect((await product.call("GET", "/v1/jobs", { headers })).status).toBe(401);
  });
});

describe("projects", () => {
  it("are made and deleted with the internal secret alone, and seen by their own keys", async () => {
    const id = `project-${crypto.randomUUID()}`;
    const path = `/v1/projects/${id}`;
    const internal = (method: string, at: string, body?: unknown) =>
      product.call(method, at, { body, headers: SECRET });
    expect((await caller.call("POST", "/v1/projects", { id })).status).toBe(403);
    const created = await internal("POST", "/v1/projects", { id, name: "Mine" });
    expect([created.status, created.body]).toMatchObject([201, { id, name: "Mine" }]);
    expect((await internal("POST", "/v1/projects", { id })).status).toBe(409);
    expect((await internal("POST", "/v1/projects", { id: "a b" })).status).toBe(422);
    const own = await newCaller(product, { projectId: id });
    expect((await own.call("GET", path)).body).toEqual(created.body);
    expect((await own.call("GET", "/v1/projects")).body.data).toEqual([created.body]);
    expect((await own.call("GET", `/v1/projects/${PROJECT}`)).status).toBe(404);
    expect((await own.call("PATCH", path, { fair_weight: 2 })).status).toBe(403);
    for (const fair_weight of [0, 101, undefined])
      expect((await internal("PATCH", path, { fair_weight })).status).toBe(422);
    expect((await internal("PATCH", `${path}-none`, { fair_weight: 2 })).status).toBe(404);
    const weighed = { ...created.body, fair_weight: 2 };
    expect((await internal("PATCH", path, { fair_weight: 2 })).body).toEqual(weighed);
    expect((await own.call("GET", path)).body).toEqual(weighed);
    expect((await internal("PATCH", path, { fair_weight: 1 })).body).toEqual(created.body);
    const other = { id: `${id}-2`, fair_weight: 0.5 };
    expect((await internal("POST", "/v1/projects", other)).body).toMatchObject(other);
    expect((await internal("DELETE", `${path}-2`)).status).toBe(204);
    const job = await createJob(own);
    expect((await own.call("DELETE", path)).status).toBe(403);
    expect((await internal("DELETE", path)).status).toBe(409);
    await own.call("DELETE", `/v1/jobs/${job.id}`);
    expect((await internal("DELETE", path)).status).toBe(204);
    expect((await internal("GET", path)).status).toBe(404);
    const all = await internal("GET", "/v1/projects?limit=100");
    expect(all.body.data.map((one: { id: string }) => one.id)).toContain(PROJECT);
  });
});
