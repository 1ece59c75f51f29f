import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allPages, type Caller, createJob, newCaller, type Shown } from "../../support/callers.js";
import { INTERNAL_SECRET, Product, type TriggeredRun } from "../../support/product.js";

const EACH = 5;
const INTERNAL = { "X-Internal-Secret": INTERNAL_SECRET };
let product: Product;
let caller: Caller;
let run: TriggeredRun;

/** Five entries in every list there is, of a project of its own. */
beforeAll(async () => {
  product = await Product.start();
  caller = await newCaller(product);
  const job = await createJob(caller);
  const triggered: Shown[] = [];
  for (let index = 0; index < EACH; index++) {
    triggered.push((await caller.call("POST", `/v1/jobs/${job.id}/trigger`, {})).body);
    await createJob(caller);
    const key = { project_id: caller.projectId, name: `k${index}`, expires_in_days: 1 };
    expect((await caller.call("POST", "/v1/api-keys", key)).status).toBe(201);
    await newCaller(product);
  }
  for (let index = 0; index < EACH; index++)
    await caller.call("POST", "/v1/workers/claim", { worker_id: `w${index}`, max: 1, wait_ms: 0 });
  for (const { id } of triggered) await caller.call("POST", `/v1/runs/${id}/cancel`, {});
  const mine = (await caller.call("POST", `/v1/jobs/${job.id}/trigger`, {})).body;
  for (let index = 1; index < EACH; index++) await caller.call("POST", `/v1/jobs/${job.id}/trigger`, {});
  const claimed = await caller.call("POST", "/v1/workers/claim", { worker_id: "busy", max: EACH });
  const own = claimed.body.runs.find((one: Shown) => one.run_id === mine.id);
  run = { id: mine.id, token: own.run_token, jobId: job.id };
  for (let index = 0; index < EACH; index++) {
    for (const [operation, body] of [
      ["log", { message: `m${index}` }],
      ["stream", { chunk: `c${index}` }],
      ["checkpoint", { state: index }],
      ["usage", { provider: "p", model: "m", prompt_tokens: index }],
      ["tool-call", { tool_name: "t", input: index, output: { found: index } }],
      ["output", { output_key: `o${index}`, value: index }],
      ["spawn", { job_id: job.id }],
    ] as const) {
      const { status, text } = await product.executor("POST", run, operation, body);
      expect(status, `${operation}: ${text}`).toBeLessThan(300);
    }
  }
});
afterAll(() => product.stop());

const RECORDS = ["checkpoints", "usage", "tool-calls", "chunks", "events", "outputs", "children"];
const LISTS: readonly (readonly [path: string, by?: () => Pick<Caller, "call">])[] = [
  ...RECORDS.map((name) => [`/v1/runs/{run}/${name}`] as const),
  ["/v1/runs"],
  ["/v1/jobs"],
  ["/v1/api-keys"],
  ["/v1/api-keys/expiring-soon"],
  ["/v1/workers"],
  ["/v1/workers/busy/tasks"],
  [
    "/v1/projects",
    () => ({
      call: (method, path, body) => product.call(method, path, { body, headers: INTERNAL }),
    }),
  ],
];

describe.each(LISTS.map(([name, by]) => ({ name, by })))("the list $name", ({ name, by = () => caller }) => {
  const path = (): string => name.replace("{run}", run.id);

  it("shows page by page what it shows at once, each once and in one order", async () => {
    const whole = await by().call("GET", `${path()}?limit=100`);
    expect(whole.body.data.length).toBeGreaterThanOrEqual(EACH);
    expect(whole.body.has_more).toBe(false);
    for (const limit of [1, 2, whole.body.data.length]) {
      const { records, pages } = await allPages(by(), path(), limit);
      expect(records).toEqual(whole.body.data);
      // Whether more will match is not known of a list that is sifted: its last page may be empty.
      expect(pages).toBeLessThanOrEqual(Math.floor(records.length / limit) + 1);
    }
  });

  it("refuses a limit that is none, and a cursor of another list", async () => {
    for (const limit of ["0", "-1", "1.5", "x"])
      expect((await by().call("GET", `${path()}?limit=${limit}`)).status).toBe(400);
    // Ids of projects are chosen by whoever makes them: any text has its place among them.
    if (path() === "/v1/projects") return;
    for (const cursor of ["nonsense", "%00", "9".repeat(40), "-1-1", `${run.id}x`])
      expect((await by().call("GET", `${path()}?cursor=${cursor}`)).status, cursor).toBe(400);
  });
});

describe("lists that come whole", () => {
  it.each(["/v1/webhooks/subscriptions", "/v1/workflows", "/v1/secrets"])("%s has no pages", async (path) => {
    const { status, body } = await caller.call("GET", path);
    expect(status).toBe(200);
    expect(body).toEqual({ data: [], has_more: false });
  });
});
