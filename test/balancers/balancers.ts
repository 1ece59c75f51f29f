import { request } from "node:http";
import { Agent, fetch } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { API_KEY, eventually, Product, type TriggeredRun } from "../support/product.js";
import { Balancer, type BalancerName } from "./balancer.js";
import { Fleet } from "./fleet.js";

const MINUTES = Number(process.env["BALANCER_MINUTES"] ?? 0.5);
const NAMES = (process.env["BALANCERS"] ?? "haproxy,nginx,caddy").split(",") as BalancerName[];
const GATEWAYS = 3;
const SHUTDOWN_DELAY_MS = 3_000;
const SHUTDOWN_TIMEOUT_MS = 15_000;
/** Wrong keys after which an address is refused, whatever it sends. */
const LOCKED_OUT_AFTER = 10;
const SIZE = { beating: 12, writing: 4, claiming: 4 };
/** What is told of a restart when it is over. */
const SETTLE_MS = 2_000;

const rows: string[][] = [];

afterAll(() => {
  const head = ["in front", "restarts", "longest drain", "calls", "retried", "failed", "streams resumed"];
  console.log(
    `\n${[head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n")}\n`,
  );
});

/** The status of a request that comes from an address of this machine. */
function statusFrom(localAddress: string, url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { localAddress, agent: false, headers }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
    });
    asked.on("error", reject);
    asked.end();
  });
}

describe.each(NAMES)("%s", (name) => {
  let product: Product;
  let balancer: Balancer;
  let run: TriggeredRun;
  const headers = { Authorization: `Bearer ${API_KEY}` };
  beforeAll(async () => {
    product = await Product.start({
      gateways: GATEWAYS,
      workers: 1,
      environment: {
        SHUTDOWN_DELAY: `${SHUTDOWN_DELAY_MS}ms`,
        SHUTDOWN_TIMEOUT: `${SHUTDOWN_TIMEOUT_MS}ms`,
        TRUSTED_PROXIES: "127.0.0.1",
        LOG_LEVEL: "warn",
      },
    });
    balancer = await Balancer.start(name, product.ports);
    run = await product.trigger((await product.createJob({ timeout_secs: 86_400 })).id);
    await product.executor("POST", run, "heartbeat");
  });
  afterAll(async () => {
    await balancer?.stop();
    await product?.stop();
  });

  it("keeps a client's connection for as long as a heartbeat takes to come", async () => {
    const agent = new Agent({ connections: 1, keepAliveTimeout: 60_000 });
    let connections = 0;
    agent.on("connect", () => connections++);
    for (const waitMs of [0, 12_000, 0]) {
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      const answer = await fetch(`${balancer.url}/v1/runs/${run.id}`, { headers, dispatcher: agent });
      expect(answer.status).toBe(200);
      await answer.text();
    }
    await agent.close();
    expect(connections).toBe(1);
  });

  it("hands on a stream as it comes", async () => {
    const answer = await fetch(`${balancer.url}/v1/runs/${run.id}/stream/chunks`, { headers });
    expect(answer.headers.get("content-type")).toContain("text/event-stream");
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    // The next one is written when the one before has arrived: a proxy that gathers them would hang here.
    for (const seq of [0, 1, 2]) {
      await product.executor("POST", run, "stream", { chunk: `piece ${seq}`, seq });
      for (let text = ""; !text.includes(`piece ${seq}`); ) text += (await reader?.read())?.value ?? "";
    }
    await reader?.cancel();
  });

  it("hands on a WebSocket, and its messages as they come", async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${balancer.port}/v1/runs/${run.id}/ws?feed=logs`, {
      headers,
    });
    let text = "";
    socket.on("message", (message) => {
      text += String(message);
    });
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    for (const message of ["first line", "second line"]) {
      await product.executor("POST", run, "log", { message });
      await eventually(
        async () => text,
        (seen) => seen.includes(message),
      );
    }
    socket.close();
    expect(text).toContain("second line");
  });

  it("lets a long poll wait", async () => {
    const job = await product.createJob();
    const claim = { worker_id: "one", job_slugs: [job.slug], wait_ms: 20_000 };
    const waiting = fetch(`${balancer.url}/v1/workers/claim`, {
      method: "POST",
      headers: { ...headers, "Content-Type": "application/json" },
      body: JSON.stringify(claim),
    });
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    const { id } = await product.trigger(job.id);
    expect(await (await waiting).json()).toMatchObject({ runs: [{ run_id: id }] });
  });

  it("says who calls, whatever the caller says of that", async () => {
    const url = `${balancer.url}/v1/runs`;
    for (let index = 0; index < LOCKED_OUT_AFTER * GATEWAYS; index++) {
      const lie = { Authorization: `Bearer wrong-${index}`, "X-Forwarded-For": `198.51.100.${index}` };
      await statusFrom("127.0.0.7", url, lie);
    }
    const stranger = { Authorization: "Bearer strange" };
    const refused = { ...stranger, "X-Forwarded-For": "203.0.113.1" };
    expect(await statusFrom("127.0.0.7", url, refused)).toBe(429);
    // Another address is not: it is the callers' addresses that are counted, and not the balancer's.
    expect(await statusFrom("127.0.0.8", url, stranger)).toBe(401);
  });

  it("loses no call when gateways are restarted under a fleet", {
    timeout: MINUTES * 60_000 + 300_000,
  }, async () => {
    const fleet = await Fleet.start(product, balancer.url, SIZE);
    const until = Date.now() + MINUTES * 60_000;
    let restarts = 0;
    let longestMs = 0;
    while (restarts < GATEWAYS || Date.now() < until) {
      const gateway = restarts % GATEWAYS;
      const begunMs = performance.now();
      expect(await product.gateways[gateway]?.stop()).toBe(0);
      longestMs = Math.max(longestMs, performance.now() - begunMs);
      await product.startGateway(gateway);
      restarts++;
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    }
    await fleet.stop();
    const { calls, requests, failures, resumed } = fleet;
    const drained = `${(longestMs / 1000).toFixed(1)} s`;
    rows.push(
      [balancer.version, restarts, drained, calls, requests - calls, failures.length, resumed].map(String),
    );
    expect(failures).toEqual([]);
    expect(resumed).toBeGreaterThan(0);
    expect(fleet.triggered).toBeGreaterThan(0);
    // Drained by itself: what is left when the time is over is cut.
    expect(longestMs).toBeLessThan(SHUTDOWN_DELAY_MS + SHUTDOWN_TIMEOUT_MS);
  });
});
