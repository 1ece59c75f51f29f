import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import { afterEach, describe, expect, it } from "vitest";
import { DATA_FORMAT } from "../../src/store/data-format.js";
import { catalogKey } from "../../src/store/keys.js";
import { eventually, Product, type TriggeredRun } from "../support/product.js";
import { type DisposableRedis, startDisposableRedis } from "../support/redis.js";

const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
const RUNS = 600;
const CONFIGURATION = 78;

const folders: string[] = [];
const products: Product[] = [];

afterEach(async () => {
  for (const product of products.splice(0)) await product.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "bosporus-restore-"));
  folders.push(made);
  return made;
}

const connect = (redis: DisposableRedis): Redis => new Redis({ path: redis.url.slice("unix://".length) });

async function productOn(redis: DisposableRedis, environment = {}): Promise<Product> {
  const product = await Product.start({ redis, workers: 1, environment });
  products.push(product);
  return product;
}

/** A command of the product on a data set: its exit code, and what it printed. */
function command(product: Product, name: string): Promise<{ code: number; text: string }> {
  return new Promise((resolve) => {
    const env = { PATH: process.env["PATH"], ...product.environment };
    execFile(process.execPath, [MAIN, name], { env }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), text: out + err }),
    );
  });
}

interface Fleet {
  readonly jobId: string;
  readonly slug: string;
  /** Everything that was acknowledged, by the text of its answer. */
  readonly runs: Map<string, string>;
  readonly waiting: TriggeredRun;
}

/** Runs of every kind: some have ended with logs and checkpoints, one waits, the others are queued. */
async function fleetOn(product: Product): Promise<Fleet> {
  const { id: jobId, slug } = await product.createJob();
  const made = Array.from({ length: RUNS / 100 }, () =>
    product.control("POST", `/v1/jobs/${jobId}/trigger/bulk`, {
      items: Array.from({ length: 100 }, (_, n) => ({ payload: { n, text: "x".repeat(200) } })),
    }),
  );
  for (const { status } of await Promise.all(made)) expect(status).toBe(201);
  const claim = { worker_id: "crew", job_slugs: [slug], limit: 50 };
  const { body } = await product.control("POST", "/v1/workers/claim", claim);
  const claimed: TriggeredRun[] = body.runs.map((run: Record<string, string>) => ({
    id: run["run_id"],
    jobId,
    token: run["run_token"],
  }));
  const [waiting, ...others] = claimed;
  if (waiting === undefined) throw new Error("nothing was claimed");
  for (const run of others) {
    await product.executor("POST", run, "log", { message: "at work" });
    await product.executor("POST", run, "checkpoint", { state: { page: 4 } });
    expect((await product.executor("POST", run, "complete", { result: { ok: true } })).status).toBe(200);
  }
  await product.executor("POST", waiting, "wait-for-event", { event_key: "door", timeout_secs: 86_400 });
  const runs = new Map<string, string>();
  for (let cursor = ""; ; ) {
    const page = (await product.control("GET", `/v1/runs?limit=100${cursor}`)).body;
    for (const { id, status, payload } of page.data) runs.set(id, JSON.stringify([status, payload]));
    if (!page.has_more) break;
    cursor = `&cursor=${page.next_cursor}`;
  }
  expect(runs.size).toBe(RUNS);
  return { jobId, slug, runs, waiting };
}

/** The doctor finds nothing, every run is there as it was, and work goes on. */
async function checkRestored(product: Product, { slug, runs, waiting }: Fleet): Promise<void> {
  const doctor = await command(product, "doctor");
  expect([doctor.code, doctor.text]).toEqual([0, expect.stringContaining(String(DATA_FORMAT))]);
  for (const [id, before] of runs) {
    const { status, body } = await product.control("GET", `/v1/runs/${id}`);
    expect([id, status, JSON.stringify([body?.status, body?.payload])]).toEqual([id, 200, before]);
  }
  const claim = { worker_id: "crew", job_slugs: [slug], limit: 1 };
  const { body } = await product.control("POST", "/v1/workers/claim", claim);
  const run = { id: body.runs[0].run_id, jobId: "", token: body.runs[0].run_token };
  expect((await product.executor("POST", run, "complete", {})).status).toBe(200);
  expect((await product.control("POST", "/v1/events/door/send", { payload: {} })).status).toBe(200);
  const status = await eventually(
    async () => (await product.run(waiting.id)).status,
    (now) => now === "queued",
  );
  expect(status).toBe("queued");
}

const told = (line: string) => process.stdout.write(`${line}\n`);

describe("a copy of the data", () => {
  it("of the append-only files, made while clients write, is a whole data set on another server", async () => {
    const under = folder();
    const redis = await startDisposableRedis({ under, kind: "alone" });
    const product = await productOn(redis);
    const fleet = await fleetOn(product);
    const writes = { over: false, acknowledged: 0 };
    const writing = (async () => {
      while (!writes.over) if ((await product.trigger(fleet.jobId)).id !== "") writes.acknowledged++;
    })();
    // As docs/operations.md says.
    const connection = connect(redis);
    await connection.config("SET", "auto-aof-rewrite-percentage", "0");
    await eventually(
      () => connection.info("persistence"),
      (info) => info.includes("aof_rewrite_in_progress:0"),
    );
    const [data = ""] = readdirSync(under);
    const copy = folder();
    const startMs = performance.now();
    cpSync(join(under, data, "appendonlydir"), join(copy, "appendonlydir"), { recursive: true });
    const tookMs = performance.now() - startMs;
    await connection.config("SET", "auto-aof-rewrite-percentage", "100");
    connection.disconnect();
    writes.over = true;
    await writing;
    await product.stop();

    const restored = await startDisposableRedis({ from: copy, kind: "alone" });
    await checkRestored(await productOn(restored), fleet);
    told(
      `append-only files: copied in ${tookMs.toFixed(0)} ms while ${writes.acknowledged} runs were triggered, ${fleet.runs.size} runs all there`,
    );
  });

  it("of a snapshot is a whole data set, once the server has loaded it without the append-only file", async () => {
    const under = folder();
    const redis = await startDisposableRedis({ under, kind: "alone" });
    const product = await productOn(redis);
    const fleet = await fleetOn(product);
    const connection = connect(redis);
    await connection.call("SAVE");
    connection.disconnect();
    const [data = ""] = readdirSync(under);
    const copy = folder();
    cpSync(join(under, data, "dump.rdb"), join(copy, "dump.rdb"));
    await product.stop();

    const restored = await startDisposableRedis({
      from: copy,
      kind: "alone",
      extraArguments: ["--appendonly", "no"],
    });
    const fresh = connect(restored);
    await fresh.config("SET", "appendonly", "yes");
    await eventually(
      () => fresh.info("persistence"),
      (info) => /aof_enabled:1/.test(info) && /aof_rewrite_in_progress:0/.test(info),
    );
    fresh.disconnect();
    await checkRestored(await productOn(restored), fleet);
    told(`snapshot: ${fleet.runs.size} runs all there`);
  });
});

describe("an older binary on newer data", () => {
  it("refuses to start, in one line that says what to run", async () => {
    const product = await productOn(await startDisposableRedis({ kind: "alone" }));
    const connection = connect(product.redis);
    await connection.set(catalogKey("format"), String(DATA_FORMAT + 1));
    connection.disconnect();
    for (const role of ["gateway", "worker"]) {
      const { code, text } = await command(product, role);
      expect([code, text.trim().split("\n").length]).toEqual([CONFIGURATION, 1]);
      expect(text).toContain(`has format ${DATA_FORMAT + 1}`);
      told(`${role}: exit code ${code}, ${text.trim()}`);
    }
  });
});
