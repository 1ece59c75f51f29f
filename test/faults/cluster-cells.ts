import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { cellOfName } from "../../src/domain/cells.js";
import { allCells } from "../../src/store/cell.js";
import { hashSlot } from "../../src/store/hash-slot.js";
import { type Caller, createJob, newCaller, type Shown } from "../support/callers.js";
import { type ClusterNode, TestCluster } from "../support/cluster.js";
import { problemsOf, readDataSet } from "../support/consistency.js";
import { eventually, Product } from "../support/product.js";
import { completeChild } from "./complete-child.js";

const CELLS = 6;
const SLOTS = allCells(CELLS).all.map(({ keys }) => hashSlot(keys.tag));

let cluster: TestCluster;
let product: Product;
/** One project in each cell, with a job. */
let callers: Caller[];
let jobs: Shown[];

beforeAll(async () => {
  // A master that is away must not keep the others from serving what is theirs.
  const extraArguments = ["--cluster-require-full-coverage", "no"];
  cluster = await TestCluster.start({ masters: 3, replicas: 1, nodeTimeoutMs: 5_000, extraArguments });
  product = await Product.start({
    redis: cluster.asRedis(await cluster.masterOf(SLOTS[0] ?? 0)),
    gateways: 1,
    workers: 1,
    environment: { CELLS: String(CELLS), REDIS_WAIT_REPLICAS: "1", REDIS_TIMEOUT: "30s" },
  });
  const cells = [...SLOTS.keys()];
  callers = await Promise.all(cells.map((cell) => newCaller(product, { projectId: projectIn(cell) })));
  jobs = await Promise.all(callers.map((caller) => createJob(caller)));
}, 240_000);
afterAll(() => product?.stop());

function projectIn(cell: number): string {
  for (;;) {
    const name = `project-${crypto.randomUUID()}`;
    if (cellOfName(name, CELLS) === cell) return name;
  }
}

const caller = (cell: number): Caller => callers[cell] as Caller;
const trigger = (cell: number) => caller(cell).call("POST", `/v1/jobs/${jobs[cell]?.id}/trigger`, {});
const masters = (): Promise<ClusterNode[]> => Promise.all(SLOTS.map((slot) => cluster.masterOf(slot)));

it("the death of a master is felt in its cells alone, and takes nothing that was answered", {
  timeout: 300_000,
}, async () => {
  const owners = await masters();
  const [dies] = owners as [ClusterNode];
  const hit = [...owners.keys()].filter((cell) => owners[cell] === dies);
  const spared = [...owners.keys()].filter((cell) => owners[cell] !== dies);
  expect([hit.length, new Set(owners).size]).toEqual([2, 3]);

  // A parent in a cell that goes on awaits a child in one that does not.
  const [home, abroad] = [spared[0] ?? 0, hit[0] ?? 0];
  const { body } = await trigger(home);
  const parent = { id: body.id, token: body.run_token, jobId: jobs[home]?.id ?? "" };
  const { project_id, slug } = jobs[abroad] as Shown;
  const target = { job_slug: slug, project_id, target_api_key: caller(abroad).key };
  const { body: child } = await product.executor("POST", parent, "spawn", {
    ...target,
    await_completion: true,
  });
  await eventually(
    () => caller(abroad).call("GET", `/v1/runs/${child.id}`),
    ({ status }) => status === 200,
  );

  const acknowledged: string[] = [body.id, child.id];
  const refusals = SLOTS.map(() => new Set<number>());
  let isOver = false;
  const load = SLOTS.map(async (_, cell) => {
    while (!isOver) {
      const answer = await trigger(cell);
      if (answer.status === 201) acknowledged.push(answer.body.id);
      else refusals[cell]?.add(answer.status);
      await delay(50);
    }
  });
  await dies.redis.kill();
  for (const cell of hit)
    expect(
      (
        await eventually(
          () => trigger(cell),
          ({ status }) => status !== 201,
        )
      ).status,
    ).toBe(503);
  for (const cell of spared) expect((await trigger(cell)).status).toBe(201);
  const slot = SLOTS[hit[0] ?? 0] ?? 0;
  const promoted = await eventually(
    () => cluster.masterOf(slot).catch(() => dies),
    (owner) => owner !== dies,
  );
  expect(promoted).not.toBe(dies);
  // What it had answered is what both had: it follows the other now, and writes are answered again.
  await dies.redis.restart();
  for (const cell of hit) {
    const answer = await eventually(
      () => trigger(cell),
      ({ status }) => status === 201,
    );
    expect(answer.status).toBe(201);
  }
  isOver = true;
  await Promise.all(load);
  for (const cell of spared) expect([...(refusals[cell] ?? [])]).toEqual([]);
  for (const cell of hit) expect([...(refusals[cell] ?? [])]).toEqual([503]);

  const awaited = { id: child.id, job: jobs[abroad] as Shown, of: caller(abroad) };
  await completeChild(product, awaited, { run: parent, of: caller(home) }, 1_000);
  const connections = (await masters()).map(({ admin }) => admin);
  const set = await eventually(
    () => readDataSet(connections),
    ({ errands, outbox }) => errands.size === 0 && outbox.length === 0,
  );
  expect(acknowledged.filter((id) => !set.runs.has(id))).toEqual([]);
  expect(problemsOf(set)).toEqual([]);
});
