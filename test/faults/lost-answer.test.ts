import { afterEach, beforeEach, expect, test } from "vitest";
import { Endpoint } from "../support/endpoint.js";
import { eventually, Product } from "../support/product.js";
import { TcpProxy } from "../support/tcp-proxy.js";
import { type Server, startServer } from "./servers.js";

let server: Server;
let network: TcpProxy;
let product: Product;
let endpoint: Endpoint;

beforeEach(async () => {
  server = await startServer();
  network = await TcpProxy.start(server);
  endpoint = await Endpoint.start();
  product = await Product.start({ redis: server.redis });
});
afterEach(async () => {
  await product.stop();
  endpoint.stop();
  await network.close();
  await server.release();
});

const RUNS = 120;

test("a dispatch whose begin was done but not answered is called, once", { timeout: 90_000 }, async () => {
  const url = endpoint.url((_, response) => response.end('"done"'));
  const job = await product.createJob({ endpoint_url: url, execution_mode: "http", max_concurrency: 1000 });
  product.startWorker({ REDIS_URL: network.url, WORKER_CONCURRENCY: "20" });
  const ids: string[] = [];
  for (let n = 0; n < RUNS; n++) {
    ids.push((await product.trigger(job.id)).id);
    if (n % 15 !== 14) continue;
    // What the worker sends is carried out, what it would be told is lost; then it sends it again.
    network.loseAnswers();
    await new Promise((resolve) => setTimeout(resolve, 60));
    network.reset();
  }
  const statuses = async () => Promise.all(ids.map(async (id) => (await product.run(id)).status));
  const ended = await eventually(statuses, (all) => all.every((status) => status === "completed"), 45_000);
  expect(ended.filter((status) => status !== "completed")).toEqual([]);
  const called = endpoint.calls(url).map(({ headers }) => headers["x-run-id"]);
  expect([...new Set(called)].sort()).toEqual([...ids].sort());
  expect(called).toHaveLength(RUNS);
});
