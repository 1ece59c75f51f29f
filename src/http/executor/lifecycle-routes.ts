import { Type } from "typebox";
import { Run, SpawnAnswer, WaitAnswer } from "../../domain/api-objects.js";
import { classifyError } from "../../domain/error-class.js";
import {
  CompleteBody,
  ContinueBody,
  FailBody,
  SpawnBody,
  WaitForEventBody,
} from "../../domain/executor-bodies.js";
import { type Failure, fail, isFailure } from "../../domain/failures.js";
import { newIdBeside } from "../../domain/ids.js";
import type { Job } from "../../domain/job.js";
import { LIMITS } from "../../domain/limits.js";
import { checkEndpointUrl } from "../../domain/public-address.js";
import { runFields } from "../../domain/run-fields.js";
import { runJson } from "../../domain/run-json.js";
import { timestamp } from "../../domain/time.js";
import { schemaText } from "../../sandbox/sandbox.js";
import type { ExecutorIdentity } from "../../store/executor-commands.js";
import { hasScope } from "../access/authentication.js";
import type { Gateway } from "../gateway.js";
import { valueProblems } from "../inspection.js";
import { webhookRules } from "../webhook-url.js";
import { json, type Reply } from "../wire/reply.js";
import { type ExecutorRoute, executorRoute } from "../wire/route.js";
import { invalid, RUN_PATH } from "./operations.js";

const DEFAULT_ERROR = "run failed";
const MOST_TRIES = 5;

/** Operations that read the payload or move a run along its life (executor-api rows 1, 10 to 14). */
export const LIFECYCLE_ROUTES: readonly ExecutorRoute[] = [
  executorRoute({
    method: "get",
    path: `${RUN_PATH}/payload`,
    operationId: "readPayload",
    summary: "The payload the run was triggered with",
    responses: { 200: Type.Unknown() },
    async handle(gateway, { token }) {
      const payload = await gateway.store.executor.readPayload(token);
      return isFailure(payload) ? payload : json(200, payload.payload === "" ? "{}" : payload.payload);
    },
  }),
  executorRoute({
    method: "post",
    path: `${RUN_PATH}/complete`,
    operationId: "completeRun",
    summary: "End the run as completed",
    body: CompleteBody,
    bodyOptional: true,
    responses: { 200: Run },
    async handle(gateway, { token, raw }) {
      return complete(gateway, token, raw("result") ?? "");
    },
  }),
  executorRoute({
    method: "post",
    path: `${RUN_PATH}/fail`,
    operationId: "failRun",
    summary: "End the run as failed; it is not retried",
    body: FailBody,
    bodyOptional: true,
    responses: { 200: Run },
    async handle(gateway, { token, body }) {
      const error = body.error === undefined || body.error === "" ? DEFAULT_ERROR : body.error;
      if (Buffer.byteLength(error) > LIMITS.errorBytes) {
        return invalid(`error: must have at most ${LIMITS.errorBytes} bytes`);
      }
      const ended = await gateway.store.executor.fail(token, error, classifyError({ message: error }));
      return isFailure(ended) ? ended : json(200, runJson(ended.run));
    },
  }),
  executorRoute({
    method: "post",
    path: `${RUN_PATH}/spawn`,
    operationId: "spawnRun",
    summary: "Create a child run, and await it when asked",
    body: SpawnBody,
    responses: { 201: SpawnAnswer },
    handle: (gateway, { token, body, raw }) => spawn(gateway, token, body, raw("payload")),
  }),
  executorRoute({
    method: "post",
    path: `${RUN_PATH}/continue`,
    operationId: "continueRun",
    summary: "Continue in a new run of the same job",
    body: ContinueBody,
    bodyOptional: true,
    responses: { 201: Run },
    async handle(gateway, { token, raw }) {
      const continued = await gateway.store.executor.continue(
        token,
        newIdBeside(token.runId),
        raw("payload") ?? "",
      );
      return isFailure(continued) ? continued : json(201, runJson(continued.run));
    },
  }),
  executorRoute({
    method: "post",
    path: `${RUN_PATH}/wait-for-event`,
    operationId: "waitForEvent",
    summary: "Sleep until an event is sent to a key",
    body: WaitForEventBody,
    responses: { 200: WaitAnswer },
    handle: (gateway, { token, body }) => waitForEvent(gateway, token, body),
  }),
];

async function complete(
  { sandbox, store: { executor, runs } }: Gateway,
  token: ExecutorIdentity,
  text: string,
): Promise<Reply | Failure> {
  let checkedVersion = "";
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const ended = await executor.complete(token, text, checkedVersion);
    if (isFailure(ended)) return ended;
    if ("run" in ended) return json(200, runJson(ended.run));
    // The job has a result schema: nothing was written yet. The script takes the result once it was checked
    // against the version of the job that is still the current one.
    const { version, schema } = ended.checkAgainst;
    const projectId = (await runs.projectOf(token.runId)) ?? "";
    const found = await valueProblems(sandbox, projectId, schemaText(schema), text === "" ? "{}" : text);
    if (isFailure(found)) return found;
    const details = "problem" in found ? [found.problem] : found.lines;
    if (details.length > 0) {
      return fail("result_schema_mismatch", { details: details.map((line) => `result${line}`) });
    }
    checkedVersion = version;
  }
  return fail("job_changed");
}

interface SpawnCall {
  readonly job_slug?: string;
  readonly job_id?: string;
  readonly project_id?: string;
  readonly await_completion?: boolean;
  readonly await_timeout_secs?: number;
  readonly target_api_key?: string;
  readonly idempotency_key?: string;
}

/** The project a child goes to: the parent's, or another one that `target_api_key` may trigger jobs of. */
async function targetProject(
  gateway: Gateway,
  token: ExecutorIdentity,
  body: SpawnCall,
): Promise<Failure | { projectId: string; foreign: boolean }> {
  const own = await gateway.store.runs.projectOf(token.runId);
  if (own === undefined) return fail("not_found");
  const projectId = body.project_id ?? own;
  if (projectId === own) return { projectId, foreign: false };
  const key =
    body.target_api_key === undefined ? undefined : await gateway.authentication.find(body.target_api_key);
  if (key === undefined || key.projectId !== projectId || !hasScope(key, "jobs:trigger")) {
    return fail("target_key_refused");
  }
  return { projectId, foreign: true };
}

async function spawn(
  gateway: Gateway,
  token: ExecutorIdentity,
  body: SpawnCall,
  payload: string | undefined,
): Promise<Reply | Failure> {
  if (body.job_slug === undefined && body.job_id === undefined)
    return invalid("job_slug: is required, or job_id");
  const target = await targetProject(gateway, token, body);
  if (isFailure(target)) return target;
  const { jobs, executor } = gateway.store;
  const childId = newIdBeside(token.runId);
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const jobId = body.job_id ?? (await jobs.idBySlug(target.projectId, body.job_slug ?? ""));
    const job: Job | undefined = jobId === undefined ? undefined : await jobs.get(target.projectId, jobId);
    // An unknown job is asked for all the same: the guard of the run answers before it.
    const spawned = await executor.spawn(token, {
      jobId: job?.id,
      jobVersion: job?.version,
      anyProject: target.foreign,
      idempotencyKey: body.idempotency_key,
      childId,
      triggerId: body.await_completion === true ? newIdBeside(token.runId) : undefined,
      awaitSecs: body.await_timeout_secs ?? LIMITS.awaitSecs.default,
      executionMode: job?.execution_mode,
      fields:
        job === undefined
          ? []
          : runFields(job, { payload, actor: `run:${token.runId}`, triggeredBy: "spawn" }),
    });
    if (spawned === "job_changed") continue;
    if (isFailure(spawned)) return spawned;
    const extra =
      spawned.awaitKey === undefined
        ? ""
        : `,"await_completion":true,"await_event_key":${JSON.stringify(spawned.awaitKey)}`;
    return json(201, runJson(spawned.child, extra));
  }
  return fail("job_changed");
}

function eventKeyProblem(key: string): string | undefined {
  const bytes = Buffer.byteLength(key);
  if (bytes < 1 || bytes > LIMITS.eventKeyBytes)
    return `event_key: must have 1..${LIMITS.eventKeyBytes} bytes`;
  for (let index = 0; index < key.length; index++) {
    if (key.charCodeAt(index) < 0x20) return "event_key: must not contain control characters";
  }
  return key.isWellFormed() ? undefined : "event_key: must be valid Unicode";
}

async function waitForEvent(
  gateway: Gateway,
  token: ExecutorIdentity,
  body: { event_key: string; timeout_secs?: number; notify_url?: string },
): Promise<Reply | Failure> {
  const problem = eventKeyProblem(body.event_key);
  if (problem !== undefined) return invalid(problem);
  const asked = body.timeout_secs ?? 0;
  if (asked > LIMITS.waitSecs.max) return fail("wait_too_long");
  const notifyUrl = body.notify_url ?? "";
  if (notifyUrl !== "") {
    const checked = checkEndpointUrl(notifyUrl, webhookRules(gateway.config));
    if ("rejected" in checked)
      return fail("invalid_notify_url", { details: [`notify_url: ${checked.rejected}`] });
  }
  const wait = await gateway.store.executor.waitForEvent(token, {
    eventKey: body.event_key,
    timeoutSecs: asked > 0 ? asked : LIMITS.waitSecs.default,
    triggerId: newIdBeside(token.runId),
    notifyUrl,
    notifyId: notifyUrl === "" ? "" : newIdBeside(token.runId),
  });
  if (isFailure(wait)) return wait;
  const { status, triggerId, expiresAtMs, payload } = wait;
  const head = JSON.stringify({
    status,
    event_key: body.event_key,
    expires_at: timestamp(expiresAtMs),
    trigger_id: triggerId,
  });
  return json(200, payload === undefined ? head : `${head.slice(0, -1)},"payload":${payload}}`);
}
