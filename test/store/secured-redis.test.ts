import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import { readConfig } from "../../src/config.js";
import { RedisConnections, waitUntilReady } from "../../src/store/redis-connections.js";
import { type Server, startServer } from "../faults/servers.js";
import { type Certificates, makeCertificates, SERVER_NAME } from "../support/certificates.js";
import { Endpoint } from "../support/endpoint.js";
import { freePort } from "../support/ports.js";
import { API_KEY, eventually, PROJECT, Product, SIGNING_KEY } from "../support/product.js";

const DEPLOYMENT = readFileSync(new URL("../../docs/deployment.md", import.meta.url), "utf8");
/** The rule that operators are told to use. */
const RULE = /^ +user bosporus on >(\S+) (.*)$/m.exec(DEPLOYMENT);

let certificates: Certificates;
let server: Server;
let endpoint: Endpoint;
let environment: Record<string, string>;
let product: Product;

beforeAll(async () => {
  certificates = await makeCertificates();
  const port = await freePort();
  // One node with all slots: a gateway takes it for one Redis, a worker for a cluster.
  server = await startServer({
    kind: "slots",
    extraArguments: [
      ...["--tls-cluster", "yes"],
      ...["--tls-port", String(port), "--tls-ca-cert-file", certificates.ca],
      ...["--tls-cert-file", certificates.server.cert, "--tls-key-file", certificates.server.key],
    ],
  });
  const [, password = "", rights = ""] = RULE ?? [];
  await server.admin.call("ACL", "SETUSER", "bosporus", "on", `>${password}`, ...rights.split(" "));
  endpoint = await Endpoint.start();
  environment = {
    REDIS_URL: `rediss://bosporus:${password}@127.0.0.1:${port}`,
    REDIS_TLS_CA: certificates.ca,
    REDIS_TLS_CERT: certificates.client.cert,
    REDIS_TLS_KEY: certificates.client.key,
    REDIS_TLS_SERVERNAME: SERVER_NAME,
  };
  product = await Product.start({
    redis: server.redis,
    environment: {
      ...environment,
      ...{ SWEEP_INTERVAL: "200ms", RUN_RETENTION_SHORT: "1s", RUN_RETENTION_LONG: "1s" },
      RATE_LIMIT_REQUESTS: "100000",
    },
  });
  const cluster = { REDIS_URL: "", REDIS_CLUSTER: `rediss://bosporus:${password}@127.0.0.1:${port}` };
  product.startWorker(cluster);
});
afterAll(async () => {
  await product?.stop();
  endpoint?.stop();
  await server?.release();
  await certificates?.release();
});

it("is reached over TLS by a user who may do no more than docs/deployment.md says", async () => {
  // All that talks to Redis in a way of its own: commands, appends, heartbeats, a wait for streams, BullMQ.
  const hooks = endpoint.url((_, response) => response.end());
  await product.control("POST", "/v1/webhooks/subscriptions", {
    ...{ project_id: PROJECT, webhook_url: hooks, event_types: ["*"] },
  });
  const job = await product.createJob({ cron: "* * * * *" });
  const dispatched = await product.createJob({
    endpoint_url: endpoint.url((_, response) => response.end("1")),
    execution_mode: "http",
  });
  const scheduled = await product.trigger(dispatched.id, {
    scheduled_at: new Date(Date.now() + 1_000).toISOString(),
  });
  await product.trigger(job.id);
  const claim = { worker_id: "w", job_slugs: [job.slug], wait_ms: 1_000 };
  expect((await product.control("POST", "/v1/workers/claim", claim)).body.runs).toHaveLength(1);
  const run = await product.trigger(job.id);
  await product.executor("POST", run, "heartbeat");
  const url = `ws://127.0.0.1:${product.ports[0]}/v1/runs/${run.id}/ws?feed=logs`;
  const socket = new WebSocket(url, { headers: { Authorization: `Bearer ${API_KEY}` } });
  let followed = "";
  socket.on("message", (message) => {
    followed += String(message);
  });
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  expect((await product.executor("POST", run, "log", { message: "a line" })).status).toBe(201);
  expect((await product.executor("POST", run, "stream", { chunk: "c" })).status).toBe(200);
  await eventually(
    async () => followed,
    (text) => text.includes("a line"),
  );
  socket.close();
  expect(followed).toContain("a line");
  expect((await product.executor("POST", run, "complete", {})).status).toBe(200);
  const bulk = { items: [{ payload: 1 }, { payload: 2 }] };
  expect((await product.control("POST", `/v1/jobs/${job.id}/trigger/bulk`, bulk)).status).toBe(201);
  for (const id of [run.id, scheduled.id]) {
    const left = await eventually(
      () => product.control("GET", `/v1/runs/${id}`),
      ({ status }) => status === 404,
    );
    expect(left.status).toBe(404);
  }
  const called = await eventually(
    async () => endpoint.calls(hooks).length,
    (count) => count >= 2,
  );
  expect(called).toBeGreaterThanOrEqual(2);
  // A library that is gone is loaded again.
  await server.admin.function("FLUSH");
  await product.trigger(job.id);
  // A setting is asked for to advise on it: who may not ask is not advised.
  const refused = (await server.admin.call("ACL", "LOG")) as string[][];
  expect(refused.filter((entry) => entry[entry.indexOf("object") + 1] !== "config|get")).toEqual([]);
  // What a process may not do it would also have logged.
  const printed = [...product.gateways, ...product.workers].map(({ output }) => output()).join("");
  expect(printed).not.toContain("NOPERM");
});

it.each([
  ["FLUSHALL"],
  ["CONFIG", "GET", "*"],
  ["KEYS", "*"],
  ["FUNCTION", "FLUSH"],
  ["ACL", "LIST"],
  ["GET", "not ours"],
  ["PUBLISH", "not ours", "1"],
  ["SHUTDOWN"],
  ["SCRIPT", "FLUSH"],
])("refuses its user %s %s", async (name, ...args) => {
  const redis = await connected(environment);
  await expect(redis.call(name, ...args)).rejects.toThrow("NOPERM");
  redis.disconnect();
});

it.each(["REDIS_TLS_CA", "REDIS_TLS_SERVERNAME", "REDIS_TLS_CERT"])(
  "is not reached without %s",
  async (name) => {
    const { [name]: _, ...others } = environment;
    if (name === "REDIS_TLS_CERT") delete others["REDIS_TLS_KEY"];
    const redis = connections(others).forRequests();
    const failed = new Promise<Error>((resolve) => redis.once("error", resolve));
    expect(String(await failed)).toMatch(/certificate|altnames|ECONNRESET|closed/i);
    redis.disconnect();
  },
);

function connections(variables: Record<string, string>): RedisConnections {
  const { redis } = readConfig({ JWT_SIGNING_KEY: SIGNING_KEY, ...variables });
  return new RedisConnections(redis);
}

async function connected(variables: Record<string, string>) {
  const redis = connections(variables).forRequests();
  expect(await waitUntilReady(redis, 60_000)).toBe(true);
  return redis;
}
