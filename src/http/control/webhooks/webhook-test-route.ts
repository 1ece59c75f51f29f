import { CallOutcome, callOutcomeJson, WebhookTestBody } from "../../../api/webhook-subscription.js";
import { fail } from "../../../domain/failures.js";
import { LIMITS } from "../../../domain/limits.js";
import { checkEndpointUrl } from "../../../domain/public-address.js";
import { timestamp } from "../../../domain/time.js";
import { beginningOf } from "../../../endpoint/endpoint-outcome.js";
import { signBody } from "../../../endpoint/signature.js";
import { webhookRules } from "../../webhook-url.js";
import { json } from "../../wire/reply.js";
import { type ControlRoute, controlRoute } from "../../wire/route.js";
import { isRefused, projectOf } from "../page.js";

/** `POST /v1/webhooks/test` (control-api 7.7): one call, made while the caller waits; nothing of it is kept. */
export const WEBHOOK_TEST_ROUTE: ControlRoute = controlRoute({
  method: "post",
  path: "/v1/webhooks/test",
  operationId: "testWebhook",
  summary: "Send a webhook.test event to a URL, or to a subscription with its own secret",
  tag: "webhooks",
  scope: "webhooks:write",
  body: WebhookTestBody,
  responses: { 200: CallOutcome },
  async handle(gateway, { caller, body }) {
    const projectId = projectOf(caller);
    if (isRefused(projectId)) return projectId;
    const { subscription_id: id } = body;
    const subscription = id === undefined ? undefined : await gateway.store.webhooks.get(projectId, id);
    if (id !== undefined && subscription === undefined) return fail("webhook_not_found");
    const url = subscription?.url ?? body.url ?? body.webhook_url;
    if (url === undefined) {
      return fail("validation_failed", { details: ["url: is required, or subscription_id"] });
    }
    const checked = checkEndpointUrl(url, webhookRules(gateway.config));
    if ("rejected" in checked) {
      return fail("invalid_webhook_url", { details: [`url: ${checked.rejected}`] });
    }
    const secret = subscription?.secret ?? body.secret ?? "";
    const nowMs = Date.now();
    const secs = Math.floor(nowMs / 1000);
    const text = JSON.stringify({
      type: "webhook.test",
      project_id: projectId,
      timestamp: timestamp(nowMs),
    });
    const startedAt = performance.now();
    const call = gateway.webhookTests.call({
      url,
      body: text,
      headers: {
        "Content-Type": "application/json",
        "User-Agent": "bosporus-webhook",
        "X-Strait-Timestamp": String(secs),
        ...(secret === "" ? {} : { "X-Strait-Signature": signBody(secret, secs, text) }),
      },
      deadlineMs: gateway.config.webhookTimeoutMs,
      maxResponseBytes: LIMITS.webhookResponseBytes,
    });
    if (call === undefined) return fail("too_many_webhook_tests");
    const outcome = await call;
    const latency_ms = Math.round(performance.now() - startedAt);
    if (outcome.kind !== "answered") {
      const error = "message" in outcome ? outcome.message : "receiver did not answer in time";
      return json(200, callOutcomeJson({ success: false, latency_ms, error }));
    }
    const { status: status_code } = outcome;
    const success = status_code >= 200 && status_code < 300;
    const response_body = beginningOf(outcome);
    return json(200, callOutcomeJson({ success, status_code, latency_ms, response_body }));
  },
});
