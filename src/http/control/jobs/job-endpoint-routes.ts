import { randomBytes } from "node:crypto";
import { Type } from "typebox";
import { jobJson } from "../../../api/job.js";
import {
  JobEndpoint,
  JobEndpointInput,
  JobHealth,
  jobEndpointJson,
  jobHealthJson,
} from "../../../api/job-answers.js";
import { patchedJob } from "../../../api/job-changes.js";
import { CallOutcome, callOutcomeJson } from "../../../api/webhook-subscription.js";
import { fail, isFailure } from "../../../domain/failures.js";
import { signBody } from "../../../endpoint/signature.js";
import { HEALTH_WINDOWS, type HealthWindow } from "../../../store/job-health.js";
import { json } from "../../wire/reply.js";
import { type ControlRoute, controlRoute } from "../../wire/route.js";
import { changeJob, visibleJob } from "./job-routes.js";

const VERIFY = { deadlineMs: 10_000, maxResponseBytes: 4096 };
const VERIFY_BODY = '{"type":"endpoint.test"}';

/** Endpoint of a job: changed, tried, and how its runs have gone (control-api 1). */
export const JOB_ENDPOINT_ROUTES: readonly ControlRoute[] = [
  controlRoute({
    method: "post",
    path: "/v1/jobs/:jobID/endpoint",
    operationId: "setJobEndpoint",
    begins: true,
    summary: "Change the endpoint of a job; a new signing secret is shown once",
    tag: "jobs",
    scope: "jobs:write",
    body: JobEndpointInput,
    responses: { 200: JobEndpoint },
    async handle(gateway, call) {
      const { endpoint_url, fallback_endpoint_url, rotate_signing_secret: rotate } = call.body;
      const secret = rotate === true ? `esec_${randomBytes(32).toString("hex")}` : undefined;
      const urls = { endpoint_url, ...(fallback_endpoint_url ? { fallback_endpoint_url } : {}) };
      const job = await changeJob(
        gateway,
        call,
        (before) => {
          const { fallback_endpoint_url: _old, ...rest } = patchedJob(before, {}, Date.now());
          return { ...rest, ...urls };
        },
        secret,
      );
      if (isFailure(job)) return job;
      return json(200, jobEndpointJson({ job: jobJson(job), signing_secret: secret }));
    },
  }),
  controlRoute({
    method: "post",
    path: "/v1/jobs/:jobID/endpoint/verify",
    operationId: "verifyJobEndpoint",
    summary: "Call the endpoint of a job once with a signed test message",
    tag: "jobs",
    scope: "jobs:write",
    responses: { 200: CallOutcome },
    refusals: [400, 429],
    async handle(gateway, call) {
      const job = await visibleJob(gateway, call);
      if (job === undefined) return fail("job_not_found");
      if (job.endpoint_url === undefined) {
        return fail("bad_request", { message: "job has no endpoint_url configured" });
      }
      const secret = (await gateway.store.jobs.signingSecret(job.id)) ?? "";
      const secs = Math.floor(Date.now() / 1000);
      const startedAt = performance.now();
      const verified = gateway.endpointTests.call({
        ...VERIFY,
        url: job.endpoint_url,
        body: VERIFY_BODY,
        headers: {
          "Content-Type": "application/json",
          "User-Agent": "bosporus-endpoint-verify",
          "X-Strait-Timestamp": String(secs),
          ...(secret === "" ? {} : { "X-Strait-Signature": signBody(secret, secs, VERIFY_BODY) }),
        },
      });
      if (verified === undefined) return fail("too_many_verifies");
      const outcome = await verified;
      const latency_ms = Math.round(performance.now() - startedAt);
      if (outcome.kind !== "answered") {
        const error = "message" in outcome ? outcome.message : "endpoint did not answer in time";
        return json(200, callOutcomeJson({ success: false, latency_ms, error }));
      }
      const { status: status_code } = outcome;
      const success = status_code >= 200 && status_code < 300;
      const error = success ? undefined : `endpoint returned ${status_code}`;
      return json(200, callOutcomeJson({ success, status_code, latency_ms, error }));
    },
  }),
  controlRoute({
    method: "get",
    path: "/v1/jobs/:jobID/health",
    operationId: "getJobHealth",
    summary: "How the runs of a job have ended lately, from its newest thousand",
    tag: "jobs",
    scope: "jobs:read",
    query: Type.Object({
      window: Type.Optional(Type.String({ minLength: 1, description: "1h, 1d, 7d (default) or 30d." })),
    }),
    responses: { 200: JobHealth },
    async handle(gateway, call) {
      const { window = "7d" } = call.query;
      if (!Object.hasOwn(HEALTH_WINDOWS, window)) {
        return fail("bad_request", { message: "invalid window: must be 1h, 1d, 7d, or 30d" });
      }
      const job = await visibleJob(gateway, call);
      if (job === undefined) return fail("job_not_found");
      const sinceMs = Date.now() - HEALTH_WINDOWS[window as HealthWindow];
      const health = await gateway.store.jobHealth.read(job, sinceMs);
      return json(200, jobHealthJson({ job_id: job.id, window, since: sinceMs, ...health }));
    },
  }),
];
