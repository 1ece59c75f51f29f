import { afterAll, beforeAll, expect, it } from "vitest";
import { cellOfName } from "../../src/domain/cells.js";
import { type Caller, createJob, newCaller } from "../support/callers.js";
import { eventually, Product } from "../support/product.js";
import { MASTER, type Sentinel, startSentinel } from "../support/sentinel.js";
import { completeChild } from "./complete-child.js";
import { follow, type Server, startServer } from "./servers.js";

const CELLS = 2;

/** What one cell lies in. */
interface Place {
  readonly primary: Server;
  readonly replica: Server;
  readonly sentinel: Sentinel;
}

let places: Place[] = [];
let product: Product;
let callers: Caller[];

beforeAll(async () => {
  places = [await startPlace(), await startPlace()];
  const REDIS_CELLS = places.map(
    ({ sentinel }, cell) => `${cell}=redis+sentinel://${sentinel.address}/${MASTER}`,
  );
  const [first] = places as [Place, Place];
  product = await Product.start({
    workers: 1,
    redis: first.primary.redis,
    environment: { REDIS_URL: "", REDIS_CELLS: REDIS_CELLS.join(","), CELLS: String(CELLS) },
  });
  callers = await Promise.all([0, 1].map((cell) => newCaller(product, { projectId: projectIn(cell) })));
}, 240_000);
afterAll(async () => {
  await product.stop();
  for (const { primary, replica, sentinel } of places) {
    await sentinel.release();
    for (const server of [primary, replica]) await server.release();
  }
});

async function startPlace(): Promise<Place> {
  const [primary, replica] = await Promise.all([startServer(), startServer()]);
  await follow(primary, replica);
  return { primary, replica, sentinel: await startSentinel(primary.port) };
}

function projectIn(cell: number): string {
  for (;;) {
    const name = `project-${crypto.randomUUID()}`;
    if (cellOfName(name, CELLS) === cell) return name;
  }
}

it("each range of cells follows the failover of its own Sentinels, and the others go on", {
  timeout: 240_000,
}, async () => {
  const [one, two] = callers as [Caller, Caller];
  const [ownJob, job] = [await createJob(one), await createJob(two)];
  const { body } = await one.call("POST", `/v1/jobs/${ownJob.id}/trigger`, {});
  const parent = { id: body.id, token: body.run_token, jobId: ownJob.id };
  const { body: child } = await product.executor("POST", parent, "spawn", {
    ...{ job_slug: job.slug, project_id: two.projectId, target_api_key: two.key, await_completion: true },
  });
  const found = () => two.call("GET", `/v1/runs/${child.id}`);
  await eventually(found, ({ status }) => status === 200);
  const [, second] = places as [Place, Place];
  await eventually(
    () => second.replica.admin.exists(`b:{c1a}:p:run:${child.id}`),
    (there) => there === 1,
  );
  await second.primary.redis.kill();
  await eventually(found, ({ status }) => status === 503);
  expect((await one.call("POST", `/v1/jobs/${ownJob.id}/trigger`, {})).status).toBe(201);
  const awaited = { id: child.id, job, of: two };
  await completeChild(product, awaited, { run: parent, of: one }, 1_000);
  expect((await second.replica.admin.role())[0]).toBe("master");
});
