import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cellOfName } from "../../../src/domain/cells.js";
import { OPERATIONS } from "../../../src/http/routes.js";
import { tagOfKey } from "../../../src/store/cell-tags.js";
import { connectionOptions } from "../../../src/store/connection.js";
import { CellKeys } from "../../../src/store/keys.js";
import { allPages, type Caller, createJob, newCaller, type Shown } from "../../support/callers.js";
import { Endpoint } from "../../support/endpoint.js";
import { type HeardCommand, Monitor } from "../../support/monitor.js";
import { eventually, INTERNAL_SECRET, Product, type TriggeredRun } from "../../support/product.js";
import { startDisposableRedis } from "../../support/redis.js";
import { runUnder } from "../../support/stored-run.js";

const CELLS = 3;
const SECRET = { "X-Internal-Secret": INTERNAL_SECRET };

/** Refuses whatever touches two slots, and so two cells, in one command. */
let product: Product;
let redis: Redis;
let endpoint: Endpoint;
/** One for each cell, by its number. */
let callers: Caller[];

beforeAll(async () => {
  const server = await startDisposableRedis({ kind: "slots", appendfsync: "no" });
  product = await Product.start({ workers: 1, redis: server, environment: { CELLS: String(CELLS) } });
  redis = new Redis(connectionOptions(server.url));
  endpoint = await Endpoint.start();
  callers = await Promise.all(
    Array.from({ length: CELLS }, (_, cell) => newCaller(product, { projectId: projectIn(cell) })),
  );
});
afterAll(async () => {
  redis.disconnect();
  await endpoint.stop();
  await product.stop();
});

function projectIn(cell: number): string {
  for (;;) {
    const name = `project-${crypto.randomUUID()}`;
    if (cellOfName(name, CELLS) === cell) return name;
  }
}

const cellOf = (id: string): number => Number.parseInt(id.slice(-2), 16) % CELLS;

async function started(caller: Caller): Promise<TriggeredRun> {
  const job = await createJob(caller);
  const { body } = await caller.call("POST", `/v1/jobs/${job.id}/trigger`, {});
  const run = { id: body.id, token: body.run_token, jobId: job.id };
  await product.executor("POST", run, "heartbeat");
  return run;
}

const statusOf = async (caller: Caller, run: string): Promise<string> =>
  (await caller.call("GET", `/v1/runs/${run}`)).body.status;

describe("in each cell", () => {
  it("keys, jobs and runs tell where they are, and are all there", async () => {
    for (const [cell, caller] of callers.entries()) {
      expect(caller.key).toMatch(new RegExp(`^strait_c${cell}_[0-9a-f]{64}$`));
      const run = await started(caller);
      expect([cellOf(run.id), cellOf(run.jobId)]).toEqual([cell, cell]);
      const keys = new CellKeys(cell);
      expect((await runUnder(redis, keys.partition("run", run.id)))["status"]).toBe("executing");
      expect((await product.executor("POST", run, "log", { message: "here" })).status).toBe(201);
      expect((await product.executor("POST", run, "complete", { result: { cell } })).status).toBe(200);
      expect(await statusOf(caller, run.id)).toBe("completed");
      const events = await caller.call("GET", `/v1/runs/${run.id}/events`);
      expect(events.body.data.length).toBeGreaterThan(0);
    }
  });

  it("its own worker calls endpoints, wakes parents and delivers webhooks", async () => {
    for (const caller of callers) {
      const hook = endpoint.url((_, response) => response.end());
      const job = await createJob(caller, {
        execution_mode: "http",
        endpoint_url: endpoint.url((_, response) => response.end("{}")),
        webhook_url: hook,
      });
      const parent = await started(caller);
      const child = { job_slug: job.slug, await_completion: true };
      expect((await product.executor("POST", parent, "spawn", child)).status).toBe(201);
      const isBack = (status: string) => status !== "waiting" && status !== "executing";
      expect(await eventually(() => statusOf(caller, parent.id), isBack)).toBe("queued");
      await eventually(
        async () => endpoint.calls(hook).length,
        (count) => count > 0,
      );
      expect(endpoint.calls(hook)).toHaveLength(1);
    }
  });

  it("a claim waits for its project's runs", async () => {
    for (const caller of callers) {
      const job = await createJob(caller);
      const claimed = caller.call("POST", "/v1/workers/claim", {
        ...{ worker_id: "w", job_slugs: [job.slug], wait_ms: 20_000 },
      });
      const { body } = await caller.call("POST", `/v1/jobs/${job.id}/trigger`, {});
      expect((await claimed).body.runs.map((run: Shown) => run.run_id)).toEqual([body.id]);
    }
  });
});

describe("what goes by ids that name other cells", () => {
  it("a project's key finds nothing of another cell, by whatever id", async () => {
    const [one, two] = callers as [Caller, Caller];
    const run = await started(two);
    for (const path of [`/v1/runs/${run.id}`, `/v1/jobs/${run.jobId}`, `/v1/runs/${run.id}/events`]) {
      expect((await one.call("GET", path)).status).toBe(404);
      expect((await product.call("GET", path, { headers: SECRET })).status).toBe(200);
    }
  });

  it("heartbeats of a fleet, cancels and replays by ids reach runs of all cells", async () => {
    const runs = await Promise.all(callers.map((caller) => started(caller)));
    const beats = await product.call("POST", "/sdk/v1/heartbeats", {
      body: { tokens: runs.map(({ token }) => token) },
    });
    expect(beats.body.not_ok).toEqual([]);
    const run_ids = runs.map(({ id }) => id);
    const canceled = await product.call("POST", "/v1/runs/bulk-cancel", {
      body: { run_ids },
      headers: SECRET,
    });
    expect(canceled.body).toMatchObject({ total: CELLS, canceled: CELLS, failed: 0 });
    const others = await Promise.all(callers.map((caller) => started(caller)));
    for (const run of others) await product.executor("POST", run, "fail", { error: "no" });
    const failed = { run_ids: others.map(({ id }) => id) };
    const replayed = await product.call("POST", "/v1/runs/bulk-replay", {
      body: failed,
      headers: SECRET,
    });
    expect(replayed.body).toMatchObject({ total: CELLS, replayed: CELLS });
    const own = replayed.body.results.map((result: Shown) => cellOf(result.new_run_id));
    expect(own).toEqual([0, 1, 2]);
  });

  it("an executor that ends its run claims the next one of another cell's project", async () => {
    const [one, two] = callers as [Caller, Caller];
    const job = await createJob(two);
    const next = await two.call("POST", `/v1/jobs/${job.id}/trigger`, {});
    const run = await started(one);
    const claim = { api_key: two.key, worker_id: "w", job_slugs: [job.slug] };
    const ended = await product.executor("POST", run, "complete", { result: {}, claim });
    expect(ended.body.claimed.runs.map((one: Shown) => one.run_id)).toEqual([next.body.id]);
  });
});

it("operators see the projects of all cells in one order, page by page", async () => {
  const operator = {
    call: (method: string, path: string) => product.call(method, path, { headers: SECRET }),
  };
  const { records } = await allPages(operator, "/v1/projects", 2);
  const ids = records.map(({ id }) => id);
  expect(ids).toEqual([...ids].sort());
  expect(ids).toEqual(expect.arrayContaining(callers.map(({ projectId }) => projectId)));
  expect(new Set(ids).size).toBe(ids.length);
});

it("jobs of one call come to the cells of their projects", async () => {
  const jobs = callers.map(({ projectId }) => {
    const slug = `job-${crypto.randomUUID()}`;
    return { project_id: projectId, name: slug, slug };
  });
  const made = await product.call("POST", "/v1/jobs/batch", { body: { jobs }, headers: SECRET });
  const ids = made.body.created.map(({ id }: Shown) => id);
  expect(ids.map(cellOf)).toEqual([0, 1, 2]);
  const off = await product.call("POST", "/v1/jobs/batch-disable", { body: { ids }, headers: SECRET });
  expect(off.body.updated).toBe(CELLS);
});

describe("a call", () => {
  const ALL_THE_TIME = /:c:(probe|process|slow-scripts|lease|homes)|"exists"/i;
  let monitor: Monitor;
  let writing: Set<string>;

  beforeAll(async () => {
    const listed = await redis.call("COMMAND", "LIST", "FILTERBY", "ACLCAT", "write");
    writing = new Set((listed as string[]).map((name) => name.toLowerCase()));
    monitor = Monitor.open(product.redis.url, redis);
  });
  afterAll(() => monitor.close());

  /** What gateways have sent meanwhile, but for what they ask all the time. */
  async function sent(act: () => Promise<unknown>): Promise<HeardCommand[]> {
    const heard = await monitor.during(act);
    return heard.filter(({ line, byLua }) => !byLua && !ALL_THE_TIME.test(line));
  }

  /** The hash tags of the keys named. */
  function tagsOf(heard: readonly HeardCommand[]): Set<string> {
    return new Set(
      heard.flatMap(({ line }) => [...line.matchAll(/"(b:\{[^"]*)"/g)].map(([, key = ""]) => tagOfKey(key))),
    );
  }

  it("touches its own cell alone, whatever the operation, but for those that say that they cross, and writes by commands of ours only", async () => {
    await product.workers[0]?.kill();
    // The failures of the address are counted in its own cell, which is this one, whenever the key is looked up anew.
    const cell = cellOfName("127.0.0.1", CELLS);
    const caller = callers[cell] as Caller;
    const spare = await newCaller(product, { projectId: caller.projectId });
    const run = await started(caller);
    const ids: Record<string, string> = {
      ...{ runID: run.id, jobID: run.jobId, projectID: caller.projectId, keyID: spare.keyId },
      ...{ eventKey: "key", prefix: "k", workerID: "w", subscriptionID: run.id },
      ...{ deliveryID: run.id, batchID: run.id },
    };
    const calls = OPERATIONS.filter(
      ({ crosses, streams, responses, operationId }) =>
        crosses !== true && streams !== true && !("101" in responses) && operationId !== "deleteProject",
    );
    expect(calls.length).toBeGreaterThan(80);
    const written = new Set<string>();
    for (const { method, path, operationId } of calls) {
      const filled = path.replace(/:([A-Za-z]+)/g, (_, name: string) => ids[name] ?? "x").replace(/\*$/, "x");
      const isExecutors = path.startsWith("/sdk/");
      const headers = {
        Authorization: `Bearer ${isExecutors ? run.token : caller.key}`,
        "Idempotency-Key": operationId,
      };
      const body = method === "get" ? undefined : { name: "n", slug: "s", message: "m", wait_ms: 0 };
      const verb = method === "del" ? "DELETE" : method.toUpperCase();
      const heard = await sent(() => product.call(verb, filled, { headers, body }));
      for (const tag of tagsOf(heard))
        expect([operationId, tag]).toEqual([operationId, new CellKeys(cell).tag]);
      for (const { name } of heard) if (writing.has(name)) written.add(`${operationId} ${name}`);
    }
    // What is written beside them is in no step with its checks, and waits for no replica.
    expect([...written]).toEqual(["heartbeat zadd"]);
  });

  it("crosses cells in few operations, which are these", () => {
    expect(
      OPERATIONS.filter(({ crosses }) => crosses === true).map(({ operationId }) => operationId),
    ).toEqual([
      ...["heartbeatRuns", "completeRun", "failRun", "spawnRun"],
      ...["createJobs", "enableJobs", "disableJobs"],
      ...["bulkCancelRuns", "bulkReplayRuns", "bulkReplayDeadLetters"],
      ...["listProjects", "getSystem"],
    ]);
  });
});

it("locks an address out however many cells the keys it guesses name", async () => {
  const guess = (n: number) =>
    product.call("GET", "/v1/jobs", {
      headers: { Authorization: `Bearer strait_c${n % CELLS}_${String(n).padStart(64, "0")}` },
    });
  const statuses: number[] = [];
  for (let n = 0; n < 12; n++) statuses.push((await guess(n)).status);
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
  for (const caller of callers) expect((await caller.call("GET", "/v1/jobs")).status).toBe(200);
});

it("a start with another number of cells is refused in one line", async () => {
  const gateway = product.launch("gateway", { CELLS: "4", PORT: "0" });
  await eventually(
    async () => gateway.child.exitCode,
    (code) => code !== null,
  );
  expect(gateway.child.exitCode).toBe(78);
  expect(gateway.output()).toContain("the data in Redis has 3 cell(s), CELLS is 4: set CELLS=3");
});
