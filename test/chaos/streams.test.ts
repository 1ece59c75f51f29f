import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually, Product, type TriggeredRun } from "../support/product.js";
import { follow, type SseFrame, type SseReader } from "../support/sse.js";
import { insistAsExecutor } from "./clients.js";

let product: Product;

beforeAll(async () => {
  product = await Product.start({ gateways: 3 });
});
afterAll(() => product.stop());

const CHUNKS = 20_000;
const IN_BATCH = 100;
const KILLS = 10;

/** Writes numbered chunks, each once whatever becomes of its call; `before` is asked before each batch. */
async function write(run: TriggeredRun, before: (first: number) => Promise<void>): Promise<void> {
  for (let first = 0; first < CHUNKS; first += IN_BATCH) {
    await before(first);
    const operations = Array.from({ length: IN_BATCH }, (_, index) => ({
      op: "stream",
      body: { chunk: `${first + index}`, seq: first + index },
    }));
    const { status, text } = await insistAsExecutor(product, run, "batch", { operations });
    if (status !== 200) throw new Error(text);
  }
}

/** Reads until the end: behind what it has, at whatever gateway answers, as often as needed. */
async function read(
  path: string,
  onConnection: (gateway: number, reader: SseReader) => void,
): Promise<{ frames: SseFrame[]; connections: number }> {
  const frames: SseFrame[] = [];
  let connections = 0;
  for (let gateway = 0; frames.at(-1)?.event !== "end"; gateway = (gateway + 1) % 3) {
    const lastEventId = frames.at(-1)?.id;
    const reader = await follow(product, path, {
      gateway,
      ...(lastEventId === undefined ? {} : { lastEventId }),
      headers: connections % 2 === 0 ? {} : { "Accept-Encoding": "gzip" },
    }).catch(() => undefined);
    if (reader?.status !== 200) {
      await pause(20);
      continue;
    }
    connections++;
    onConnection(gateway, reader);
    await reader.ended;
    frames.push(...reader.frames);
  }
  return { frames, connections };
}

test("a reader whose gateway is killed ten times during 20,000 chunks has each of them once, in order", async () => {
  const run = await product.trigger((await product.createJob()).id);
  let current: { gateway: number; reader: SseReader } | undefined;
  const path = `/v1/runs/${run.id}/stream/chunks`;
  const followed = read(path, (gateway, reader) => {
    current = { gateway, reader };
  });
  let kills = 0;
  let killed: SseReader | undefined;
  await write(run, async (first) => {
    if (kills === KILLS || first < ((kills + 1) * CHUNKS) / (KILLS + 2)) return;
    // Only a reader that has got something on this connection, and has more to come.
    const at = await eventually(
      async () => current,
      (one) => one !== undefined && one.reader !== killed && one.reader.frames.length > 0,
    );
    killed = at?.reader;
    await product.gateways[at?.gateway ?? 0]?.kill();
    kills++;
    // Nobody waits for it: reader and writer find out themselves when it is there again.
    const port = String(product.ports[at?.gateway ?? 0]);
    product.gateways[at?.gateway ?? 0] = product.launch("gateway", { PORT: port });
  });
  await insistAsExecutor(product, run, "complete");
  const { frames, connections } = await followed;
  expect(kills).toBe(KILLS);
  expect(connections).toBeGreaterThan(KILLS);
  const numbers = frames.filter(({ event }) => event !== "end").map(({ data }) => Number(data.chunk));
  expect(numbers.length).toBe(CHUNKS);
  expect(numbers.findIndex((number, index) => number !== index)).toBe(-1);
  expect(frames.filter(({ event }) => event === "end")).toHaveLength(1);
  expect(new Set(frames.map(({ id }) => id)).size).toBe(CHUNKS + 1);
});

test("a reader stays while Redis is killed and comes back, and misses nothing", async () => {
  for (const gateway of [0, 1, 2]) {
    await eventually(
      () => product.call("GET", "/health/ready", { gateway }).catch(() => undefined),
      (answer) => answer?.status === 200,
    );
  }
  const run = await product.trigger((await product.createJob()).id);
  const readers = await Promise.all(
    ["stream", "stream/chunks"].map((path) => follow(product, `/v1/runs/${run.id}/${path}`, { gateway: 1 })),
  );
  const [changes, chunks] = readers;
  for (let round = 0; round < 2; round++) {
    await insistAsExecutor(product, run, "stream", { chunk: `a${round}`, seq: round * 2 });
    await chunks?.until(round * 2 + 1);
    await product.redis.kill();
    await pause(300);
    await product.redis.restart();
    await insistAsExecutor(product, run, "stream", { chunk: `b${round}`, seq: round * 2 + 1 });
    await insistAsExecutor(product, run, "log", { message: `${round}` });
    await chunks?.until(round * 2 + 2);
  }
  await insistAsExecutor(product, run, "complete");
  expect(await Promise.all(readers.map((reader) => reader.ended))).toEqual([true, true]);
  expect(chunks?.content().map(({ data }) => data.chunk)).toEqual(["a0", "b0", "a1", "b1"]);
  expect(changes?.content().map(({ data }) => data.to ?? data.message)).toEqual([
    ...["executing", "0", "1", "completed"],
  ]);
});
