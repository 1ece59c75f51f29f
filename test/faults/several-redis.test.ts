import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConfig } from "../../src/config.js";
import { cellOfName } from "../../src/domain/cells.js";
import { type Caller, createJob, newCaller } from "../support/callers.js";
import { eventually, Product, SIGNING_KEY } from "../support/product.js";
import { type DisposableRedis, startDisposableRedis } from "../support/redis.js";

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
