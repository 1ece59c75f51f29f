import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MEASURED, stallOf } from "../hostile/stall.js";
import { apiDocument } from "../support/api-document.js";
import { eventually, Product } from "../support/product.js";
import { RawConnection } from "../support/raw-http.js";
import { rawBytes, requestOf } from "./requests.js";
import { Sender } from "./sender.js";

/** Set by `npm run fuzz`. */
const { FUZZ_REQUESTS, FUZZ_SEED } = process.env;
const REQUESTS = Number(FUZZ_REQUESTS ?? 400);
const ROUND = 40;
const ROUNDS = Math.ceil(REQUESTS / ROUND);
/** What a process may have more at its end than after its first third, in KiB: heaps grow by steps. */
const GROWTH_KIB = 131_072;
/** One in so many rounds may hold the gateway longer than a call may: garbage is collected in some turn or other. */
const HELD_ROUNDS = 50;

let product: Product;
let sender: Sender;

beforeAll(async () => {
  product = await Product.start({
    workers: 1,
    environment: { AUTH_LOCKOUT: "false", LOG_LEVEL: "warn", ...MEASURED },
  });
  sender = new Sender(product);
});
afterAll(async () => {
  await sender.close();
  await product.stop();
});

const processes = () => [...product.gateways, ...product.workers];

function memoryKib(): number[] {
  return processes().map(({ child }) => {
    const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
  });
}

/** Lines of failures that nobody has meant. */
const failures = (): string[] =>
  processes().flatMap(({ output }) =>
    output()
      .split("\n")
      .filter((line) => /"level":(?:50|60)|nhandled|Error: /.test(line)),
  );

/** Sends bytes of every kind; each connection ends, is answered, or is left while it waits for more. */
async function sendRaw(bytes: string): Promise<void> {
  const connection = new RawConnection(product.ports[0] ?? 0);
  connection.write(bytes);
  const left = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 50));
  const answer = await Promise.race([connection.answer(), left]);
  connection.destroy();
  if (answer !== undefined && answer.status >= 500 && ![501, 503, 505].includes(answer.status))
    throw new Error(`raw bytes were answered ${answer.status}: ${JSON.stringify(bytes)}`);
}

test(`${REQUESTS} requests of every operation, and bytes of every kind, do no harm`, {
  timeout: 120_000 + REQUESTS * 500,
}, async () => {
  const rounds = fc.tuple(
    fc.array(requestOf(apiDocument()), { minLength: ROUND, maxLength: ROUND }),
    fc.array(rawBytes, { minLength: 4, maxLength: 4 }),
  );
  const memory: number[][] = [];
  /** By how much a round has held the gateway, as a share of what a call may. */
  const held: number[] = [];
  const result = await fc.check(
    fc.asyncProperty(rounds, async ([requests, raw]) => {
      await sender.plant();
      // One after the other, so that the same seed meets the same data.
      for (const request of requests) await sender.send(request);
      await Promise.all(raw.map(sendRaw));
      const health = await product.call("GET", "/health/ready");
      if (health.status !== 200) throw new Error(`not ready: ${health.text}`);
      const found = failures();
      if (found.length > 0) throw new Error(found.join("\n"));
      memory.push(memoryKib());
      const [gateway] = product.gateways;
      if (gateway === undefined) throw new Error("no gateway");
      const { stallMs, fixedMs } = await stallOf(gateway);
      held.push(stallMs / fixedMs);
    }),
    {
      numRuns: ROUNDS,
      // What a round meets is what the rounds before it have left: it cannot be made smaller by itself.
      endOnFailure: true,
      ...(FUZZ_SEED === undefined ? {} : { seed: Number(FUZZ_SEED) }),
    },
  );
  const again = `npm run fuzz -- --requests ${REQUESTS} --seed=${result.seed}`;
  const reason = result.errorInstance instanceof Error ? result.errorInstance.message : "";
  expect(result.failed, `${reason}\nround ${result.numRuns} of ${again}`).toBe(false);
  expect(processes().map(({ child }) => child.exitCode)).toEqual([null, null]);
  const third = memory[Math.floor(ROUNDS / 3)] ?? [];
  const last = memory.at(-1) ?? [];
  for (const [index, kib] of last.entries()) expect(kib).toBeLessThan((third[index] ?? 0) + GROWTH_KIB);
  // What the first round finds is compiled then.
  const above = held.slice(1).filter((share) => share > 1);
  expect(above.length, String(above)).toBeLessThanOrEqual(Math.ceil(ROUNDS / HELD_ROUNDS));
  // The key that all calls were made with is good: what was refused was refused for other reasons.
  expect((await product.control("GET", "/v1/jobs")).status).toBe(200);
  await eventually(
    () => product.call("GET", "/health/ready"),
    ({ status }) => status === 200,
  );
  if (FUZZ_REQUESTS !== undefined) {
    const statuses = [...sender.statuses].sort().map(([status, count]) => `${status}: ${count}`);
    process.stdout.write(
      `seed ${result.seed}; ${statuses.join(", ")}; KiB ${JSON.stringify([third, last])}; rounds that held the gateway ` +
        `longer than a call may: ${above.length} of ${ROUNDS}, at most ${Math.max(...held.slice(1)).toFixed(2)} times\n`,
    );
  }
});
