import { setTimeout as passed } from "node:timers/promises";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CellKeys } from "../../src/store/keys.js";
import { allPages, type Caller, createJob, newCaller, type Shown } from "../support/callers.js";
import type { Endpoint } from "../support/endpoint.js";
import { eventually, type HttpAnswer, INTERNAL_SECRET, type Product } from "../support/product.js";
import { cellTold, projectOfFirstCell } from "../support/projects-in-cells.js";
import { bosporus, insist } from "./commands.js";
import { startWorld, type World } from "./world.js";

const CELLS = 2;
const EXECUTORS = 12;
const CALLERS = 6;
const WORK_MS = 400;

let product: Product;
let redis: Redis;
let endpoint: Endpoint;
let environment: World["environment"];
let stop: World["stop"];

beforeAll(async () => {
  ({ product, redis, endpoint, environment, stop } = await startWorld(CELLS, {}));
});
afterAll(() => stop());

const newProject = () => projectOfFirstCell(CELLS);

const cellOf = (id: string) => cellTold(id, CELLS);

const cells = (...args: readonly string[]) => bosporus(environment, "cells", ...args);

const trigger = (caller: Caller, job: Shown, gateway = 0) =>
  caller.call("POST", `/v1/jobs/${job.id}/trigger`, {}, {}, gateway);

const drainsUntil = (project: string) => redis.zscore(new CellKeys(0).catalog("draining"), project);

it("a project that never rests stays without a drain, and moves with one; nothing of it is lost or done twice", async () => {
  const caller = await newCaller(product, { projectId: newProject() });
  const project = caller.projectId;
  const pull = await createJob(caller);
  const http = await createJob(caller, {
    ...{ execution_mode: "http" },
    endpoint_url: endpoint.url((_, response) => setTimeout(() => response.end("{}"), WORK_MS)),
  });
  let isOver = false;
  const byKey = new Map<string, string>();
  const completed: string[] = [];
  const refusals: HttpAnswer[] = [];
  const ask = (key: string) =>
    insist(
      (gateway) =>
        caller.call(
          ...(["POST", `/v1/jobs/${(key.startsWith("0") ? http : pull).id}/trigger`, {}] as const),
          ...([{ "Idempotency-Key": key }, gateway] as const),
        ),
      (refused) => refusals.push(refused),
    );
  const executors = Array.from({ length: EXECUTORS }, async (_, index) => {
    while (!isOver) {
      const claim = { worker_id: `w${index}`, job_slugs: [pull.slug], wait_ms: 500 };
      const { body } = await insist((at) => caller.call("POST", "/v1/workers/claim", claim, {}, at));
      for (const run of body.runs ?? []) {
        await passed(WORK_MS);
        const claimed = { id: run.run_id, token: run.run_token, jobId: pull.id };
        const { status } = await product.executor("POST", claimed, "complete", { result: {} });
        expect(status).toBe(200);
        completed.push(run.run_id);
      }
    }
  });
  // One after the other each, so that some run is under way at any time.
  let isEnough = false;
  const callers = Array.from({ length: CALLERS }, async (_, index) => {
    for (let count = 0; !isEnough; count++) {
      const { status, body } = await ask(`${index} ${count}`);
      expect([200, 201], JSON.stringify(body)).toContain(status);
      byKey.set(`${index} ${count}`, body.id);
      await passed(WORK_MS / 2);
    }
  });

  expect(await cells("move", project, "1", "--wait", "4").ended).toMatch(
    /has runs that have not ended \([0-9a-f-]{36} \w+.*\): it stays where it is/,
  );
  const output = await cells("move", project, "1", "--drain", "60").ended;
  expect(output).toMatch(new RegExp(`begins nothing until .* at most\n${project} lies in cell 1\n$`));
  await eventually(
    async () => [...byKey.values()].map(cellOf),
    (where) => where.includes(0) && where.includes(1),
  );
  isEnough = true;
  await Promise.all(callers);
  const listed = await eventually(
    async () => (await allPages(caller, "/v1/runs", 100)).records,
    (runs) => runs.length >= byKey.size && runs.every(({ status }: Shown) => status === "completed"),
  );
  isOver = true;
  await Promise.all(executors);
  expect(listed.map(({ id }: Shown) => id).sort()).toEqual([...byKey.values()].sort());
  expect(new Set(byKey.values()).size).toBe(byKey.size);
  expect(completed).toHaveLength(new Set(completed).size);
  const drained = refusals.filter(({ body }) => body?.error?.code === "project_moving");
  expect(drained.length).toBeGreaterThan(0);
  for (const { headers } of drained)
    expect(Number(headers.get("retry-after"))).toSatisfy((n) => n >= 1 && n <= 5);
  for (const [key, id] of byKey) expect((await ask(key)).body.id).toBe(id);
});

it("a drain is over at its time when its command was killed, and until then everybody can see it", async () => {
  const caller = await newCaller(product, { projectId: newProject() });
  const job = await createJob(caller);
  // It waits for an executor that does not come.
  const { body: run } = await trigger(caller, job);
  const moving = cells("move", caller.projectId, "1", "--drain", "8");
  const till = Number(
    await eventually(
      () => drainsUntil(caller.projectId),
      (score) => score !== null,
    ),
  );
  const refused = await trigger(caller, job, 1);
  expect([refused.status, refused.body.error.code]).toEqual([503, "project_moving"]);
  moving.child.kill("SIGKILL");
  await moving.ended;
  const until = new Date(till).toISOString();
  const { data } = JSON.parse(await cells("list", "--json").ended);
  expect(data[0].draining).toEqual([{ project: caller.projectId, until }]);
  const { body: system } = await product.call("GET", "/v1/system", {
    headers: { "X-Internal-Secret": INTERNAL_SECRET },
  });
  const found: string[] = system.checks.map((one: Shown) => one.found);
  expect(found.some((text) => text.includes(`${caller.projectId} begins nothing until ${until}`))).toBe(true);
  const answer = await insist((gateway) => trigger(caller, job, gateway));
  const [secs, micros] = await redis.time();
  expect(Number(secs) * 1000 + Number(micros) / 1000).toBeGreaterThanOrEqual(till);
  expect(answer.status).toBe(201);
  // One that runs out says what was in the way.
  expect(await cells("move", caller.projectId, "1", "--drain", "1").ended).toContain(
    `has runs that have not ended (${run.id} queued, ${answer.body.id} queued): it stays where it is, and begins runs again`,
  );
  expect((await trigger(caller, job)).status).toBe(201);
});

it("a drain is ended by who interrupts its command, and by undrain", async () => {
  const caller = await newCaller(product, { projectId: newProject() });
  const job = await createJob(caller);
  await trigger(caller, job);
  for (const signal of ["SIGINT", "SIGKILL"] as const) {
    const moving = cells("move", caller.projectId, "1", "--drain", "3600");
    await eventually(
      () => drainsUntil(caller.projectId),
      (score) => score !== null,
    );
    expect((await trigger(caller, job)).status).toBe(503);
    moving.child.kill(signal);
    await moving.ended;
    if (signal === "SIGKILL") {
      expect((await trigger(caller, job)).status).toBe(503);
      expect(await cells("undrain", caller.projectId).ended).toBe(`${caller.projectId} begins runs again\n`);
    }
    expect((await trigger(caller, job)).status).toBe(201);
  }
  expect(await cells("undrain", caller.projectId).ended).toContain("was not kept from anything");
  expect(await cells("move", caller.projectId, "1", "--drain", "3601").ended).toContain("from 1 to 3600");
});
