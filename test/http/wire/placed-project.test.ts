import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { cellOfName } from "../../../src/domain/cells.js";
import { connectionOptions } from "../../../src/store/connection.js";
import { CellKeys } from "../../../src/store/keys.js";
import { createJob, newCaller, type Shown } from "../../support/callers.js";
import { eventually, INTERNAL_SECRET, PROJECT, Product } from "../../support/product.js";
import { cellTold, projectOfFirstCell } from "../../support/projects-in-cells.js";
import { startDisposableRedis } from "../../support/redis.js";

const MAIN = fileURLToPath(new URL("../../../dist/main.js", import.meta.url));
const CELLS = 3;
const SECRET = { "X-Internal-Secret": INTERNAL_SECRET };

let product: Product;
let redis: Redis;
let environment: Record<string, string>;
/** What was answered before there was anything in Redis. */
let first: Ended;

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

beforeAll(async () => {
  const server = await startDisposableRedis({ kind: "slots", appendfsync: "no" });
  environment = { CELLS: String(CELLS), REDIS_URL: server.url, STRAIT_ENV: "development" };
  first = await cells("place", PROJECT, "2").ended;
  product = await Product.start({ redis: server, environment: { CELLS: String(CELLS) } });
  redis = new Redis(connectionOptions(server.url));
});
afterAll(async () => {
  redis.disconnect();
  await product.stop();
});

const newProject = () => projectOfFirstCell(CELLS);

const cellOf = (id: string) => cellTold(id, CELLS);

/** `bosporus cells …`, as an operator gives it. */
function cells(...args: string[]) {
  const child = spawn(process.execPath, [MAIN, "cells", ...args], {
    env: { PATH: process.env["PATH"], ...environment },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const ended = new Promise<Ended>((resolve) => child.once("close", (code) => resolve({ code, output })));
  return { child, ended };
}

/** Gives the project a cell, and dies as soon as that is so. */
async function placed(project: string, cell: string): Promise<void> {
  const { child, ended } = cells("place", project, cell);
  await eventually(
    () => redis.hget(new CellKeys(0).catalog("homes"), project),
    (home) => home !== null,
  );
  child.kill("SIGKILL");
  await ended;
}

it("the project of the configured key lies where it was placed before the first gateway came", async () => {
  expect([cellOfName(PROJECT, CELLS), first]).toEqual([
    1,
    { code: 0, output: `${PROJECT} lies in cell 2\n` },
  ]);
  expect(cellOf((await product.createJob()).id)).toBe(2);
});

it("a project lies where it was placed from that step on, whether gateways know it yet, and whoever dies", async () => {
  const project = newProject();
  await placed(project, "2");
  const caller = await newCaller(product, { projectId: project });
  expect(caller.key).toMatch(/^strait_c2_/);
  const job = await createJob(caller);
  const { body } = await caller.call("POST", `/v1/jobs/${job.id}/trigger`, {});
  expect([cellOf(job.id), cellOf(body.id)]).toEqual([2, 2]);
  const run = { id: body.id, token: body.run_token, jobId: job.id };
  await product.executor("POST", run, "heartbeat");
  expect((await product.executor("POST", run, "complete", { result: {} })).status).toBe(200);
  const runs = await caller.call("GET", "/v1/runs");
  expect(runs.body.data.map(({ id }: Shown) => id)).toEqual([run.id]);
  expect(await cells("place", project, "0").ended).toEqual({
    code: 1,
    output: expect.stringContaining("a project is placed before its first key, job or event"),
  });
  const listed = await cells().ended;
  expect(JSON.parse(listed.output).data[2]).toMatchObject({
    cell: 2,
    projects: 2,
    placed: [PROJECT, project].sort(),
  });
});

it("a placed project takes the first event or job that comes to it, and children of other cells", async () => {
  const [sent, made, parents] = [newProject(), newProject(), newProject()];
  await Promise.all([sent, made].map((project) => placed(project, "1")));
  const event = await product.call("POST", "/v1/events/first/send", {
    headers: { ...SECRET, "X-Project-Id": sent },
  });
  expect(event.status).toBe(202);
  expect(await redis.exists(new CellKeys(1).catalog("early_event", sent, "first"))).toBe(1);
  const jobs = [{ project_id: made, name: "child", slug: "child" }];
  const created = await product.call("POST", "/v1/jobs/batch", { body: { jobs }, headers: SECRET });
  expect(created.body.created.map(({ id }: Shown) => cellOf(id))).toEqual([1]);
  const [holder, owner] = [
    await newCaller(product, { projectId: made }),
    await newCaller(product, { projectId: parents }),
  ];
  const job = await createJob(owner);
  const { body } = await owner.call("POST", `/v1/jobs/${job.id}/trigger`, {});
  const parent = { id: body.id, token: body.run_token, jobId: job.id };
  await product.executor("POST", parent, "heartbeat");
  const child = { project_id: made, job_slug: "child", target_api_key: holder.key };
  const spawned = await product.executor("POST", parent, "spawn", child);
  expect([spawned.status, cellOf(parent.id), cellOf(spawned.body.id)]).toEqual([201, 0, 1]);
});
