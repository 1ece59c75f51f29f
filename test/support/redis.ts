import { Redis } from "ioredis";
import { cellTag } from "../../src/store/cell-tags.js";
import { hashSlot } from "../../src/store/hash-slot.js";
import { TestCluster } from "./cluster.js";
import {
  type DisposableOptions,
  type DisposableRedis,
  type ProcessKind,
  startRedisProcess,
} from "./redis-process.js";

export type { DisposableRedis };

/** `cluster`: of three masters the one with the slot of cell 0; the others as `ProcessKind` says. */
export type RedisKind = Exclude<ProcessKind, "node"> | "cluster";

/** How a test's Redis is started; it is of the kind that TEST_REDIS says where none is given. */
export type RedisOptions = Omit<DisposableOptions, "kind"> & { readonly kind?: RedisKind };

/** A Redis that belongs to one test file. */
export interface TestRedis {
  readonly url: string;
  /** Deletes all data. */
  flush(): Promise<void>;
  /** Ends the server and removes its data. */
  release(): Promise<void>;
}

/** What `TEST_REDIS=slots npx vitest run <files>` (or `cluster`) asks for. */
function testedKind(): RedisKind {
  const asked = process.env["TEST_REDIS"];
  return asked === "slots" || asked === "cluster" ? asked : "alone";
}

/** Three masters, of which the test has the one with the slot of cell 0; the product is told of the other two. */
async function startCluster(options: Omit<RedisOptions, "kind">): Promise<DisposableRedis> {
  const cluster = await TestCluster.start(options);
  const owner = await cluster.masterOf(hashSlot(cellTag(0)));
  return cluster.asRedis(owner);
}

/** Starts a Redis of its own, with AOF on, that may be killed and started again. */
export function startDisposableRedis({
  kind = testedKind(),
  ...options
}: RedisOptions = {}): Promise<DisposableRedis> {
  return kind === "cluster" ? startCluster(options) : startRedisProcess({ ...options, kind });
}

/** Starts a Redis for one test file: call it in `beforeAll`, `release` in `afterAll`. */
export async function acquireRedis(options: RedisOptions = {}): Promise<TestRedis> {
  const redis = await startDisposableRedis(options);
  const connection = new Redis({ path: redis.url.slice("unix://".length) });
  connection.on("error", () => undefined);
  return {
    url: redis.url,
    async flush() {
      await connection.flushall("SYNC");
    },
    async release() {
      connection.disconnect();
      await redis.release();
    },
  };
}
