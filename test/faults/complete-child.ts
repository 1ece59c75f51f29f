import { expect } from "vitest";
import type { Caller } from "../support/callers.js";
import { eventually, type Product, type TriggeredRun } from "../support/product.js";

/** A worker of the child's project claims the child, waiting so long, and completes it; its parent in another cell is woken. */
export async function completeChild(
  product: Product,
  child: {
    readonly id: string;
    readonly job: { readonly id: string; readonly slug: string };
    readonly of: Caller;
  },
  parent: { readonly run: TriggeredRun; readonly of: Caller },
  waitMs: number,
): Promise<void> {
  const claim = { worker_id: "w", job_slugs: [child.job.slug], wait_ms: waitMs };
  const [run] = await eventually(
    async () => (await child.of.call("POST", "/v1/workers/claim", claim)).body.runs ?? [],
    (runs) => runs.length > 0,
  );
  expect(run.run_id).toBe(child.id);
  const its = { id: child.id, token: run.run_token, jobId: child.job.id };
  expect((await product.executor("POST", its, "complete", { result: 1 })).status).toBe(200);
  const woken = await eventually(
    async () => (await parent.of.call("GET", `/v1/runs/${parent.run.id}`)).body.status,
    (status) => status === "queued",
  );
  expect(woken).toBe("queued");
}
