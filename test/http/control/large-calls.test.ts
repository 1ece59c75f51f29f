import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { LIMITS } from "../../../src/domain/limits.js";
import { LargeCalls } from "../../../src/http/large-calls.js";
import { Crowd } from "../../../src/store/crowd.js";

/** Holds the event loop as a large call does. */
function hold(ms: number): void {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs);
}

async function made(): Promise<void> {
  for (let step = 0; step < 5; step++) await Promise.resolve();
}

test("large calls let go of the event loop between them, and a project with one is not behind another's many", async () => {
  const calls = new LargeCalls();
  const crowd = new Crowd("test", 1_000);
  const order: string[] = [];
  const call = async (projectId: string): Promise<void> => {
    expect(await calls.turn(crowd, projectId, 20)).toBe(true);
    await made();
    hold(3);
    order.push(projectId);
    await made();
  };
  const noisy = Array.from({ length: 20 }, () => call("noisy"));
  const quiet = call("quiet");
  let turns = 0;
  let over = false;
  const all = Promise.all([...noisy, quiet]).then(() => {
    over = true;
  });
  const begun: number[] = [];
  while (!over) {
    const before = order.length;
    await nextTurn();
    turns++;
    begun.push(order.length - before);
  }
  await all;
  // Two of 3 ms have the 4 ms of a turn; one that comes when nobody waits goes on at once.
  expect(Math.max(...begun)).toBeLessThanOrEqual(3);
  expect(turns).toBeGreaterThan(6);
  expect(order.indexOf("quiet")).toBeLessThanOrEqual(2);
  expect([crowd.pending, crowd.waiting]).toEqual([0, 0]);
});

test("no large call begins while enough that has begun waits for Redis, and they go on as that leaves", async () => {
  const calls = new LargeCalls();
  const crowds = [new Crowd("test", 10_000), new Crowd("test", 10_000)] as const;
  let begun = 0;
  const call = async (crowd: Crowd, projectId: string): Promise<void> => {
    expect(await calls.turn(crowd, projectId, 20)).toBe(true);
    begun++;
    crowd.come(20);
  };
  const [crowd, other] = crowds;
  const noisy = Array.from({ length: 100 }, () => call(crowd, "noisy"));
  for (let turn = 0; turn < 50; turn++) await nextTurn();
  const most = Math.ceil(LIMITS.crowd.begun / 20);
  expect([begun, crowd.waiting]).toEqual([most, 100 * 20]);
  // What waits for one Redis holds nothing up that is for another.
  await call(other, "elsewhere");
  expect(begun).toBe(most + 1);
  // None that comes is before those that wait.
  const late = call(crowd, "late");
  let left = 0;
  while (begun < 102) {
    crowd.left(20, performance.now());
    crowd.pending -= 20;
    left++;
    const before = begun;
    for (let turn = 0; turn < 5; turn++) await nextTurn();
    expect(begun - before).toBeLessThanOrEqual(1);
    expect(left).toBeLessThanOrEqual(101);
  }
  await Promise.all([...noisy, late]);
  expect([crowd.waiting, crowd.aside]).toEqual([20 * (101 - left), 0]);
});

test("large calls that wait for their turn count as waiting for Redis, and are refused beyond that", async () => {
  const calls = new LargeCalls();
  const crowd = new Crowd("test", 100);
  const answers = await Promise.all(Array.from({ length: 10 }, () => calls.turn(crowd, "noisy", 20)));
  // One goes on at once; four reach the three quarters of 100 that calls of one project may fill.
  expect(answers.filter(Boolean)).toHaveLength(5);
  expect([crowd.pending, crowd.waiting, crowd.refuses("record")]).toEqual([0, 0, false]);
});
