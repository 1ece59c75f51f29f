import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cellOfName } from "../../../src/domain/cells.js";
import { connectionOptions } from "../../../src/store/connection.js";
import { partitionKey } from "../../../src/store/keys.js";
import { type Caller, createJob, newCaller, type Shown } from "../../support/callers.js";
import { eventually, Product, type TriggeredRun } from "../../support/product.js";
import { startDisposableRedis } from "../../support/redis.js";

const CELLS = 2;

/** Refuses whatever touches two cells in one command. */
let product: Product;
let redis: Redis;
/** One in each cell. */
let home: Caller;
let abroad: Caller;
let ownJob: Shown;
let job: Shown;

beforeAll(async () => {
  const server = await startDisposableRedis({ kind: "slots", appendfsync: "no" });
  redis = new Redis(connectionOptions(server.url));
  product = await Product.start({ redis: server, environment: { CELLS: String(CELLS) } });
  [home, abroad] = [await callerIn(0), await callerIn(1)];
  [ownJob, job] = [await createJob(home), await createJob(abroad)];
});
afterAll(async () => {
  redis.disconnect();
  await product.stop();
});

function callerIn(cell: number): Promise<Caller> {
  for (;;) {
    const projectId = `project-${crypto.randomUUID()}`;
    if (cellOfName(projectId, CELLS) === cell) return newCaller(product, { projectId });
  }
}

const cellOf = (id: string): number => Number.parseInt(id.slice(-2), 16) % CELLS;

async function started(): Promise<TriggeredRun> {
  const { body } = await home.call("POST", `/v1/jobs/${ownJob.id}/trigger`, {});
  return { id: body.id, token: body.run_token, jobId: ownJob.id };
}

/** Gives the other project's key, and asks for a child of its job. */
function spawn(parent: TriggeredRun, more: Record<string, unknown> = {}) {
  const foreign = { job_slug: job.slug, project_id: abroad.projectId, target_api_key: abroad.key };
  return product.executor("POST", parent, "spawn", { ...foreign, ...more });
}

const show = async (caller: Caller, run: string): Promise<Shown> =>
  (await caller.call("GET", `/v1/runs/${run}`)).body;
const becomes = (caller: Caller, run: string, status: string): Promise<Shown> =>
  eventually(
    () => show(caller, run),
    (shown) => shown.status === status,
  );

/** What the parent's cell has written down of children that are to be made. */
async function promises(parentId: string): Promise<{ readonly putBack: () => Promise<void> }> {
  const [away, errands] = [partitionKey("away", parentId), partitionKey("errands")];
  const children = await redis.hgetall(away);
  const open = await redis.zrange(errands, 0, -1, "WITHSCORES");
  expect([Object.keys(children).length, open.length]).toEqual([1, 2]);
  return {
    async putBack() {
      await redis.hset(away, children);
      await redis.zadd(errands, Number(open[1]), open[0] ?? "");
    },
  };
}

/** Its executor claims the child, and ends it. */
async function execute(childId: string, operation: "complete" | "fail" = "complete"): Promise<void> {
  const claim = { worker_id: "w", job_slugs: [job.slug], max_runs: 100, wait_ms: 20_000 };
  for (;;) {
    const { body } = await abroad.call("POST", "/v1/workers/claim", claim);
    for (const { run_id: id, run_token: token } of body.runs) claimed.set(id, token);
    const token = claimed.get(childId);
    if (token === undefined) continue;
    const child = { id: childId, token, jobId: job.id };
    const body2 = operation === "complete" ? { result: 1 } : { error: "no" };
    expect((await product.executor("POST", child, operation, body2)).status).toBe(200);
    return;
  }
}
const claimed = new Map<string, string>();

describe("a child of another cell's project", () => {
  it("is answered as one of the parent's cell is, and is made when there is a worker", async () => {
    const parent = await started();
    const asked = { payload: { n: 1 }, await_completion: true, idempotency_key: "k" };
    const { status, body } = await spawn(parent, asked);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...{ job_id: job.id, project_id: abroad.projectId, parent_run_id: parent.id, status: "queued" },
      ...{ attempt: 1, payload: { n: 1 }, triggered_by: "spawn", created_by: `run:${parent.id}` },
      ...{ await_completion: true, await_event_key: `spawn-await:${body.id}` },
    });
    expect(cellOf(body.id)).toBe(1);
    expect((await show(home, parent.id)).status).toBe("waiting");
    // Nobody is there who could have made it: it is promised, and asked for again it is the same.
    expect((await abroad.call("GET", `/v1/runs/${body.id}`)).status).toBe(404);
    expect((await spawn(parent, asked)).body).toEqual(body);

    const promised = await promises(parent.id);
    const dies = product.startWorker();
    await becomes(abroad, body.id, "queued");
    await dies.kill();
    // As a worker leaves it that dies before it has written down that the child is made.
    await promised.putBack();
    const child = await show(abroad, body.id);
    expect(child).toMatchObject({ parent_run_id: parent.id, created_at: body.created_at, payload: { n: 1 } });
    await execute(body.id);
    expect((await spawn(parent, asked)).body).toMatchObject({ id: body.id, status: "completed" });
    expect((await show(home, parent.id)).status).toBe("waiting");

    product.startWorker();
    expect((await becomes(home, parent.id, "queued")).attempt).toBe(1);
    expect((await spawn(parent, asked)).body.id).toBe(body.id);
    const runs = await abroad.call("GET", `/v1/runs?job_id=${job.id}`);
    expect(runs.body.data.map(({ id }: Shown) => id)).toEqual([body.id]);
  });

  it("is canceled with its parent, and its own children with it", async () => {
    const parent = await started();
    const { body: child } = await spawn(parent);
    await becomes(abroad, child.id, "queued");
    const claim = { worker_id: "w", job_slugs: [job.slug], max_runs: 100, wait_ms: 20_000 };
    const { body } = await abroad.call("POST", "/v1/workers/claim", claim);
    const own = body.runs.find((run: Shown) => run.run_id === child.id);
    const back = await product.executor(
      "POST",
      { id: child.id, token: own.run_token, jobId: job.id },
      "spawn",
      { job_id: ownJob.id, project_id: home.projectId, target_api_key: home.key },
    );
    expect([back.status, cellOf(back.body.id)]).toEqual([201, 0]);
    await becomes(home, back.body.id, "queued");
    expect((await home.call("DELETE", `/v1/runs/${parent.id}`)).status).toBe(200);
    expect((await becomes(abroad, child.id, "canceled")).error).toBe("parent run canceled");
    expect((await becomes(home, back.body.id, "canceled")).error).toBe("parent run canceled");
  });

  it("is the one that its idempotency key has made, whichever of the cells the key is asked for in", async () => {
    const own = { job_slug: ownJob.slug, project_id: undefined, target_api_key: undefined };
    for (const [first, second] of [
      [own, {}],
      [{}, own],
    ]) {
      const parent = await started();
      const asked = { idempotency_key: "k" };
      const { status, body } = await spawn(parent, { ...first, ...asked });
      expect(status).toBe(201);
      const again = await spawn(parent, { ...second, ...asked, await_completion: true });
      expect([again.status, again.body.id, again.body.job_id]).toEqual([201, body.id, body.job_id]);
      expect(again.body.await_event_key).toBe(`spawn-await:${body.id}`);
      expect((await show(home, parent.id)).status).toBe("waiting");
      await becomes(first === own ? home : abroad, body.id, "queued");
    }
  });

  it("is refused as one of the parent's cell is, once the run's own refusals were looked at", async () => {
    const parent = await started();
    const refusals = async (more: Record<string, unknown>) => {
      const { status, body } = await spawn(parent, more);
      return [status, body.error.message];
    };
    const wrongKey = { target_api_key: home.key };
    expect(await refusals(wrongKey)).toEqual([403, "target_api_key may not trigger jobs of that project"]);
    expect(await refusals({ job_slug: "none" })).toEqual([404, "job not found"]);
    const other = await createJob(abroad);
    await abroad.call("POST", `/v1/jobs/${other.id}/pause`);
    expect((await spawn(parent, { job_slug: other.slug })).status).toBe(409);
    await product.executor("POST", parent, "complete", { result: 1 });
    expect((await spawn(parent, wrongKey)).status).toBe(410);
  });

  it("of many parents ends for each once, while workers are killed", async () => {
    const parents = await Promise.all(Array.from({ length: 12 }, () => started()));
    const killing = (async () => {
      for (let round = 0; round < 4; round++) {
        await new Promise((resolve) => setTimeout(resolve, 700));
        await product.workers.at(-1)?.kill();
        product.startWorker();
      }
    })();
    const children: string[] = [];
    for (const parent of parents) {
      const { body } = await spawn(parent, { await_completion: true, idempotency_key: "k" });
      children.push(body.id);
    }
    for (const [index, child] of children.entries()) await execute(child, index % 2 ? "fail" : "complete");
    await killing;
    for (const parent of parents) await becomes(home, parent.id, "queued");
    const { body } = await abroad.call("GET", `/v1/runs?job_id=${job.id}&limit=100`);
    const made = body.data.map(({ id }: Shown) => id).filter((id: string) => children.includes(id));
    expect(made.sort()).toEqual([...children].sort());
    expect(body.data.length).toBe(3 + children.length);
  });
});
