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

const ROUNDS = 6;

test("a dispatch whose begin was done but not answered is called, once", { timeout: 90_000 }, async () => {
  const url = endpoint.url((_, response) => response.end('"done"'));
  const job = await product.createJob({ endpoint_url: url, execution_mode: "http" });
  product.startWorker({ REDIS_URL: network.url });
  const runOf = async (): Promise<string> => {
    const { id } = await product.trigger(job.id);
    const ended = await eventually(
      () => product.run(id),
      ({ status }) => status === "completed",
    );
    expect([id, ended.status]).toEqual([id, "completed"]);
    return id;
  };
  const ids = [await runOf()];
  for (let round = 0; round < ROUNDS; round++) {
    const lost = network.loseAnswerTo("claim-dispatches");
    const run = runOf();
    await lost;
    await new Promise((resolve) => setTimeout(resolve, 50));
    network.reset();
    ids.push(await run);
  }
  expect(endpoint.calls(url).map(({ headers }) => headers["x-run-id"])).toEqual(ids);
});
