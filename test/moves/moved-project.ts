import { setTimeout as passed } from "node:timers/promises";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CellKeys } from "../../src/store/keys.js";
import { allPages, type Caller, createJob, newCaller, type Shown } from "../support/callers.js";
import type { Endpoint } from "../support/endpoint.js";
import { eventually, type Product } from "../support/product.js";
import { cellTold, projectOfFirstCell } from "../support/projects-in-cells.js";
import { bosporus, insist } from "./commands.js";
import { startWorld, type World } from "./world.js";

const CELLS = 3;
const EXECUTORS = 20;
const BURST = 6;

let product: Product;
let redis: Redis;
let endpoint: Endpoint;
let environment: World["environment"];
let stop: World["stop"];

beforeAll(async () => {
  ({ product, redis, endpoint, environment, stop } = await startWorld(CELLS, { STALE_THRESHOLD: "3s" }));
});
afterAll(() => stop());

const newProject = () => projectOfFirstCell(CELLS);

const cellOf = (id: string) => cellTold(id, CELLS);

const move = (project: string, to: number, waitSecs: number) =>
  bosporus(environment, "cells", "move", project, String(to), "--wait", String(waitSecs));

const homeIn = (cell: number, project: string) => redis.hget(new CellKeys(cell).catalog("homes"), project);

it("a project moves under its callers and executors, while a gateway and who moves it die", async () => {
  const caller = await newCaller(product, { projectId: newProject() });
  const project = caller.projectId;
  const pull = await createJob(caller);
  const http = await createJob(caller, {
    ...{ execution_mode: "http", endpoint_url: endpoint.url((_, response) => response.end("{}")) },
  });
  let isOver = false;
  const byKey = new Map<string, string>();
  const trigger = (job: Shown, key: string) =>
    insist((gateway) =>
      caller.call("POST", `/v1/jobs/${job.id}/trigger`, {}, { "Idempotency-Key": key }, gateway),
    );
  const executors = Array.from({ length: EXECUTORS }, async (_, index) => {
    while (!isOver) {
      const claim = { worker_id: `w${index}`, job_slugs: [pull.slug], wait_ms: 1000 };
      const { body } = await insist((at) =>
        caller.call("POST", "/v1/workers/claim", claim, {}, (at + index) % 2),
      );
      for (const run of body.runs ?? []) {
        const claimed = { id: run.run_id, token: run.run_token, jobId: pull.id };
        await product.executor("POST", claimed, "complete", { result: {} }).catch(() => undefined);
      }
    }
  });
  const producing = (async () => {
    for (let burst = 0; !isOver; burst++) {
      const keys = Array.from({ length: BURST }, (_, n) => `${burst} ${n}`);
      await Promise.all(
        keys.map(async (key, n) => {
          const { status, body } = await trigger(n % 3 === 0 ? http : pull, key);
          expect([200, 201], JSON.stringify(body)).toContain(status);
          byKey.set(key, body.id);
        }),
      );
      await passed(400);
    }
  })();

  expect(await move(project, 1, 60).ended).toBe(`${project} lies in cell 1\n`);
  expect(await homeIn(0, project)).toMatch(/^\d+ 0 left 1$/);
  const size = byKey.size;
  await eventually(
    async () => byKey.size,
    (now) => now > size,
  );
  expect([...byKey.values()].map(cellOf)).toEqual(expect.arrayContaining([0, 1]));

  // The next one dies as soon as the project has left, and a gateway with it.
  const dying = move(project, 2, 60);
  await eventually(
    () => homeIn(1, project),
    (home) => / (to|left) /.test(home ?? ""),
  );
  dying.child.kill("SIGKILL");
  await product.gateways[0]?.kill();
  await dying.ended;
  await product.startGateway(0);
  await eventually(
    () => homeIn(2, project),
    (home) => / here$/.test(home ?? ""),
  );
  await eventually(
    async () => [...byKey.values()].filter((id) => cellOf(id) === 2).length,
    (there) => there > 0,
  );

  expect(await move(project, 0, 60).ended).toBe(`${project} lies in cell 0\n`);
  isOver = true;
  await producing;
  await Promise.all(executors);
  isOver = false;
  const more = executorLoop(caller, pull, () => isOver);
  const listed = await eventually(
    async () => (await allPages(caller, "/v1/runs", 100)).records,
    (runs) => runs.length >= byKey.size && runs.every(({ status }: Shown) => status === "completed"),
  );
  isOver = true;
  await more;
  expect(listed.map(({ status }: Shown) => status)).toEqual(listed.map(() => "completed"));
  expect(listed.map(({ id }: Shown) => id)).toEqual([...new Set(byKey.values())].sort().reverse());
  expect(new Set(byKey.values()).size).toBe(byKey.size);
  for (const [key, id] of byKey) {
    const again = await trigger(Number(key.split(" ")[1]) % 3 === 0 ? http : pull, key);
    expect([again.body.id, again.status < 300]).toEqual([id, true]);
  }
});

async function executorLoop(caller: Caller, job: Shown, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const claim = { worker_id: "last", job_slugs: [job.slug], wait_ms: 500 };
    const { body } = await insist((at) => caller.call("POST", "/v1/workers/claim", claim, {}, at));
    for (const run of body.runs ?? []) {
      const claimed = { id: run.run_id, token: run.run_token, jobId: job.id };
      await product.executor("POST", claimed, "complete", { result: {} });
    }
  }
}

it("a project with a run that has not ended stays, and of one that has moved no run of before is replayed", async () => {
  const caller = await newCaller(product, { projectId: newProject() });
  const job = await createJob(caller, { max_attempts: 1 });
  const { body } = await caller.call("POST", `/v1/jobs/${job.id}/trigger`, {});
  expect(await move(caller.projectId, 1, 0).ended).toContain(
    `has runs that have not ended (${body.id} queued): it stays where it is; --wait`,
  );
  expect(await move("nobody", 1, 0).ended).toContain("there is no project nobody");
  const run = { id: body.id, token: body.run_token, jobId: job.id };
  await product.executor("POST", run, "heartbeat");
  await product.executor("POST", run, "fail", { error: "no" });
  expect(await move(caller.projectId, 1, 60).ended).toBe(`${caller.projectId} lies in cell 1\n`);
  // It is shown, and nothing new comes of it.
  const { body: shown } = await caller.call("GET", `/v1/runs/${run.id}`);
  const listed = await caller.call("GET", `/v1/runs?job_id=${job.id}`);
  expect(listed.body.data.map(({ id }: Shown) => id)).toEqual([run.id]);
  const replay = shown.status === "dead_letter" ? "dlq-replay" : "replay";
  expect((await caller.call("POST", `/v1/runs/${run.id}/${replay}`)).status).toBe(409);
});
