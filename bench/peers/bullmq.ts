/**
 * Plain BullMQ: one process adds, another processes with a handler that does nothing (concurrency 100).
 * `ROLE=worker` processes; `ROLE=adder` adds with 100 calls in flight for as long as its parent asks.
 *
 * Messages from the parent: `{add: ms}` (adder) and `{completed: true}` (worker); the answers are
 * `{added}` and `{completed}`.
 */
import process from "node:process";
import { Queue, Worker } from "bullmq";
import { redisOptions } from "./redis-options.js";

const CONCURRENCY = 100;
const connection = redisOptions(process.env["REDIS_URL"] ?? "");
const options = { connection, prefix: "peer-bullmq" };

function reply(message: Record<string, number | boolean>): void {
  process.send?.(message);
}

async function addUntil(queue: Queue, deadline: number): Promise<number> {
  let added = 0;
  const lane = async (): Promise<void> => {
    while (performance.now() < deadline) {
      await queue.add("run", { n: added }, { removeOnComplete: true, attempts: 3 });
      added += 1;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, lane));
  return added;
}

async function runAdder(): Promise<void> {
  const queue = new Queue("runs", options);
  await queue.waitUntilReady();
  process.on("message", (message: { add?: number }) => {
    if (message.add === undefined) return;
    void addUntil(queue, performance.now() + message.add).then((added) => reply({ added }));
  });
}

async function runWorker(): Promise<void> {
  let completed = 0;
  const worker = new Worker("runs", async () => undefined, { ...options, concurrency: CONCURRENCY });
  worker.on("completed", () => {
    completed += 1;
  });
  await worker.waitUntilReady();
  process.on("message", (message: { completed?: boolean }) => {
    if (message.completed) reply({ completed });
  });
}

await (process.env["ROLE"] === "worker" ? runWorker() : runAdder());
reply({ ready: true });
