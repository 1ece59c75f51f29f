import { Queue, Worker } from "bullmq";
import { Redis } from "ioredis";
import { expect, test } from "vitest";
import type { Cell } from "../../src/store/cell.js";
import { DepthReader } from "../../src/store/depths.js";
import { FIRST_CELL } from "../../src/store/keys.js";
import { eventually } from "../support/product.js";
import { acquireRedis } from "../support/redis.js";

test("jobs of BullMQ are counted as it counts them itself", async () => {
  const server = await acquireRedis();
  const connection = new Redis({ path: server.url.slice("unix://".length), maxRetriesPerRequest: null });
  const options = { connection, prefix: FIRST_CELL.queuePrefix };
  const queue = new Queue("q", options);
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const worker = new Worker(
    "q",
    async ({ name }) => {
      if (name === "failing") throw new Error("as asked");
      await held;
    },
    { ...options, concurrency: 2 },
  );
  await queue.add("failing", {});
  await eventually(
    () => queue.getFailedCount(),
    (count) => count === 1,
  );
  await queue.addBulk(Array.from({ length: 5 }, () => ({ name: "held", data: {} })));
  await eventually(
    () => queue.getActiveCount(),
    (count) => count === 2,
  );
  for (const opts of [{ priority: 3 }, { priority: 1 }, { delay: 60_000 }]) await queue.add("more", {}, opts);

  const reader = new DepthReader([{ redis: connection, cell: { keys: FIRST_CELL } as Cell }], ["q", "none"]);
  const own = await queue.getJobCounts("wait", "prioritized", "delayed", "active", "failed");
  expect(own).toEqual({ wait: 3, prioritized: 2, delayed: 1, active: 2, failed: 1 });
  const expected = ["q", "none"].flatMap((name) =>
    Object.entries(own).map(([state, count]) => [[name, state], name === "q" ? count : 0]),
  );
  expect(await reader.jobCounts()).toEqual(expected);
  release();
  await worker.close();
  await queue.close();
  connection.disconnect();
  await server.release();
});
