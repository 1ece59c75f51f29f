import { Type } from "typebox";
import { Wait, waitJson } from "../../api/event-trigger.js";
import {
  CompleteBody,
  ContinueBody,
  FailBody,
  SpawnBody,
  WaitForEventBody,
} from "../../api/executor-bodies.js";
import { EndedRun, Run, type RunView, runJson, SpawnedRun } from "../../api/run.js";
import { classifyError } from "../../domain/error-class.js";
import { type Failure, fail, isFailure } from "../../domain/failures.js";
import { IN_PATHS, newIdBeside } from "../../domain/ids.js";
import { LIMITS } from "../../domain/limits.js";
import { checkEndpointUrl } from "../../domain/public-address.js";
import { untilUnchanged } from "../../domain/until-unchanged.js";
import { schemaText } from "../../sandbox/sandbox.js";
import type { ExecutorIdentity } from "../../store/executor-commands.js";

import type { Gateway } from "../gateway.js";
import { valueProblems } from "../inspection.js";
import { webhookRules } from "../webhook-url.js";
import { json, type Reply } from "../wire/reply.js";
import { type ExecutorRoute, executorRoute } from "../wire/route.js";
import { endRun } from "./end.js";
import { invalid, RUN_PATH } from "./operations.js";
import { spawn } from "./spawn.js";

const DEFAULT_ERROR = "run failed";

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
    crosses: true,
    body: CompleteBody,
    bodyOptional: true,
    importance: "end",
    responses: { 200: EndedRun },
    handle: (gateway, { token, body, raw }) =>
      endRun(gateway, body.claim, () => complete(gateway, token, raw("result") ?? "")),
  }),
  executorRoute({
    method: "post",
    path: `${RUN_PATH}/fail`,
    operationId: "failRun",
    summary: "End the run as failed; it is not retried",
    crosses: true,
    body: FailBody,
    bodyOptional: true,
    importance: "end",
    responses: { 200: EndedRun },
    async handle(gateway, { token, body }) {
      const error = body.error === undefined || body.error === "" ? DEFAULT_ERROR : body.error;
      if (Buffer.byteLength(error) > LIMITS.errorBytes) {
        return invalid(`error: must have at most ${LIMITS.errorBytes} bytes`);
      }
      const { executor } = gateway.store;
      return endRun(gateway, body.claim, () =>
        executor.fail(token, error, classifyError({ message: error })),
      );
    },
  }),
  executorRoute({
    method: "post",
    path: `${RUN_PATH}/spawn`,
    operationId: "spawnRun",
    summary: "Create a child run, and await it when asked",
    crosses: true,
    body: SpawnBody,
    responses: { 201: SpawnedRun },
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
    responses: { 200: Wait },
    handle: (gateway, { token, body }) => waitForEvent(gateway, token, body),
  }),
];

async function complete(
  { sandbox, store: { executor, runs } }: Gateway,
  token: ExecutorIdentity,
  text: string,
): Promise<{ readonly run: RunView } | Failure> {
  let checkedVersion = "";
  const reply = await untilUnchanged(async () => {
    const ended = await executor.complete(token, text, checkedVersion);
    if (isFailure(ended) || "run" in ended) return ended;
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
    return "changed";
  });
  return reply === "changed" ? fail("job_changed") : reply;
}

/** It is sent to by a path. */
const ADDRESSABLE = new RegExp(IN_PATHS);

function eventKeyProblem(key: string): string | undefined {
  const bytes = Buffer.byteLength(key);
  if (bytes < 1 || bytes > LIMITS.eventKeyBytes)
    return `event_key: must have 1..${LIMITS.eventKeyBytes} bytes`;
  if (!ADDRESSABLE.test(key)) return "event_key: must not be . or ..";
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
  const answer = {
    status,
    event_key: body.event_key,
    expires_at: expiresAtMs,
    trigger_id: triggerId,
    payload,
  };
  return json(200, waitJson(answer));
}
