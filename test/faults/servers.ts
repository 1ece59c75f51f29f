import { Redis } from "ioredis";
import { eventually } from "../support/product.js";
import { type DisposableRedis, type RedisOptions, startDisposableRedis } from "../support/redis.js";

/** A Redis on a port, and a connection to look into it and to give it orders. */
export interface Server {
  readonly redis: DisposableRedis;
  readonly port: number;
  readonly admin: Redis;
  release(): Promise<void>;
}

export async function startServer(options: RedisOptions = {}): Promise<Server> {
  const redis = await startDisposableRedis({ ...options, socket: false });
  const port = Number(new URL(redis.url).port);
  const admin = new Redis({ port, host: "127.0.0.1" });
  admin.on("error", () => undefined);
  return {
    redis,
    port,
    admin,
    async release() {
      admin.disconnect();
      await redis.release();
    },
  };
}

/** Makes the second a replica of the first, and waits until it has its data. */
export async function follow(primary: Server, replica: Server): Promise<void> {
  await replica.admin.replicaof("127.0.0.1", primary.port);
  const state = await eventually(
    () => replica.admin.info("replication"),
    (info) => info.includes("master_link_status:up"),
  );
  if (!state.includes("master_link_status:up")) throw new Error(`no replication: ${state}`);
}

/** The replica becomes the primary, and the primary its replica: what an operator's failover does. */
export async function swap(primary: Server, replica: Server): Promise<void> {
  await replica.admin.replicaof("NO", "ONE");
  await primary.admin.replicaof("127.0.0.1", replica.port);
}
