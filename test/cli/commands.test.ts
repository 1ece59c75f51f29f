import { spawn } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectionOptions } from "../../src/store/connection.js";
import { FIRST_CELL } from "../../src/store/keys.js";
import { API_KEY, eventually, INTERNAL_SECRET, Product, SIGNING_KEY } from "../support/product.js";
import { startDisposableRedis } from "../support/redis.js";

const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
/** What would steer a terminal. */
const EVIL = "\u001b]0;owned\u0007\u009b2J\r";
let product: Product;

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs the command line as an operator would. */
function bosporus(args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: {
      PATH: process.env["PATH"] ?? "",
      BOSPORUS_URL: product.url(),
      BOSPORUS_API_KEY: API_KEY,
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [output, errors] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, output, errors })));
}

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.stop());

describe("bosporus", () => {
  it("trigger --tail shows what a run does, until it ends", async () => {
    const job = await product.createJob();
    const tailing = bosporus(["trigger", job.slug, '{"n":1}', "--tail"]);
    const listed = await eventually(
      () => product.control("GET", `/v1/runs?job_id=${job.id}`),
      ({ body }) => body.data.length === 1,
    );
    const [run] = listed.body.data;
    expect(run.payload).toEqual({ n: 1 });
    const claimed = await product.control("POST", "/v1/workers/claim", {
      worker_id: "cli",
      job_slugs: [job.slug],
    });
    const token = { id: run.id, token: claimed.body.runs[0].run_token, jobId: job.id };
    await product.executor("POST", token, "log", { message: "a line of the log" });
    await product.executor("POST", token, "progress", { percent: 50, step: "halfway" });
    await product.executor("POST", token, "log", { message: EVIL, data: { text: EVIL } });
    await product.executor("POST", token, "progress", { percent: 60, step: EVIL, message: EVIL });
    await product.executor("POST", token, "stream", { chunk: `streamed text${EVIL}` });
    await product.executor("POST", token, "complete", {});
    const { code, output, errors } = await tailing;
    expect([code, errors]).toEqual([0, ""]);
    for (const part of [
      "a line of the log",
      "50 %",
      "█",
      "halfway",
      "streamed text",
      "run ended: completed",
    ]) {
      expect(output).toContain(part);
    }
    expect(output.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
    const shown = await bosporus(["runs", run.id]);
    expect(JSON.parse(shown.output)).toMatchObject({ id: run.id, status: "completed" });
    const listing = await bosporus(["runs", "--status", "completed"]);
    expect(JSON.parse(listing.output).data).toHaveLength(1);
  });

  it("keys, events and token do what the API does", async () => {
    const created = await bosporus(["keys", "create", "default", "cli", "--scope", "runs:read"]);
    const key = JSON.parse(created.output);
    const rotated = JSON.parse((await bosporus(["keys", "rotate", key.id])).output);
    expect(rotated).toMatchObject({ old_key_id: key.id, scopes: ["runs:read"] });
    expect((await bosporus(["keys", "revoke", rotated.id])).code).toBe(0);
    const job = await product.createJob();
    const run = await product.trigger(job.id);
    const environment = { JWT_SIGNING_KEY: SIGNING_KEY };
    const token = (await bosporus(["token", run.id], environment)).output.trim();
    const waiting = { ...run, token };
    const wait = await product.executor("POST", waiting, "wait-for-event", { event_key: "cli/go" });
    expect(wait.body.status).toBe("waiting");
    const sent = await bosporus(["events", "send", "cli/go", '"now"']);
    expect(JSON.parse(sent.output)).toMatchObject({ status: "received", response_payload: "now" });
  });

  it("says in one line what is wrong", async () => {
    const unknown = await bosporus(["runs", "unknown"]);
    expect([unknown.code, unknown.errors]).toEqual([1, "bosporus: 404 run not found\n"]);
    const nowhere = await bosporus(["runs"], { BOSPORUS_API_KEY: "" });
    expect(nowhere.errors).toMatch(/^bosporus: set BOSPORUS_API_KEY .*\n$/);
    const text = await bosporus(["events", "send", "key", "{no json"]);
    expect(text.errors).toBe("bosporus: not JSON: {no json\n");
  });

  it("doctor looks at a running deployment, and says what is missing of it", async () => {
    const { output } = await bosporus(["doctor"], { INTERNAL_SECRET });
    expect(output).toMatch(/^ok {3}Gateway .* is ready$/m);
    expect(output).toMatch(/^ok {3}Clock /m);
    expect(output).toMatch(/^ok {3}Queue .* queued, .* executing/m);
    // This deployment has no worker.
    expect(output).toMatch(/^FAIL Processes .*gateway .*\n +run one gateway and one worker at least$/m);
    const nowhere = await bosporus(["doctor"], { BOSPORUS_URL: "http://127.0.0.1:1" });
    expect([nowhere.code, nowhere.output]).toEqual([1, expect.stringContaining("does not answer")]);
  });

  it("doctor finds nothing wrong with a good Redis, and says what to do with a bad one", async () => {
    const good = await bosporus(["doctor"], { BOSPORUS_URL: "", REDIS_URL: product.redis.url });
    expect(good.output).not.toContain("FAIL");
    expect(good.code).toBe(0);
    const bad = await startDisposableRedis({
      kind: "slots",
      extraArguments: ["--appendonly", "no", "--maxmemory-policy", "allkeys-lru"],
    });
    try {
      const look = () => bosporus(["doctor"], { BOSPORUS_URL: "", REDIS_URL: bad.url });
      // The death of the node that holds the only cell stops all, whatever the others do.
      expect((await look()).output).toMatch(/^ok {3}cluster coverage/m);
      const redis = new Redis(connectionOptions(bad.url));
      await redis.set(FIRST_CELL.catalog("cells"), 2);
      redis.disconnect();
      const { code, output } = await look();
      expect(code).toBe(1);
      expect(output).toContain('set "cluster-require-full-coverage no"');
      expect(output).toContain('set "appendonly yes"');
      expect(output).toContain('set "maxmemory-policy noeviction"');
    } finally {
      await bad.release();
    }
  });

  it("ends in silence when nobody reads what it follows any more", async () => {
    const run = await product.trigger((await product.createJob()).id);
    await product.executor("POST", run, "heartbeat");
    const child = spawn(process.execPath, [MAIN, "tail", run.id], {
      env: { ...process.env, BOSPORUS_URL: product.url(), BOSPORUS_API_KEY: API_KEY },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let errors = "";
    child.stderr.on("data", (chunk: Buffer) => {
      errors += chunk.toString();
    });
    child.stdout.once("data", () => child.stdout.destroy());
    const ended = new Promise((resolve) => child.once("close", resolve));
    const code = await eventually(
      async () => {
        await product.executor("POST", run, "log", { message: "a line" });
        return Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 100, undefined))]);
      },
      (found) => found !== undefined,
    );
    expect([code, errors]).toEqual([0, ""]);
  });

  it("says what to do where another program answers", async () => {
    const server: Server = createServer((_, response) => response.end("<html>"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    for (const [command, url] of [
      [["jobs"], `http://127.0.0.1:${port}`],
      [["tail", crypto.randomUUID()], `http://127.0.0.1:${port}`],
      [["jobs"], "nonsense"],
      [["jobs"], "http://a:b@127.0.0.1:1"],
      [["jobs"], "http://127.0.0.1:1"],
    ] as const) {
      const { code, errors } = await bosporus(command, { BOSPORUS_URL: url });
      expect([code, errors]).toEqual([1, expect.stringMatching(/^bosporus: .*(?:check|is no) .*\n$/)]);
      expect(errors).toContain("BOSPORUS_URL");
    }
    server.close();
  });
});
