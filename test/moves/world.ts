import { Redis } from "ioredis";
import { connectionOptions } from "../../src/store/connection.js";
import { Endpoint } from "../support/endpoint.js";
import { Product } from "../support/product.js";
import { startDisposableRedis } from "../support/redis.js";

/** Two gateways and a worker on cells of one Redis, and what commands of an operator are told. */
export interface World {
  readonly product: Product;
  readonly redis: Redis;
  readonly endpoint: Endpoint;
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export async function startWorld(cells: number, settings: Readonly<Record<string, string>>): Promise<World> {
  const server = await startDisposableRedis({ kind: "slots", appendfsync: "no" });
  const product = await Product.start({
    ...{ redis: server, gateways: 2, workers: 1 },
    environment: { CELLS: String(cells), HEARTBEAT_INTERVAL: "1s", SWEEP_INTERVAL: "500ms", ...settings },
  });
  const redis = new Redis(connectionOptions(server.url));
  const endpoint = await Endpoint.start();
  return {
    ...{ product, redis, endpoint },
    environment: { CELLS: String(cells), REDIS_URL: server.url, STRAIT_ENV: "development" },
    async stop() {
      redis.disconnect();
      await endpoint.stop();
      await product.stop();
    },
  };
}
