import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectionOptions } from "../../src/store/connection.js";
import { catalogKey } from "../../src/store/keys.js";
import { type Caller, createJob, newCaller, type Shown } from "../support/callers.js";
import { eventually, INTERNAL_SECRET, Product, type TriggeredRun } from "../support/product.js";

let product: Product;
let other: Caller;

beforeAll(async () => {
  product = await Product.start({
    environment: { RUN_RETENTION_SHORT: "3s", SWEEP_INTERVAL: "200ms", EVENT_BUFFER_SECS: "3600" },
  });
  other = await newCaller(product);
});
afterAll(() => product.stop());

const read = async (path: string) => (await product.control("GET", path)).body;
const ids = (page: { data: Shown[] }): string[] => page.data.map(({ id }) => id);

describe("what a run spawned into another project", () => {
  let parent: TriggeredRun;
  let own: Shown;
  let foreign: Shown;
  let body: Shown;

  beforeAll(async () => {
    parent = await product.trigger((await product.createJob()).id);
    const theirs = await createJob(other, { tags: { secret: "of-theirs" } });
    const key = await other.call("POST", "/v1/api-keys", {
      ...{ project_id: other.projectId, name: "trigger", scopes: ["jobs:trigger"] },
    });
    own = (await product.executor("POST", parent, "spawn", { job_id: (await product.createJob()).id })).body;
    body = {
      ...{ job_id: theirs.id, project_id: other.projectId, target_api_key: key.body.key },
      ...{ payload: { of: "the parent" }, idempotency_key: "k" },
    };
    foreign = (await product.executor("POST", parent, "spawn", body)).body;
    const claimed = await other.call("POST", "/v1/workers/claim", { worker_id: "w" });
    const [{ run_token: token }] = claimed.body.runs;
    const child = { id: foreign.id, token, jobId: theirs.id };
    await product.executor("POST", child, "annotate", { secret: "of-theirs" });
    await product.executor("POST", child, "complete", { result: "of-theirs" });
  });

  test("is in no list of the parent's project, and in each of its own", async () => {
    expect(ids(await read(`/v1/runs/${parent.id}/children`))).toEqual([own.id]);
    for (const list of ["/v1/runs", `/v1/runs?job_id=${foreign.job_id}`, `/v1/runs/${parent.id}/lineage`]) {
      expect(ids(await read(list))).not.toContain(foreign.id);
    }
    expect((await product.control("GET", `/v1/runs/${foreign.id}`)).status).toBe(404);
    expect((await product.control("GET", `/v1/runs/${foreign.id}/events`)).status).toBe(404);
    expect(ids((await other.call("GET", "/v1/runs")).body)).toEqual([foreign.id]);
  });

  test("is left out of a page, behind which the list goes on", async () => {
    const next = await product.executor("POST", parent, "spawn", { job_id: own.job_id });
    const shown: string[] = [];
    let cursor = "";
    do {
      const page = await read(`/v1/runs/${parent.id}/children?limit=1${cursor}`);
      shown.push(...ids(page));
      cursor = page.has_more ? `&cursor=${page.next_cursor}` : "";
    } while (cursor !== "");
    expect(shown).toEqual([own.id, next.body.id]);
  });

  test("is answered with nothing of what its project made of it, also to a retry of the spawn", async () => {
    const again = (await product.executor("POST", parent, "spawn", body)).body;
    for (const answer of [foreign, again]) {
      expect(answer).toMatchObject({ id: foreign.id, project_id: other.projectId, payload: body.payload });
      expect(JSON.stringify(answer)).not.toContain("of-theirs");
    }
  });

  test("is canceled with its parent all the same", async () => {
    const waiting = await product.executor("POST", parent, "spawn", { ...body, idempotency_key: "other" });
    const worker = product.startWorker();
    expect((await product.control("DELETE", `/v1/runs/${parent.id}`)).status).toBe(200);
    const run = await other.call("GET", `/v1/runs/${waiting.body.id}`);
    expect(run.body.status).toBe("canceled");
    await worker.stop();
  });
});

describe("a project that was deleted", () => {
  const secret = { "X-Internal-Secret": INTERNAL_SECRET };
  const internal = (method: string, path: string, body?: unknown) =>
    product.call(method, path, { body, headers: secret });
  const follow = (runId: string, token: string) =>
    fetch(`${product.url()}/v1/runs/${runId}/stream?token=${token}`).then(async ({ status, body }) => {
      await body?.cancel();
      return status;
    });

  test("gives its id to nobody as long as anything of it is kept", async () => {
    const redis = new Redis(connectionOptions(product.redis.url));
    const former = await newCaller(product);
    const id = former.projectId;
    const job = await createJob(former);
    const triggered = (await former.call("POST", `/v1/jobs/${job.id}/trigger`, {})).body;
    const run = { id: triggered.id, token: triggered.run_token, jobId: job.id };
    await product.executor("POST", run, "complete", { result: "of the former" });
    await former.call("POST", "/v1/events/some/send", { payload: "of the former" });
    const tokens = [
      (await former.call("POST", "/v1/sse-token")).body.token,
      (await product.call("POST", "/v1/sse-token", { headers: { ...secret, "X-Project-Id": id } })).body
        .token,
    ];
    for (const token of tokens) expect(await follow(run.id, token)).toBe(200);
    await former.call("DELETE", `/v1/jobs/${job.id}`);
    expect((await internal("DELETE", `/v1/projects/${id}`)).status).toBe(204);

    for (const token of tokens) expect(await follow(run.id, token)).toBe(401);
    const job_fields = { project_id: id, name: "j", slug: "j" };
    const subscription = { project_id: id, webhook_url: "http://127.0.0.1:9/", event_types: ["*"] };
    const takes = [
      ["/v1/projects", { id }],
      ["/v1/api-keys", { project_id: id, name: "k" }],
      ["/v1/jobs", job_fields],
      ["/v1/jobs/batch", { jobs: [job_fields] }],
      ["/v1/webhooks/subscriptions", subscription],
    ] as const;
    const expectRefused = async () => {
      for (const [path, body] of takes) {
        const { status, text } = await product.call("POST", path, {
          body,
          headers: { ...secret, "X-Project-Id": id },
        });
        const refused = path === "/v1/jobs/batch" ? 400 : 409;
        expect([path, status, text]).toEqual([path, refused, expect.stringContaining("was deleted")]);
      }
    };
    await expectRefused();
    // What cannot be listed is gone, but for the run, whose retention is not over.
    const deleted = catalogKey("deleted_projects");
    await redis.zadd(deleted, 0, id);
    await expectRefused();

    const worker = product.startWorker();
    const taken = await eventually(
      () => internal("POST", "/v1/projects", { id }),
      ({ status }) => status === 201,
    );
    expect(taken.status, taken.text).toBe(201);
    await worker.stop();
    const next = await newCaller(product, { projectId: id });
    for (const list of ["/v1/runs", "/v1/jobs", "/v1/events", "/v1/webhooks/deliveries", "/v1/runs/dlq"]) {
      expect([list, (await next.call("GET", list)).body.data]).toEqual([list, []]);
    }
    expect((await former.call("GET", "/v1/runs")).status).toBe(401);
    expect(await redis.zscore(deleted, id)).toBeNull();
    redis.disconnect();
  });

  test("whose data is still kept keeps the day even with nothing listed", async () => {
    const { projectId: id } = await newCaller(product);
    expect((await internal("DELETE", `/v1/projects/${id}`)).status).toBe(204);
    expect((await internal("POST", "/v1/projects", { id })).status).toBe(409);
  });
});

describe("what goes with a key and with a job:", () => {
  test("an SSE token dies with its key", async () => {
    const caller = await newCaller(product);
    const { token } = (await caller.call("POST", "/v1/sse-token")).body;
    const path = `${product.url()}/v1/projects/${caller.projectId}/activity/stream?token=${token}`;
    const status = async () => {
      const answer = await fetch(path);
      await answer.body?.cancel();
      return answer.status;
    };
    expect(await status()).toBe(200);
    await caller.call("DELETE", `/v1/api-keys/${caller.keyId}`);
    expect(await status()).toBe(401);
  });

  test("a job that takes the slug of a deleted one has nothing of it", async () => {
    const caller = await newCaller(product);
    const before = await createJob(caller, { slug: "same", max_tool_calls: 1 });
    const trigger = (jobId: string) =>
      caller.call("POST", `/v1/jobs/${jobId}/trigger`, {}, { "Idempotency-Key": "k" });
    const first = (await trigger(before.id)).body;
    const run = { id: first.id, token: first.run_token, jobId: before.id };
    await product.executor("PUT", run, "memory/m", { value: 1 });
    await product.executor("POST", run, "complete", {});
    await caller.call("DELETE", `/v1/jobs/${before.id}`);
    const after = await createJob(caller, { slug: "same" });
    expect(after.id).not.toBe(before.id);
    expect((await trigger(after.id)).body.id).not.toBe(first.id);
    expect((await caller.call("GET", `/v1/runs?job_id=${after.id}`)).body.data).toHaveLength(1);
    expect((await caller.call("GET", `/v1/jobs/${after.id}/memory`)).body).toEqual([]);
    expect((await caller.call("POST", `/v1/jobs/${before.id}/trigger`, {})).status).toBe(404);
    const claimed = await caller.call("POST", "/v1/workers/claim", { worker_id: "w", job_slugs: ["same"] });
    expect(claimed.body.runs.map(({ job_id }: Shown) => job_id)).toEqual([after.id]);
  });
});
