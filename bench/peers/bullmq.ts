/**
 * Plain BullMQ: one process adds, another processes with a handler that does nothing (concurrency 100).
 * `ROLE=worker` processes; `ROLE=adder` adds for as long as its parent asks, with 100 calls in flight, or with 10 of
 * addBulk.
 *
 * Messages from the parent: `{add: ms, bulk: jobs of a call}` (adder) and `{completed: true}` (worker); the answers are
 * `{added}` and `{completed}`.
 */
import process from "node:process";
import { Queue, Worker } from "bullmq";
import { IN_FLIGHT } from "../harness/bullmq.js";
import { redisOptions } from "./redis-options.js";

const connection = redisOptions(process.env["REDIS_URL"] ?? "");
const options = { connection, prefix: "peer-bullmq" };

function reply(message: Record<string, number | boolean>): void {
  process.send?.(message);
}

const OPTIONS = { removeOnComplete: true, attempts: 3 };
const BULK_CONCURRENCY = 10;

async function addUntil(queue: Queue, deadline: number, bulk: number): Promise<number> {
  let added = 0;
  const lane = async (): Promise<void> => {
    while (performance.now() < deadline) {
      if (bulk === 1) await queue.add("run", { n: added }, OPTIONS);
      else
        await queue.addBulk(
          Array.from({ length: bulk }, () => ({ name: "run", data: { n: added }, opts: OPTIONS })),
        );
      added += bulk;
    }
  };
  await Promise.all(Array.from({ length: bulk === 1 ? IN_FLIGHT : BULK_CONCURRENCY }, lane));
  return added;
}

async function runAdder(): Promise<void> {
  const queue = new Queue("runs", options);
  await queue.waitUntilReady();
  process.on("message", (message: { add?: number; bulk?: number }) => {
    if (message.add === undefined) return;
    void addUntil(queue, performance.now() + message.add, message.bulk ?? 1).then((added) =>
      reply({ added }),
    );
  });
}

async function runWorker(): Promise<void> {
  let completed = 0;
  const worker = new Worker("runs", async () => undefined, { ...options, concurrency: IN_FLIGHT });
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
