import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Caller, createJob, newCaller, type Shown } from "../support/callers.js";
import { Product, type TriggeredRun } from "../support/product.js";

let product: Product;
let other: Caller;

beforeAll(async () => {
  product = await Product.start();
  other = await newCaller(product);
});
afterAll(() => product.stop());

const read = async (path: string) => (await product.control("GET", path)).body;
const ids = (page: { data: Shown[] }): string[] => page.data.map(({ id }) => id);

describe("what a run spawned into another project", () => {
  let parent: TriggeredRun;
  let own: Shown;
  let foreign: Shown;
  let body: Shown;

  beforeAll(async () => {
    parent = await product.trigger((await product.createJob()).id);
    const theirs = await createJob(other, { tags: { secret: "of-theirs" } });
    const key = await other.call("POST", "/v1/api-keys", {
      ...{ project_id: other.projectId, name: "trigger", scopes: ["jobs:trigger"] },
    });
    own = (await product.executor("POST", parent, "spawn", { job_id: (await product.createJob()).id })).body;
    body = {
      ...{ job_id: theirs.id, project_id: other.projectId, target_api_key: key.body.key },
      ...{ payload: { of: "the parent" }, idempotency_key: "k" },
    };
    foreign = (await product.executor("POST", parent, "spawn", body)).body;
    const claimed = await other.call("POST", "/v1/workers/claim", { worker_id: "w" });
    const [{ run_token: token }] = claimed.body.runs;
    const child = { id: foreign.id, token, jobId: theirs.id };
    await product.executor("POST", child, "annotate", { secret: "of-theirs" });
    await product.executor("POST", child, "complete", { result: "of-theirs" });
  });

  test("is in no list of the parent's project, and in each of its own", async () => {
    expect(ids(await read(`/v1/runs/${parent.id}/children`))).toEqual([own.id]);
    for (const list of ["/v1/runs", `/v1/runs?job_id=${foreign.job_id}`, `/v1/runs/${parent.id}/lineage`]) {
      expect(ids(await read(list))).not.toContain(foreign.id);
    }
    expect((await product.control("GET", `/v1/runs/${foreign.id}`)).status).toBe(404);
    expect((await product.control("GET", `/v1/runs/${foreign.id}/events`)).status).toBe(404);
    expect(ids((await other.call("GET", "/v1/runs")).body)).toEqual([foreign.id]);
  });

  test("is left out of a page, behind which the list goes on", async () => {
    const next = await product.executor("POST", parent, "spawn", { job_id: own.job_id });
    const shown: string[] = [];
    let cursor = "";
    do {
      const page = await read(`/v1/runs/${parent.id}/children?limit=1${cursor}`);
      shown.push(...ids(page));
      cursor = page.has_more ? `&cursor=${page.next_cursor}` : "";
    } while (cursor !== "");
    expect(shown).toEqual([own.id, next.body.id]);
  });

  test("is answered with nothing of what its project made of it, also to a retry of the spawn", async () => {
    const again = (await product.executor("POST", parent, "spawn", body)).body;
    for (const answer of [foreign, again]) {
      expect(answer).toMatchObject({ id: foreign.id, project_id: other.projectId, payload: body.payload });
      expect(JSON.stringify(answer)).not.toContain("of-theirs");
    }
  });

  test("is canceled with its parent all the same", async () => {
    const waiting = await product.executor("POST", parent, "spawn", { ...body, idempotency_key: "other" });
    const worker = product.startWorker();
    expect((await product.control("DELETE", `/v1/runs/${parent.id}`)).status).toBe(200);
    const run = await other.call("GET", `/v1/runs/${waiting.body.id}`);
    expect(run.body.status).toBe("canceled");
    await worker.stop();
  });
});
