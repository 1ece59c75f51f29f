import { setImmediate as nextTurn } from "node:timers/promises";
import type { Job } from "../../../api/job.js";
import { tagProblems } from "../../../api/job-changes.js";
import { isHeld, startableAt, startTtlSecs, windowOf } from "../../../api/job-start.js";
import { runFields } from "../../../api/run-fields.js";
import type { TriggerBody } from "../../../api/trigger-bodies.js";
import { type Failure, fail, isFailure } from "../../../domain/failures.js";
import { LIMITS } from "../../../domain/limits.js";
import type { PayloadHashes } from "../../../domain/payload-hash.js";
import { parseTimestamp } from "../../../domain/time.js";
import { TRACE_HEADERS, TRACE_METADATA } from "../../../domain/trace-context.js";
import type { Inspected } from "../../../sandbox/tasks.js";
import type { Cell } from "../../../store/cell.js";
import type { Hold, TriggeredItem } from "../../../store/triggers.js";
import type { Gateway } from "../../gateway.js";
import { givenPayload, inspectPayloads, payloadRefusal } from "../../inspection.js";
import type { CachedJob } from "../jobs/job-cache.js";

const DAY_MS = 86_400_000;
/**
 * Triggers whose times are reckoned in one turn of the event loop: fewer of a job with a window, where each may take a
 * millisecond. A bulk call of few goes on at once, so that those behind it are admitted by what it adds to the queue.
 */
const TIMES_A_TURN = { plain: 50, windowed: 15 };

/** What the caller wants, and what the request says beside the body. */
export interface Wanted {
  readonly body: Omit<TriggerBody, "dry_run">;
  /** JSON text as it came; absent when none was given. */
  readonly payload: string | undefined;
  readonly idempotencyKey: string;
  readonly actor: string;
  readonly batchId?: string;
  /** Of the request's span; undefined while traces are off. */
  readonly traceparent: string | undefined;
  header(name: string): string;
}

/** A trigger that was checked, as the store takes it. */
export interface Prepared {
  readonly item: TriggeredItem;
  /** SHA-256 of the canonical payload. */
  readonly payloadHash: string;
  /** ms by which the run has to begin. */
  readonly startByMs: number;
  /** When a token that is given out now ends: it covers the wait and the first attempt (executor-api section 1). */
  readonly tokenExpiresAtMs: number;
}

/** `scheduled_at` in ms, undefined for now; 400 for the past and for more than 30 days ahead. */
function scheduledAt(text: string | undefined, nowMs: number): number | undefined | Failure {
  if (text === undefined) return undefined;
  const at = parseTimestamp(text);
  if (at === undefined) return fail("bad_request", { message: "scheduled_at must be an RFC 3339 date-time" });
  if (at < nowMs) return fail("bad_request", { message: "scheduled_at must not be in the past" });
  if (at > nowMs + LIMITS.scheduleAheadDays * DAY_MS) {
    return fail("bad_request", {
      message: `scheduled_at must be at most ${LIMITS.scheduleAheadDays} days ahead`,
    });
  }
  return at;
}

/** Headers by the names that requests are asked by, with their metadata keys. */
const TRACE_HEADER_KEYS = TRACE_HEADERS.map((name) => [name.toLowerCase(), TRACE_METADATA[name]] as const);

function metadataFields(job: Job, wanted: Wanted): string[] {
  const { default_run_metadata: defaults } = job;
  const fields = defaults === undefined ? [] : Object.entries(defaults).flat();
  for (const [header, key] of TRACE_HEADER_KEYS) {
    // The run belongs to the trigger's own span where there is one; that is a child of the caller's.
    const own = header === "traceparent" ? wanted.traceparent : undefined;
    const value = own ?? wanted.header(header);
    if (value !== "") fields.push(key, value);
  }
  return fields;
}

/** How a single trigger of the job is held back; undefined when it makes a run at once. */
export function holdOf(
  { store }: Gateway,
  job: Job,
  body: TriggerBody,
  payload: string | undefined,
): Hold | undefined {
  const { debounce_window_secs: debounce = 0, batch_window_secs: batch = 0, batch_max_size: size = 0 } = job;
  if (!isHeld(job)) return undefined;
  return {
    kind: debounce > 0 ? "debounce" : "batch",
    key: (debounce > 0 ? body.debounce_key : body.batch_key) ?? "",
    windowMs: (debounce || batch) * 1000,
    mostPayloads: size || LIMITS.batchItems,
    payload: payload ?? "{}",
    heldId: store.cell.newId(),
  };
}

/** Whether the trigger is held back by its job, and when it has to begin: the checks that come before its payload's. */
function scheduledOf(job: Job, { body, idempotencyKey }: Wanted, nowMs: number): Failure | { atMs?: number } {
  const askedAtMs = scheduledAt(body.scheduled_at, nowMs);
  if (typeof askedAtMs === "object") return askedAtMs;
  const startableMs = startableAt(job, askedAtMs ?? nowMs);
  const [tagProblem] = tagProblems(body.tags ?? {});
  if (tagProblem !== undefined) return fail("bad_request", { message: tagProblem });
  if (idempotencyKey.length > LIMITS.idempotencyKeyLength) return fail("idempotency_key_too_long");
  return startableMs === nowMs ? {} : { atMs: startableMs };
}

interface About {
  /** `single` triggers are held back by the job's debounce or batch window; those of a bulk call are not (control-api 2.3). */
  readonly single: boolean;
  readonly nowMs: number;
}

/** A refusal with the place of the trigger that it is for; without one it is for the call. */
export interface RefusedTrigger {
  readonly refusal: Failure;
  readonly index?: number;
}

/** When each trigger has to begin, up to the first that is refused. */
interface Times {
  readonly times: readonly { readonly atMs?: number }[];
  readonly refused?: RefusedTrigger;
}

function timesOf(job: Job, triggers: readonly Wanted[], nowMs: number, from = 0): Times {
  const times: { atMs?: number }[] = [];
  for (const wanted of triggers) {
    const time = scheduledOf(job, wanted, nowMs);
    if (isFailure(time)) return { times, refused: { refusal: time, index: from + times.length } };
    times.push(time);
  }
  return { times };
}

function timesATurn(job: Job): number {
  return windowOf(job) === undefined ? TIMES_A_TURN.plain : TIMES_A_TURN.windowed;
}

async function timesInTurns(job: Job, triggers: readonly Wanted[], nowMs: number): Promise<Times> {
  const step = timesATurn(job);
  const all: { readonly atMs?: number }[] = [];
  for (let from = 0; from < triggers.length; from += step) {
    if (from > 0) await nextTurn();
    const { times, refused } = timesOf(job, triggers.slice(from, from + step), nowMs, from);
    all.push(...times);
    if (refused !== undefined) return { times: all, refused };
  }
  return { times: all };
}

type PreparedAll = Prepared[] | RefusedTrigger;

/**
 * Checks what no schema of ours says, the payloads all in one, and makes the fields of the runs. The first trigger
 * with something wrong refuses them all. At once for a few small triggers of a job without a schema: a promise costs
 * a trigger as much as its checks.
 */
export function prepare(
  gateway: Gateway,
  cached: CachedJob,
  triggers: readonly Wanted[],
  about: About,
): PreparedAll | Promise<PreparedAll> {
  const checked = (times: Times) => checkedPayloads(gateway, cached, triggers, about, times);
  return triggers.length > timesATurn(cached.job)
    ? timesInTurns(cached.job, triggers, about.nowMs).then(checked)
    : checked(timesOf(cached.job, triggers, about.nowMs));
}

function checkedPayloads(
  { sandbox, store, config }: Gateway,
  { job, payloadSchema }: CachedJob,
  triggers: readonly Wanted[],
  about: About,
  { times, refused }: Times,
): PreparedAll | Promise<PreparedAll> {
  const payloads = triggers
    .slice(0, times.length)
    .map(({ body, payload }) => givenPayload(body.payload, payload));
  const preparedOf = (inspected: Failure | readonly Inspected[]): PreparedAll => {
    if ("failure" in inspected) return { refusal: inspected };
    const prepared: Prepared[] = [];
    for (const [index, found] of inspected.entries()) {
      const refusal = payloadRefusal(found.lines);
      if (refusal !== undefined) return { refusal, index };
      const [wanted, time] = [triggers[index], times[index]];
      if (wanted !== undefined && time !== undefined) {
        prepared.push(preparedRun(store.cell, job, wanted, found, time.atMs, about, config.defaultTtlSecs));
      }
    }
    return refused ?? prepared;
  };
  const inspection = inspectPayloads(sandbox, job.project_id, payloadSchema, payloads);
  return inspection instanceof Promise ? inspection.then(preparedOf) : preparedOf(inspection);
}

function preparedRun(
  cell: Cell,
  job: Job,
  wanted: Wanted,
  { hash, digest }: PayloadHashes,
  scheduledAtMs: number | undefined,
  { single, nowMs }: About,
  defaultTtlSecs: number,
): Prepared {
  const { body, payload, idempotencyKey } = wanted;
  const timeoutSecs = body.timeout_secs_override ?? job.timeout_secs;
  const ttlSecs = startTtlSecs(job, defaultTtlSecs, body);
  const startByMs = (scheduledAtMs ?? nowMs) + ttlSecs * 1000;
  const held = single && isHeld(job);
  const batched = held && (job.batch_window_secs ?? 0) > 0;
  const item: TriggeredItem = {
    runId: cell.newId(),
    idempotencyKey,
    scheduledAtMs,
    ttlMs: ttlSecs * 1000,
    priority: body.priority ?? 0,
    concurrencyKey: body.concurrency_key ?? "",
    payloadDigest: job.dedup_window_secs && !batched ? digest : "",
    fields: runFields(job, {
      payload: batched ? undefined : payload,
      actor: wanted.actor,
      overrides: body,
      tags: body.tags,
      idempotencyKey: idempotencyKey === "" || held ? undefined : idempotencyKey,
      triggeredBy: held && !batched ? "debounce" : undefined,
      batchId: wanted.batchId,
    }),
    metadata: metadataFields(job, wanted),
  };
  const tokenExpiresAtMs = startByMs + timeoutSecs * 1000 + LIMITS.tokenGraceMs;
  return { item, payloadHash: hash, startByMs, tokenExpiresAtMs };
}
