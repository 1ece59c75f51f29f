import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MEASURED } from "../hostile/stall.js";
import { apiDocument } from "../support/api-document.js";
import { Product } from "../support/product.js";
import { HEAP_HOOK, hasGrown, thirdsOf } from "./growth.js";
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
/** Rounds of all lanes between two looks at the processes; a long run is looked at some two thousand times. */
const LOOK = Math.max(5, Math.ceil(ROUNDS / 2000));
/** Rounds in which a lane plants new runs: tokens of all of them are remembered. */
const PLANTED = 2;
/** A run of so many requests or more is judged by its memory, and rounds of all lanes between two times it is weighed. */
const JUDGED = 20_000;
const WEIGHED = LOOK * Math.max(1, Math.floor(ROUNDS / LOOK / 60));
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
      ...{ RUN_RETENTION_SHORT: "10s", RUN_RETENTION_LONG: "20s", WEBHOOK_RETENTION: "10s" },
      NODE_OPTIONS: `${MEASURED.NODE_OPTIONS} ${HEAP_HOOK}`,
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
        if (Math.floor(round / LANES) % PLANTED === 0) await lane.plant();
        await lane.tidy();
        await Promise.all([...raw.map((bytes) => lane.sendRaw(bytes)), sendAll(lane, requests)]);
        done++;
        if (done % LOOK !== 0) continue;
        const weighs = done % WEIGHED === 0;
        looking = looking.then(async () => {
          await watch.look();
          if (weighs) await watch.weigh();
        });
        await looking;
        if (weighs) tell(done * ROUND, watch.inUse.at(-1) ?? []);
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
  const { held } = watch;
  const series = { ...seriesOf("resident", watch.resident), ...seriesOf("in use", watch.inUse) };
  const thirds = Object.entries(series).map(([name, one]) => [name, ...thirdsOf(one)]);
  if (FUZZ_REPORT !== undefined) writeFileSync(FUZZ_REPORT, JSON.stringify({ ...seen(), thirds, held }));
  if (REQUESTS >= JUDGED)
    expect(
      Object.keys(series).filter((name) => hasGrown(series[name] ?? [])),
      String(thirds),
    ).toEqual([]);
  // What the first look finds is compiled then.
  const above = held.slice(1).filter((share) => share > 1);
  expect(above.length, String(above)).toBeLessThanOrEqual(Math.ceil(held.length / HELD_LOOKS));
});

/** A line for who watches a long run. */
function tell(requests: number, inUse: readonly number[]): void {
  if (REQUESTS < JUDGED) return;
  const mib = inUse.map((bytes) => (bytes / 1_048_576).toFixed(1));
  console.log(
    `${requests} requests, ${Math.round(performance.now() / 1000)} s, MiB in use: ${mib.join(", ")}`,
  );
}

/** What was measured again and again, by whose it is. */
function seriesOf(what: string, measured: readonly number[][]): Record<string, number[]> {
  const names = ["gateway", "worker", "Redis"].slice(0, measured[0]?.length);
  return Object.fromEntries(
    names.map((name, index) => [`${name} ${what}`, measured.map((one) => one[index] ?? 0)]),
  );
}

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
