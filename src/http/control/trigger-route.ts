import { hash as digest } from "node:crypto";
import { configure } from "safe-stable-stringify";
import { type Static, Type } from "typebox";
import { TriggerAnswer } from "../../domain/api-objects.js";
import { type Failure, fail, isFailure } from "../../domain/failures.js";
import { newId } from "../../domain/ids.js";
import { type Job, tagProblems } from "../../domain/job.js";
import { LIMITS } from "../../domain/limits.js";
import { runFields } from "../../domain/run-fields.js";
import { parseTimestamp, timestamp } from "../../domain/time.js";
import type { Gateway } from "../gateway.js";
import type { CachedJob, JobCache } from "../job-cache.js";
import { json, type Reply } from "../reply.js";
import { type ControlCall, type ControlRoute, controlRoute } from "../route.js";

const Key = Type.Optional(Type.String({ maxLength: 256 }));

const TriggerBody = Type.Object({
  payload: Type.Optional(Type.Unknown()),
  tags: Type.Optional(Type.Record(Type.String(), Type.String({ maxLength: LIMITS.tags.valueLength }))),
  scheduled_at: Type.Optional(Type.String({ description: "RFC 3339; at most 30 days ahead." })),
  priority: Type.Optional(Type.Integer({ minimum: 0, maximum: LIMITS.priority })),
  ttl_secs: Type.Optional(Type.Integer({ minimum: 0, maximum: LIMITS.ttlSecs })),
  concurrency_key: Key,
  max_attempts_override: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMITS.attempts })),
  timeout_secs_override: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMITS.timeoutSecs })),
  retry_backoff: Type.Optional(Type.Enum(["exponential", "linear", "fixed", "custom"])),
  retry_initial_delay_secs: Type.Optional(
    Type.Integer({ minimum: 1, maximum: LIMITS.retryInitialDelaySecs }),
  ),
  retry_max_delay_secs: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMITS.retryMaxDelaySecs })),
  dry_run: Type.Optional(Type.Boolean()),
});
type TriggerBody = Static<typeof TriggerBody>;
type TriggerCall = ControlCall<TriggerBody>;

const MOST_TRIES = 5;
const stringify = configure({ deterministic: true, bigint: false });
const EMPTY_PAYLOAD_HASH = digest("sha256", "{}");
const DAY_MS = 86_400_000;

/** Headers that are kept in the run's metadata and sent again at dispatch (control-api 2.1). */
export const TRACE_HEADERS: Readonly<Record<string, string>> = {
  traceparent: "_trace_parent",
  tracestate: "_trace_state",
  "sentry-trace": "_sentry_trace",
  baggage: "_sentry_baggage",
};

/** SHA-256 of the payload with sorted keys and without whitespace. */
function payloadHash(payload: unknown): string {
  if (payload === undefined) return EMPTY_PAYLOAD_HASH;
  return digest("sha256", stringify(payload) ?? "null");
}

/** `scheduled_at` in ms, undefined for now; 400 for the past and for more than 30 days ahead. */
function scheduledAt(body: TriggerBody, nowMs: number): number | undefined | Failure {
  if (body.scheduled_at === undefined) return undefined;
  const at = parseTimestamp(body.scheduled_at);
  if (at === undefined) return fail("bad_request", { message: "scheduled_at must be an RFC 3339 date-time" });
  if (at < nowMs) return fail("bad_request", { message: "scheduled_at must not be in the past" });
  if (at > nowMs + LIMITS.scheduleAheadDays * DAY_MS) {
    return fail("bad_request", {
      message: `scheduled_at must be at most ${LIMITS.scheduleAheadDays} days ahead`,
    });
  }
  return at;
}

function timeoutSecs(body: TriggerBody, job: Job): number {
  return body.timeout_secs_override ?? job.timeout_secs;
}

/** How long a run may wait for its first start (control-api 7.4). */
function ttlSecs(body: TriggerBody, job: Job, defaultTtlSecs: number): number {
  return body.ttl_secs || job.run_ttl_secs || defaultTtlSecs || timeoutSecs(body, job) + 60;
}

function metadataFields(job: Job, call: TriggerCall): string[] {
  const fields = Object.entries(job.default_run_metadata ?? {}).flat();
  for (const [header, key] of Object.entries(TRACE_HEADERS)) {
    // The run belongs to the trigger's own span where there is one; that is a child of the caller's.
    const value = header === "traceparent" ? (call.traceparent ?? call.header(header)) : call.header(header);
    if (value !== "") fields.push(key, value);
  }
  return fields;
}

/** `POST /v1/jobs/{jobID}/trigger` (control-api 2.1); `run_token` in the answer is ours. */
export function triggerRoute(gateway: Gateway, jobs: JobCache): ControlRoute {
  return controlRoute({
    method: "post",
    path: "/v1/jobs/:jobID/trigger",
    operationId: "triggerRun",
    summary: "Create a run of the job",
    tag: "runs",
    scope: "jobs:trigger",
    idempotent: true,
    body: TriggerBody,
    bodyOptional: true,
    responses: { 200: TriggerAnswer, 201: TriggerAnswer },
    async handle(call) {
      for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
        const jobId = call.params[0] ?? "";
        const cached = attempt === 0 ? await jobs.get(jobId) : await jobs.refresh(jobId);
        const { caller } = call;
        const foreign = caller.projectId !== undefined && cached?.job.project_id !== caller.projectId;
        if (cached === undefined || foreign) return fail("job_not_found");
        const reply = await trigger(gateway, cached, call);
        if (reply !== "job_changed") return reply;
      }
      return fail("job_changed");
    },
  });
}

async function trigger(
  gateway: Gateway,
  { job, payloadSchema }: CachedJob,
  call: TriggerCall,
): Promise<Reply | Failure | "job_changed"> {
  const { body } = call;
  const nowMs = Date.now();
  const scheduledAtMs = scheduledAt(body, nowMs);
  if (typeof scheduledAtMs === "object") return scheduledAtMs;
  const [tagProblem] = tagProblems(body.tags ?? {});
  if (tagProblem !== undefined) return fail("bad_request", { message: tagProblem });
  const idempotencyKey = call.header("x-idempotency-key") || call.header("idempotency-key");
  if (idempotencyKey.length > LIMITS.idempotencyKeyLength) return fail("idempotency_key_too_long");
  if (payloadSchema !== undefined) {
    const details =
      "problem" in payloadSchema ? [payloadSchema.problem] : payloadSchema.check(body.payload ?? {});
    if (details.length > 0)
      return fail("invalid_payload", { details: details.map((line) => `payload${line}`) });
  }
  const hash = payloadHash(body.payload);
  const ttlMs = ttlSecs(body, job, gateway.config.defaultTtlSecs) * 1000;
  const startBy = (scheduledAtMs ?? nowMs) + ttlMs;
  if (body.dry_run === true) return dryRun(job, call, hash, startBy);

  const runId = newId();
  const triggered = await gateway.store.runs.trigger({
    runId,
    jobId: job.id,
    jobVersion: job.version,
    idempotencyKey,
    scheduledAtMs,
    ttlMs,
    projectId: job.project_id,
    executionMode: job.execution_mode,
    priority: body.priority ?? 0,
    concurrencyKey: body.concurrency_key ?? "",
    fields: runFields(job, {
      payload: call.raw("payload"),
      actor: call.caller.actor,
      overrides: body,
      ...(body.tags === undefined ? {} : { tags: body.tags }),
      ...(idempotencyKey === "" ? {} : { idempotencyKey }),
    }),
    metadata: metadataFields(job, call),
  });
  if (triggered === "job_changed" || isFailure(triggered)) return triggered;
  // The token of the trigger covers the wait for the start and the first attempt (executor-api section 1).
  const expiresAtMs = startBy + timeoutSecs(body, job) * 1000 + LIMITS.tokenGraceMs;
  const token = { run_token_expires_at: timestamp(expiresAtMs) };
  if (!triggered.created) {
    const { runId: id, status, attempt } = triggered;
    const run_token = gateway.tokens.sign({ runId: id, attempt }, expiresAtMs);
    return json(200, JSON.stringify({ id, status, idempotency_hit: true, run_token, ...token }));
  }
  const run_token = gateway.tokens.sign(
    { runId, attempt: 1, ...(call.traceparent === undefined ? {} : { traceparent: call.traceparent }) },
    expiresAtMs,
  );
  const { status } = triggered;
  return json(
    201,
    JSON.stringify({ id: runId, status, payload_hash: hash, idempotency_hit: false, run_token, ...token }),
  );
}

function dryRun(job: Job, call: TriggerCall, hash: string, startBy: number): Reply | Failure {
  if (!job.enabled) return fail("job_disabled");
  if (job.paused) return fail("job_paused");
  const { scheduled_at } = call.body;
  const head = JSON.stringify({
    job,
    payload_hash: hash,
    ...(scheduled_at === undefined ? {} : { scheduled_at }),
    expires_at: timestamp(startBy),
  });
  return json(200, `${head.slice(0, -1)},"payload":${call.raw("payload") ?? "{}"}}`);
}
