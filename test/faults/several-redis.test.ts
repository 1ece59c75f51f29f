import { execFile } from "node:child_process";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConfig } from "../../src/config.js";
import { cellOfName } from "../../src/domain/cells.js";
import { type Caller, createJob, newCaller } from "../support/callers.js";
import { eventually, INTERNAL_SECRET, Product, SIGNING_KEY } from "../support/product.js";
import { type DisposableRedis, startDisposableRedis } from "../support/redis.js";
import { completeChild } from "./complete-child.js";

const CELLS = 2;

let product: Product;
let servers: [DisposableRedis, DisposableRedis];
let callers: Caller[];

beforeAll(async () => {
  servers = [await startDisposableRedis({ kind: "alone" }), await startDisposableRedis({ kind: "alone" })];
  const REDIS_CELLS = servers.map(({ url }, cell) => `${cell}=${url}`).join(",");
  const environment = { REDIS_URL: "", REDIS_CELLS, CELLS: String(CELLS), REDIS_TIMEOUT: "1s" };
  product = await Product.start({ workers: 1, redis: servers[0], environment });
  callers = await Promise.all([0, 1].map((cell) => newCaller(product, { projectId: projectIn(cell) })));
});
afterAll(async () => {
  await product.stop();
  await servers[1].release();
});

function projectIn(cell: number): string {
  for (;;) {
    const name = `project-${crypto.randomUUID()}`;
    if (cellOfName(name, CELLS) === cell) return name;
  }
}

async function lives(caller: Caller): Promise<string> {
  const job = await createJob(caller);
  const { body } = await caller.call("POST", `/v1/jobs/${job.id}/trigger`, {});
  const run = { id: body.id, token: body.run_token, jobId: job.id };
  await product.executor("POST", run, "heartbeat");
  await product.executor("POST", run, "complete", { result: {} });
  return (await caller.call("GET", `/v1/runs/${run.id}`)).body.status;
}

describe("cells in several Redis", () => {
  it("each have what is theirs", async () => {
    for (const caller of callers) expect(await lives(caller)).toBe("completed");
  });

  it("go on while the Redis of others is away, and come back with it", async () => {
    const [one, two] = callers as [Caller, Caller];
    await servers[1].kill();
    await eventually(
      async () => (await two.call("GET", "/v1/jobs")).status,
      (status) => status === 503,
    );
    expect(await lives(one)).toBe("completed");
    expect((await product.call("GET", "/health/ready")).status).toBe(200);
    await servers[1].restart();
    await eventually(
      async () => (await two.call("GET", "/v1/jobs")).status,
      (status) => status === 200,
    );
    expect(await lives(two)).toBe("completed");
  });
});

/** What an operator sees of the cells: by the name of each, whether all is well and what was found. */
async function cellsShown(): Promise<Map<string, readonly [good: boolean, found: string]>> {
  const headers = { "X-Internal-Secret": INTERNAL_SECRET };
  const { body } = await product.call("GET", "/v1/system", { headers });
  const checks: { name: string; good: boolean; found: string }[] = body.checks;
  return new Map(
    checks
      .filter(({ name }) => /^cell \d+$/.test(name))
      .map(({ name, good, found }) => [name, [good, found]] as const),
  );
}

/** `bosporus doctor`: its exit code, and what it has printed. */
function doctor(): Promise<readonly [code: number | null, output: string]> {
  const environment = { ...process.env, ...product.environment, BOSPORUS_URL: "" };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ["dist/main.js", "doctor"], { env: environment }, (_, output) =>
      resolve([child.exitCode, output]),
    );
  });
}

it("a child in another Redis is made, and its parent woken, once that is back", async () => {
  const [one, two] = callers as [Caller, Caller];
  const [ownJob, job] = [await createJob(one), await createJob(two)];
  const { body } = await one.call("POST", `/v1/jobs/${ownJob.id}/trigger`, {});
  const parent = { id: body.id, token: body.run_token, jobId: ownJob.id };
  const worker = product.workers[0]?.child;
  worker?.kill("SIGSTOP");
  const { body: child } = await product.executor("POST", parent, "spawn", {
    ...{ job_slug: job.slug, project_id: two.projectId, target_api_key: two.key, await_completion: true },
  });
  await servers[1].kill();
  worker?.kill("SIGCONT");
  await eventually(cellsShown, (cells) => cells.get("cell 1")?.[0] === false);
  const [code, output] = await doctor();
  expect(code).toBe(1);
  expect(output).toMatch(/^FAIL cell 1 +\S+, slot \d+: does not answer$/m);
  expect(output).toMatch(
    /^ok {3}cell 0 +\S+redis.sock, slot \d+: 1 projects, 0 runs queued, \d+ entries in the outbox, the oldest for \d+ s, 1 errands to other cells, its Redis uses \d+ MiB and does \d+ commands a second$/m,
  );
  await servers[1].restart();
  const awaited = { id: child.id, job, of: two };
  await completeChild(product, awaited, { run: parent, of: one }, 20_000);
  const shown = await eventually(cellsShown, (cells) => cells.get("cell 1")?.[0] === true);
  expect(shown.get("cell 0")).toEqual([true, expect.stringContaining("0 errands to other cells")]);
});

describe("REDIS_CELLS", () => {
  const read = (REDIS_CELLS: string, more: Record<string, string> = {}) =>
    readConfig({ JWT_SIGNING_KEY: SIGNING_KEY, CELLS: "4", REDIS_CELLS, ...more }).redis.ranges;

  it("names each cell once, in ranges or alone", () => {
    const ranges = read("2-3=redis://b:1?x=1,2, 0=redis://a:1,1=unix:///c");
    expect(ranges?.map(({ first, last, url }) => [first, last, url])).toEqual([
      [0, 0, "redis://a:1"],
      [1, 1, "unix:///c"],
      [2, 3, "redis://b:1?x=1,2"],
    ]);
  });

  it("may name Sentinels, of which each range has its own primary", () => {
    const ranges = read("0-1=redis+sentinel://u:p@a:1,b/one/2,2-3=redis+sentinel://a:1,b/two", {
      REDIS_SENTINEL_PASSWORD: "secret",
    });
    const addresses = [
      { host: "a", port: 1 },
      { host: "b", port: 26_379 },
    ];
    const user = { username: "", password: "secret" };
    expect(ranges).toEqual([
      {
        ...{ first: 0, last: 1, tls: undefined },
        url: "redis://u:p@a:1/2#one",
        sentinel: { addresses, master: "one", ...user },
      },
      {
        ...{ first: 2, last: 3, tls: undefined },
        url: "redis://a:1#two",
        sentinel: { addresses, master: "two", ...user },
      },
    ]);
    const [range] = read("0-3=rediss+sentinel://a/one") ?? [];
    expect([range?.url, range?.tls]).toEqual(["rediss://a#one", {}]);
    for (const wrong of ["redis+sentinel://a:1", "redis+sentinel:///one", "redis+sentinel://a:1/one/x"]) {
      expect(() => read(`0-3=${wrong}`)).toThrow("has no address of a Redis");
    }
  });

  it.each([
    "0-2=redis://a:1",
    "0-3=redis://a:1,3=redis://b:1",
    "0-1=redis://a:1,3=redis://b:1",
    "0-4=redis://a:1",
  ])("is refused when it leaves one out or names one twice: %s", (text) => {
    expect(() => read(text)).toThrow(/REDIS_CELLS must name each cell from 0 to 3 once/);
  });

  it("is refused without an address, and beside another way to Redis", () => {
    expect(() => read("0-3=somewhere")).toThrow(/REDIS_CELLS: 0-3 has no address of a Redis/);
    expect(() => read("0-3=redis://a:1", { REDIS_URL: "redis://b:1" })).toThrow(/two ways to Redis/);
  });
});
