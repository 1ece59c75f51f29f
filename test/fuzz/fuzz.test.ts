import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MEASURED } from "../hostile/stall.js";
import { apiDocument } from "../support/api-document.js";
import { Product } from "../support/product.js";
import { Lane, operationsOf, streamsOf } from "./lane.js";
import { rawBytes, requestOf } from "./requests.js";
import { Watch } from "./watch.js";

/** Set by `npm run fuzz`. */
const { FUZZ_REQUESTS, FUZZ_SEED, FUZZ_LANE, FUZZ_REPORT } = process.env;
const REQUESTS = Number(FUZZ_REQUESTS ?? 400);
const SEED = Number(FUZZ_SEED ?? Date.now() % 2 ** 31);
/** Clients at a time, each with its own seed; the short form has enough to tell of with few. */
const LANES = FUZZ_REQUESTS === undefined ? 2 : 8;
/** Requests of a lane that are drawn at once, after it has planted new runs. */
const ROUND = 40;
const RAW = 4;
const ROUNDS = Math.ceil(REQUESTS / ROUND);
/** Rounds of all lanes between two looks at the processes. */
const LOOK = 5;
/** What a process may have more at its end than after its first third, in KiB: heaps grow by steps. */
const GROWTH_KIB = 131_072;
/** One in so many looks may find the gateway held longer than a call may: garbage is collected in some turn or other. */
const HELD_LOOKS = 50;

const document = apiDocument();
let product: Product;
let lanes: Lane[];

beforeAll(async () => {
  product = await Product.start({
    workers: 1,
    environment: {
      ...{ AUTH_LOCKOUT: "false", LOG_LEVEL: "warn" },
      ...{ RUN_RETENTION_SHORT: "60s", RUN_RETENTION_LONG: "120s", WEBHOOK_RETENTION: "60s" },
      ...MEASURED,
    },
  });
  const streams = streamsOf(document);
  lanes = Array.from({ length: LANES }, () => new Lane(product.ports[0] ?? 0, streams));
});
afterAll(async () => {
  await Promise.all(lanes.map((lane) => lane.close()));
  await product.stop();
});

const rounds = fc.tuple(
  fc.array(requestOf(document), { minLength: ROUND, maxLength: ROUND }),
  fc.array(rawBytes, { minLength: RAW, maxLength: RAW }),
);

/** A round is the same for the same seed and number, whatever was drawn before. */
function drawn(round: number) {
  const [one] = fc.sample(rounds, { numRuns: 1, seed: (SEED ^ Math.imul(round + 1, 0x9e3779b1)) | 0 });
  if (one === undefined) throw new Error("nothing was drawn");
  return one;
}

test(`${REQUESTS} requests of every operation, and bytes of every kind, do no harm`, {
  timeout: 120_000 + REQUESTS * 100,
}, async () => {
  const watch = new Watch(product);
  let done = 0;
  let failed = false;
  let looking: Promise<void> = Promise.resolve();
  /** One lane has every LANES-th round, and sends what is in it one after the other. */
  const run = async (lane: Lane, number: number): Promise<void> => {
    for (let round = number; round < ROUNDS && !failed; round += LANES) {
      const [requests, raw] = drawn(round);
      try {
        await lane.plant();
        await Promise.all([...raw.map((bytes) => lane.sendRaw(bytes)), sendAll(lane, requests)]);
        done++;
        if (done % LOOK !== 0) continue;
        looking = looking.then(() => watch.look());
        await looking;
      } catch (error) {
        failed = true;
        const again = `npm run fuzz -- --requests ${REQUESTS} --seed ${SEED}`;
        throw new Error(`round ${round} of lane ${number} of ${again} [--lane ${number}]: ${error}`, {
          cause: error,
        });
      }
    }
  };
  const running = lanes.map((lane, number) =>
    FUZZ_LANE === undefined || Number(FUZZ_LANE) === number ? run(lane, number) : undefined,
  );
  await Promise.all(running);
  await watch.look();
  // The key that all calls were made with is good: what was refused was refused for other reasons.
  expect((await product.control("GET", "/v1/jobs")).status).toBe(200);
  const { memory, held } = watch;
  if (FUZZ_REPORT !== undefined) writeFileSync(FUZZ_REPORT, JSON.stringify({ ...seen(), memory, held }));
  const third = memory[Math.floor(memory.length / 3)] ?? [];
  const last = memory.at(-1) ?? [];
  for (const [index, kib] of last.entries()) expect(kib).toBeLessThan((third[index] ?? 0) + GROWTH_KIB);
  // What the first look finds is compiled then.
  const above = held.slice(1).filter((share) => share > 1);
  expect(above.length, String(above)).toBeLessThanOrEqual(Math.ceil(held.length / HELD_LOOKS));
});

/** What the lanes were answered: how often each status, and the operations that were answered well at least once. */
function seen() {
  const statuses: Record<number, number> = {};
  for (const lane of lanes) {
    for (const [status, count] of lane.statuses) statuses[status] = (statuses[status] ?? 0) + count;
  }
  const well = new Set(lanes.flatMap((lane) => [...lane.well]));
  return { seed: SEED, statuses, well: well.size, operations: operationsOf(document).length };
}

async function sendAll(lane: Lane, requests: readonly Parameters<Lane["send"]>[0][]): Promise<void> {
  for (const request of requests) await lane.send(request);
}
