import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allPages, type Caller, createJob, newCaller, type Shown } from "../../support/callers.js";
import { PROJECT, Product } from "../../support/product.js";

const SECRET = "a-signing-secret-nobody-may-see";
const ALIAS = "an-alias-secret-nobody-may-see";

let product: Product;
let foreign: Caller;

beforeAll(async () => {
  product = await Product.start();
  foreign = await newCaller(product);
});
afterAll(() => product.stop());

function input(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return { project_id: PROJECT, name: "a job", slug: `job-${crypto.randomUUID()}`, ...fields };
}

describe("creating a job", () => {
  it("answers 201 with the defaults, and GET answers the same", async () => {
    const given = input();
    const created = await product.control("POST", "/v1/jobs", given);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      ...given,
      execution_mode: "worker",
      queue: "default",
      max_attempts: 3,
      timeout_secs: 300,
      retry_strategy: "exponential",
      retry_priority_boost: 1,
      enabled: true,
      paused: false,
      version: 1,
    });
    const read = await product.control("GET", `/v1/jobs/${created.body.id}`);
    expect([read.status, read.body]).toEqual([200, created.body]);
  });

  it("takes http as its mode when it has an endpoint", async () => {
    const job = await product.createJob({ endpoint_url: "http://127.0.0.1:1/", queue_name: "q_1-A" });
    expect(job).toMatchObject({ execution_mode: "http", queue: "q_1-A" });
  });

  it.each([
    ["name", ""],
    ["name", "n".repeat(256)],
    ["slug", ""],
    ["slug", "s".repeat(129)],
    ["endpoint_url", `http://127.0.0.1/${"p".repeat(2048)}`],
    ["endpoint_signing_secret", "s".repeat(15)],
    ["endpoint_signing_secret", "s".repeat(4097)],
    ["webhook_secret", "short"],
    ["execution_mode", "grpc"],
    ["queue_name", "a b"],
    ["queue_name", "q".repeat(64)],
    ["max_attempts", 101],
    ["max_attempts", 1.5],
    ["timeout_secs", -1],
    ["timeout_secs", 86_401],
    ["retry_strategy", "never"],
    ["retry_delays_secs", [0]],
    ["retry_priority_boost", 11],
    ["max_concurrency", -1],
    ["max_concurrency_per_key", -1],
    ["fair_weight", 0],
    ["fair_weight", 0.009],
    ["fair_weight", 100.5],
    ["fair_weight", "3"],
    ["concurrency_key_weights", { key: 0 }],
    ["concurrency_key_weights", { key: 101 }],
    ["concurrency_key_weights", Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`k${n}`, 2]))],
    ["tags", { key: "v".repeat(257) }],
    ["tags", { key: 1 }],
    ["enabled", "yes"],
    ["project_id", undefined],
    ["name", undefined],
    ["slug", undefined],
  ])("refuses %s = %j as a declared constraint", async (field, value) => {
    const { status, body } = await product.control("POST", "/v1/jobs", input({ [field]: value }));
    expect([status, body.error.code]).toEqual([422, "validation_failed"]);
    expect(body.error.details).toContainEqual(expect.stringContaining(field));
  });

  it.each([
    ["http without an endpoint", { execution_mode: "http" }],
    ["more than 20 tags", { tags: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`k${n}`, ""])) }],
    ["a tag key of 65 characters", { tags: { ["k".repeat(65)]: "" } }],
    ["an empty tag key", { tags: { "": "" } }],
    ["a weight of no key", { concurrency_key_weights: { "": 2 } }],
    ["a weight of a key of 257 characters", { concurrency_key_weights: { ["k".repeat(257)]: 2 } }],
    ["a URL that is none", { endpoint_url: "not a url" }],
    ["a URL of another scheme", { endpoint_url: "ftp://127.0.0.1/" }],
    ["a URL with credentials", { endpoint_url: "http://user:secret@127.0.0.1/" }],
    [
      "a fallback of another scheme",
      { endpoint_url: "http://127.0.0.1/", fallback_endpoint_url: "file:///" },
    ],
    ["a payload schema that is none", { payload_schema: { type: "nothing" } }],
    ["a result schema that is none", { result_schema: { type: 1 } }],
  ])("refuses %s as a bad request", async (_, fields) => {
    const { status, body } = await product.control("POST", "/v1/jobs", input(fields));
    expect([status, body.error.code]).toEqual([400, "bad_request"]);
  });

  it("shows the weights that it has, takes them away, and keeps those that a patch does not name", async () => {
    const weights = { fair_weight: 0.5, concurrency_key_weights: { first: 3, usual: 1 } };
    const job = await product.createJob(weights);
    expect(job).toMatchObject(weights);
    const patch = (body: unknown) => product.control("PATCH", `/v1/jobs/${job.id}`, body);
    expect((await patch({ name: "other" })).body).toMatchObject(weights);
    const { body } = await patch({ fair_weight: 100, concurrency_key_weights: {} });
    expect([body.fair_weight, body.concurrency_key_weights ?? {}]).toEqual([100, {}]);
  });

  it("refuses the project of somebody else", async () => {
    const { status } = await product.control("POST", "/v1/jobs", input({ project_id: foreign.projectId }));
    expect(status).toBe(403);
  });

  it("gives a slug once in a project, also to calls of one moment, and again in another project", async () => {
    const slug = `slug-${crypto.randomUUID()}`;
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => product.control("POST", "/v1/jobs", input({ slug }))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
    expect((await createJob(foreign, { slug })).slug).toBe(slug);
    const other = await product.createJob();
    expect((await product.control("PATCH", `/v1/jobs/${other.id}`, { slug })).status).toBe(409);
  });
});

describe("the signing secret", () => {
  it("is in no answer, by either name and however the job is read or changed", async () => {
    const texts: string[] = [];
    for (const fields of [{ endpoint_signing_secret: SECRET }, { webhook_secret: SECRET }]) {
      const job = await product.createJob({ ...fields, endpoint_url: "http://127.0.0.1:1/" });
      const path = `/v1/jobs/${job.id}`;
      texts.push(JSON.stringify(job));
      for (const [method, at, body] of [
        ["GET", path],
        ["GET", "/v1/jobs?limit=100"],
        ["PATCH", path, { webhook_secret: ALIAS, endpoint_signing_secret: SECRET }],
        ["POST", `${path}/trigger`, { dry_run: true }],
        ["POST", `${path}/pause`, {}],
        ["POST", `${path}/resume`],
      ] as const) {
        const answer = await product.control(method, at, body);
        expect(answer.status, `${method} ${at}`).toBe(200);
        texts.push(answer.text);
      }
    }
    for (const text of texts) {
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain(ALIAS);
      expect(text).not.toMatch(/endpoint_signing_secret|webhook_secret/);
    }
  });
});

describe("changing a job", () => {
  it("PATCH leaves what is absent, counts the version and checks the whole", async () => {
    const job = await product.createJob({ tags: { a: "1" }, max_attempts: 7 });
    const path = `/v1/jobs/${job.id}`;
    const patched = await product.control("PATCH", path, { name: "renamed", queue_name: "other" });
    expect(patched.status).toBe(200);
    expect(patched.body).toEqual({
      ...job,
      name: "renamed",
      queue: "other",
      version: 2,
      updated_at: patched.body.updated_at,
    });
    expect((await product.control("PATCH", path, { max_attempts: 101 })).status).toBe(422);
    expect((await product.control("PATCH", path, { execution_mode: "http" })).status).toBe(400);
    expect((await product.control("GET", path)).body).toEqual(patched.body);
  });

  it("loses none of several changes of one moment", async () => {
    const job = await product.createJob();
    const fields = ["description", "max_attempts", "timeout_secs"];
    const answers = await Promise.all(
      [{ description: "d" }, { max_attempts: 9 }, { timeout_secs: 99 }].map((patch) =>
        product.control("PATCH", `/v1/jobs/${job.id}`, patch),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(fields.map(() => 200));
    const { body } = await product.control("GET", `/v1/jobs/${job.id}`);
    expect(body).toMatchObject({ description: "d", max_attempts: 9, timeout_secs: 99, version: 4 });
  });

  it("frees the slug it leaves", async () => {
    const job = await product.createJob();
    await product.control("PATCH", `/v1/jobs/${job.id}`, { slug: `${job.slug}-new` });
    expect((await product.control("POST", "/v1/jobs", input({ slug: job.slug }))).status).toBe(201);
  });

  it("pauses with a reason of at most 500 characters, and resumes", async () => {
    const job = await product.createJob();
    const path = `/v1/jobs/${job.id}`;
    const paused = await product.control("POST", `${path}/pause`, { reason: "repairs" });
    expect(paused.body).toMatchObject({ paused: true, pause_reason: "repairs" });
    expect((await product.control("POST", `${path}/pause`, { reason: "r".repeat(501) })).status).toBe(422);
    expect((await product.control("POST", `${path}/trigger`, {})).status).toBe(409);
    const resumed = await product.control("POST", `${path}/resume`);
    expect(resumed.body).toMatchObject({ paused: false });
    expect(resumed.body).not.toHaveProperty("pause_reason");
    expect((await product.control("POST", `${path}/trigger`, {})).status).toBe(201);
  });

  it("deletes a job, but not while it has active runs", async () => {
    const job = await product.createJob();
    const path = `/v1/jobs/${job.id}`;
    const run = await product.trigger(job.id);
    expect((await product.control("DELETE", path)).status).toBe(409);
    await product.executor("POST", run, "complete", {});
    const deleted = await product.control("DELETE", path);
    expect([deleted.status, deleted.text]).toEqual([204, ""]);
    for (const [method, at] of [
      ["GET", path],
      ["PATCH", path],
      ["DELETE", path],
      ["POST", `${path}/trigger`],
    ] as const) {
      expect((await product.control(method, at, method === "GET" ? undefined : {})).status).toBe(404);
    }
    expect((await product.control("POST", "/v1/jobs", input({ slug: job.slug }))).status).toBe(201);
  });

  it("answers 404 to everybody of another project, whatever the call", async () => {
    const job = await product.createJob();
    for (const [method, at, body] of [
      ["GET", ""],
      ["PATCH", "", { name: "stolen" }],
      ["DELETE", ""],
      ["POST", "/pause", {}],
      ["POST", "/resume"],
      ["POST", "/trigger", {}],
      ["POST", "/trigger", { dry_run: true }],
    ] as const) {
      const { status, body: answer } = await foreign.call(method, `/v1/jobs/${job.id}${at}`, body);
      expect([status, answer.error.message], `${method} ${at}`).toEqual([404, "job not found"]);
    }
    expect((await product.control("GET", `/v1/jobs/${job.id}`)).body).toEqual(job);
  });
});

describe("listing jobs", () => {
  it("shows each once, newest first, whatever the limit; by slug; by tag", async () => {
    const caller = await newCaller(product);
    const jobs: Shown[] = [];
    for (let n = 0; n < 9; n++) {
      jobs.unshift(await createJob(caller, { tags: { parity: n % 2 === 0 ? "even" : "odd" } }));
    }
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 12 }), async (limit) => {
        const { records } = await allPages(caller, "/v1/jobs", limit);
        expect(records.map(({ id }) => id).sort()).toEqual(jobs.map(({ id }) => id).sort());
        expect(records).toEqual([...records].sort((left, right) => (left.id < right.id ? 1 : -1)));
        const odd = await allPages(caller, "/v1/jobs?tag_key=parity&tag_value=odd", limit);
        expect(odd.records).toEqual(records.filter(({ tags }) => tags.parity === "odd"));
      }),
      { numRuns: 12 },
    );
    const { body } = await caller.call("GET", `/v1/jobs?slug=${jobs[3].slug}`);
    expect(body).toEqual({ data: [jobs[3]], has_more: false });
    expect((await caller.call("GET", "/v1/jobs?slug=none")).body).toEqual({ data: [], has_more: false });
    expect((await caller.call("GET", "/v1/jobs?tag_value=odd")).status).toBe(400);
  });
});
