import { BatchOperation, batchOperationJson } from "../../../api/batch-operation.js";
import { pageOf } from "../../../api/page.js";
import { BulkTriggered, bulkTriggeredJson, triggeredRunJson } from "../../../api/trigger.js";
import { BulkTriggerBody } from "../../../api/trigger-bodies.js";
import { type Failure, fail, isFailure } from "../../../domain/failures.js";
import { rawElements, rawMember, rawMembers } from "../../../domain/json.js";
import { triggeredJob } from "../../../store/triggers.js";
import type { Gateway } from "../../gateway.js";
import { json, type Reply } from "../../wire/reply.js";
import { type ControlCall, type ControlRoute, controlRoute } from "../../wire/route.js";
import type { CachedJob } from "../jobs/job-cache.js";
import { mergedNewest } from "../merged.js";
import { PageQuery, page, pageRequest } from "../page.js";
import { withGoodTokens } from "./kept-trigger.js";
import { prepare } from "./trigger-request.js";
import { withJob } from "./trigger-route.js";
import { triggeredBefore, withBefore } from "./triggered-before.js";

/** Bulk triggers and what is kept of them (control-api 2.3). */
export const BULK_TRIGGER_ROUTES: readonly ControlRoute[] = [
  controlRoute({
    method: "post",
    path: "/v1/jobs/:jobID/trigger/bulk",
    operationId: "triggerRuns",
    summary: "Create many runs of the job, all or none",
    tag: "runs",
    scope: "jobs:trigger",
    idempotent: true,
    body: BulkTriggerBody,
    responses: { 201: BulkTriggered },
    renew: (gateway, _, kept) => withGoodTokens(gateway, kept),
    async handle(gateway, call) {
      const most = gateway.config.maxBulkItems;
      if (call.body.items.length > most) {
        return fail("validation_failed", { details: [`items: must have at most ${most} items`] });
      }
      return withJob(gateway, call, (cached) => triggerAll(gateway, cached, call));
    },
  }),
  controlRoute({
    method: "get",
    path: "/v1/batch-operations",
    operationId: "listBatchOperations",
    summary: "List bulk triggers, newest first",
    tag: "runs",
    scope: "runs:read",
    query: PageQuery,
    responses: { 200: pageOf(BatchOperation) },
    async handle(gateway, { caller, query }) {
      const asked = pageRequest(caller, query);
      if (isFailure(asked)) return asked;
      const { projectId, limit } = asked;
      const found = await mergedNewest(
        gateway.storesOf(projectId),
        limit,
        async (store) => {
          const { batches, ...next } = await store.batches.list(projectId, limit, query.cursor);
          return { items: batches, ...next };
        },
        ({ id = "" }) => id,
      );
      return page(found.items.map(batchOperationJson), found.nextCursor);
    },
  }),
  controlRoute({
    method: "get",
    path: "/v1/batch-operations/:batchID",
    operationId: "getBatchOperation",
    summary: "A bulk trigger",
    tag: "runs",
    scope: "runs:read",
    responses: { 200: BatchOperation },
    async handle(gateway, { caller, params }) {
      const batch = await gateway.store.batches.get(caller.projectId, params[0] ?? "");
      return batch === undefined ? fail("batch_not_found") : json(200, batchOperationJson(batch));
    },
  }),
];

async function triggerAll(
  gateway: Gateway,
  cached: CachedJob,
  call: ControlCall<BulkTriggerBody>,
): Promise<Reply | Failure | "changed"> {
  const { items } = call.body;
  // Counted for the project that its command is counted for, whoever calls.
  const { crowd } = gateway.store.scripts;
  const hasTurn = await gateway.largeCalls.turn(crowd, cached.job.project_id, items.length);
  if (!hasTurn) return fail("overloaded");
  const texts = rawElements(call.raw("items") ?? "[]");
  const batchId = gateway.store.cell.newId();
  const actor = call.caller.actor;
  const wanted = items.map((body, index) => {
    const payload =
      body.payload === undefined ? undefined : rawMember(rawMembers(texts[index] ?? ""), "payload");
    const idempotencyKey = body.idempotency_key ?? "";
    const { header, traceparent } = call;
    return { body, payload, idempotencyKey, actor, batchId, header, traceparent };
  });
  const prepared = await prepare(gateway, cached, wanted, { single: false, nowMs: gateway.tokens.nowMs() });
  if ("refusal" in prepared) {
    const { refusal, index } = prepared;
    return index === undefined ? refusal : ofItem(index, refusal);
  }
  // Ids of one moment are in no order: sorted, the runs are listed, and claimed, in the order of the items.
  const ids = prepared.map(({ item }) => item.runId).sort();
  const runs = prepared.map(({ item }, index) => ({ ...item, runId: ids[index] ?? item.runId }));
  const batch = { batchId, creator: actor, once: call.once };
  const before = await triggeredBefore(gateway, cached.job, runs);
  const fresh = before.length === 0 ? runs : runs.filter((_, index) => before[index] === undefined);
  const triggered = await gateway.store.triggers.bulk(triggeredJob(cached.job), batch, fresh);
  if (triggered === "job_changed") return "changed";
  if (isFailure(triggered)) return triggered;
  const all = withBefore(before, triggered.results);
  // A call that was cut off, and whose first try has found more: that is not told apart from here.
  if (all.length !== runs.length) return fail("unavailable");
  const results = all.map(({ runId, status, attempt, idempotencyHit }, index) => {
    const expiresAtMs = prepared[index]?.tokenExpiresAtMs ?? 0;
    const run_token = gateway.tokens.sign({ runId, attempt }, expiresAtMs);
    return triggeredRunJson({
      id: runId,
      status,
      idempotency_hit: idempotencyHit,
      run_token,
      run_token_expires_at: expiresAtMs,
    });
  });
  const created = all.filter((result) => result.created).length;
  return json(201, bulkTriggeredJson(triggered.batchId, results, created));
}

/** The refusal of one item, named by its place: nothing of the call was written. */
function ofItem(index: number, failure: Failure): Failure {
  const { message, details } = failure;
  const place = `items.${index}`;
  return {
    ...failure,
    ...(message === undefined ? {} : { message: `${place}: ${message}` }),
    details: details === undefined ? [`${place}: was refused`] : details.map((line) => `${place}.${line}`),
  };
}
