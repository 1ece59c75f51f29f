import { writeFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { checkAll, isQuiet } from "../crash/checks.js";
import { eventually } from "../support/product.js";
import { FAULTS, type Fault } from "./cases.js";
import { CLUSTER_FAULTS } from "./cluster-cases.js";
import { World } from "./world.js";

/** `npm run test:faults` and `npm run test:cluster` name the file that the rows go into, and which faults they want. */
const OF_CLUSTER = process.env["FAULTS_OF"] === "cluster";
const REPORT = process.env["FAULTS_REPORT"];
const ONLY = new RegExp(process.env["FAULTS_ONLY"] ?? "", "i");
const WARM_UP_MS = 3_000;
const BACK_WITHIN_MS = 90_000;
const SETTLE_MS = 240_000;
const WHOLE_MS = 600_000;
const MIB = 1_048_576;

const rows: string[][] = [];

afterAll(() => {
  if (REPORT !== undefined) writeFileSync(REPORT, JSON.stringify(rows));
});

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const seconds = (ms: number): string => (Number.isFinite(ms) ? `${(ms / 1000).toFixed(1)} s` : "never");
const mib = (bytes: number): string => String(Math.round(bytes / MIB));

function answersOf(counts: Readonly<Record<string, number>>): string {
  const said = Object.entries(counts).map(([status, count]) => `${count} × ${status}`);
  return said.join(", ");
}

/** Which answers a fault may bring: those of every day, and "not now". None: 500, and calls without an answer. */
function isBad(status: string): boolean {
  return status === "none" || (Number(status) >= 500 && status !== "503");
}

async function look(fault: Fault, world: World): Promise<void> {
  await fault.before?.(world);
  await pause(WARM_UP_MS);
  const [before] = [await world.residentBytes(), await world.fleet.ask("answers")];
  const opened = world.network.opened;
  const harmedMs = performance.now();
  await fault.harm(world);
  await pause(fault.lastsMs);
  await fault.heal?.(world);
  // What nobody mends lasts from the harm on.
  const healedMs = fault.heal === undefined || fault.isLed ? harmedMs : performance.now();
  const deadline = performance.now() + BACK_WITHIN_MS;
  while (!world.prober.isSteady(healedMs)) {
    if (performance.now() > deadline) break;
    await pause(100);
  }
  await world.prober.stop();
  const back = world.prober.since(harmedMs, healedMs);
  const answers = (await world.fleet.ask("answers")) as Record<string, number>;
  const after = await world.residentBytes();
  await world.fleet.ask("stop producing");
  const data = await world.data();
  const quiet = await eventually(
    () => isQuiet([data]),
    (done) => done,
    SETTLE_MS,
  );
  const journal = [...(await world.fleet.journal()), ...(await world.endpoint.journal())];
  const checks = await checkAll([data], journal, { redisKills: [], toleratedMs: 0 });
  data.disconnect();
  const lost = checks[0]?.wrong.length ?? 0;
  const restarted = [...world.product.gateways, ...world.product.workers].filter(
    ({ child }) => child.exitCode !== null,
  );
  const newLinks = world.network.opened - opened;
  rows.push([
    fault.name,
    answersOf(answers),
    seconds(back.slowest),
    seconds(back.gateway),
    seconds(back.worker),
    `${mib(before.gateway)} → ${mib(after.gateway)}, ${mib(before.worker)} → ${mib(after.worker)}`,
    `${lost} of ${checks[0]?.looked}`,
    newLinks > 0 ? `${fault.by} (${newLinks})` : fault.by,
  ]);
  console.log(rows.at(-1)?.join(" | "));
  for (const { what, wrong } of checks) if (wrong.length > 0) console.log(`  ${what}: ${wrong.length}`);
  expect(restarted).toEqual([]);
  expect([quiet, Number.isFinite(back.gateway), Number.isFinite(back.worker)]).toEqual([true, true, true]);
  expect(Object.keys(answers).filter(isBad)).toEqual([]);
  const judged = fault.loses
    ? checks.filter(({ what }) => what === "calls that were never answered")
    : checks;
  const wrong = judged.filter((check) => check.wrong.length > 0);
  expect(wrong.map((check) => [check.what, ...check.wrong.slice(0, 10)])).toEqual([]);
}

for (const fault of (OF_CLUSTER ? CLUSTER_FAULTS : FAULTS).filter(({ name }) => ONLY.test(name))) {
  test(fault.name, { timeout: WHOLE_MS }, async () => {
    const prepared = fault.prepare?.();
    if (fault.prepare !== undefined && prepared === undefined) {
      rows.push([fault.name, "not tried: this needs root", "", "", "", "", "", ""]);
      return;
    }
    const setting = prepared === undefined ? fault.setting : { ...fault.setting, under: prepared.under };
    const world = await World.start(setting);
    try {
      await look(fault, world);
    } finally {
      await world.stop();
      prepared?.release();
    }
  });
}
