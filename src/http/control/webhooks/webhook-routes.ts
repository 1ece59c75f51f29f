import { randomBytes } from "node:crypto";
import { wholeListOf } from "../../../api/page.js";
import {
  NewWebhookSubscription,
  newWebhookSubscriptionJson,
  RotatedWebhookSecret,
  rotatedWebhookSecretJson,
  WebhookSecretRotation,
  WebhookSubscription,
  WebhookSubscriptionInput,
  WebhookSubscriptionPatch,
  webhookSubscriptionJson,
} from "../../../api/webhook-subscription.js";
import { type Failure, fail, isFailure } from "../../../domain/failures.js";
import { LIMITS } from "../../../domain/limits.js";
import { checkEndpointUrl } from "../../../domain/public-address.js";
import type { Subscription } from "../../../domain/webhook.js";
import type { Gateway } from "../../gateway.js";
import { webhookRules } from "../../webhook-url.js";
import { json, noContent } from "../../wire/reply.js";
import { type ControlRoute, controlRoute } from "../../wire/route.js";
import { isRefused, page, projectOf } from "../page.js";

const PATH = "/v1/webhooks/subscriptions";
const MINUTE_MS = 60_000;

function newSecret(): string {
  return `whsec_${randomBytes(32).toString("hex")}`;
}

/** What of a subscription is shown. */
function shown(subscription: Subscription) {
  const { previous } = subscription;
  const rotating = previous !== undefined && previous.untilMs > Date.now();
  return {
    id: subscription.id,
    project_id: subscription.projectId,
    webhook_url: subscription.url,
    event_types: [...subscription.eventTypes],
    active: subscription.active,
    retry_policy: subscription.retryPolicy,
    secret_grace_expires_at: rotating ? previous.untilMs : undefined,
    created_at: subscription.createdAtMs,
    updated_at: subscription.updatedAtMs,
  };
}

function urlProblem(gateway: Gateway, url: string | undefined): Failure | undefined {
  const checked = url === undefined ? undefined : checkEndpointUrl(url, webhookRules(gateway.config));
  if (checked === undefined || !("rejected" in checked)) return undefined;
  return fail("invalid_webhook_url", { details: [`webhook_url: ${checked.rejected}`] });
}

/** Webhook subscriptions (control-api 7.7). A secret is shown when it is made and never again. */
export const WEBHOOK_ROUTES: readonly ControlRoute[] = [
  controlRoute({
    method: "post",
    path: PATH,
    operationId: "createWebhookSubscription",
    summary: "Subscribe to the ends of the project's runs; the secret is shown only here",
    tag: "webhooks",
    scope: "webhooks:write",
    idempotent: true,
    body: WebhookSubscriptionInput,
    begins: true,
    projectIn: "project_id",
    responses: { 201: NewWebhookSubscription },
    async handle(gateway, { caller, body, once }) {
      const projectId = projectOf(caller, body.project_id);
      if (isRefused(projectId)) return projectId;
      const problem = urlProblem(gateway, body.webhook_url);
      if (problem !== undefined) return problem;
      const nowMs = Date.now();
      const subscription: Subscription = {
        id: gateway.store.cell.newId(),
        projectId,
        url: body.webhook_url,
        eventTypes: [...new Set(body.event_types)],
        active: body.active ?? true,
        retryPolicy: body.retry_policy ?? "exponential",
        secret: newSecret(),
        createdAtMs: nowMs,
        updatedAtMs: nowMs,
      };
      const created = await gateway.store.webhooks.create(subscription, once);
      if (isFailure(created)) return created;
      const { secret } = created;
      const view = shown(created);
      const answer = { ...view, secret, signing_secret: secret, subscription: webhookSubscriptionJson(view) };
      return json(201, newWebhookSubscriptionJson(answer));
    },
  }),
  controlRoute({
    method: "get",
    path: PATH,
    operationId: "listWebhookSubscriptions",
    summary: "All webhook subscriptions of the project, without their secrets",
    tag: "webhooks",
    scope: "webhooks:read",
    responses: { 200: wholeListOf(WebhookSubscription) },
    async handle(gateway, { caller }) {
      const projectId = projectOf(caller);
      if (isRefused(projectId)) return projectId;
      const all = await gateway.store.webhooks.list(projectId);
      return page(
        all.map((one) => webhookSubscriptionJson(shown(one))),
        undefined,
      );
    },
  }),
  controlRoute({
    method: "get",
    path: `${PATH}/:subscriptionID`,
    operationId: "getWebhookSubscription",
    summary: "A webhook subscription",
    tag: "webhooks",
    scope: "webhooks:read",
    responses: { 200: WebhookSubscription },
    async handle(gateway, { caller, params: [id = ""] }) {
      const projectId = projectOf(caller);
      if (isRefused(projectId)) return projectId;
      const subscription = await gateway.store.webhooks.get(projectId, id);
      return subscription === undefined
        ? fail("webhook_not_found")
        : json(200, webhookSubscriptionJson(shown(subscription)));
    },
  }),
  controlRoute({
    method: "patch",
    path: `${PATH}/:subscriptionID`,
    operationId: "updateWebhookSubscription",
    summary: "Change a webhook subscription: what is absent stays",
    tag: "webhooks",
    scope: "webhooks:write",
    body: WebhookSubscriptionPatch,
    responses: { 200: WebhookSubscription },
    async handle(gateway, { caller, body, params: [id = ""] }) {
      const projectId = projectOf(caller);
      if (isRefused(projectId)) return projectId;
      const problem = urlProblem(gateway, body.webhook_url);
      if (problem !== undefined) return problem;
      const updated = await gateway.store.webhooks.update(projectId, id, (subscription) => ({
        ...subscription,
        url: body.webhook_url ?? subscription.url,
        eventTypes: body.event_types === undefined ? subscription.eventTypes : [...new Set(body.event_types)],
        active: body.active ?? subscription.active,
        retryPolicy: body.retry_policy ?? subscription.retryPolicy,
        updatedAtMs: Date.now(),
      }));
      return isFailure(updated) ? updated : json(200, webhookSubscriptionJson(shown(updated)));
    },
  }),
  controlRoute({
    method: "del",
    path: `${PATH}/:subscriptionID`,
    operationId: "deleteWebhookSubscription",
    summary: "Delete a webhook subscription: what is pending for it is given up",
    tag: "webhooks",
    scope: "webhooks:write",
    responses: { 204: null },
    async handle(gateway, { caller, params: [id = ""] }) {
      const projectId = projectOf(caller);
      if (isRefused(projectId)) return projectId;
      return (await gateway.store.webhooks.delete(projectId, id)) ?? noContent();
    },
  }),
  controlRoute({
    method: "post",
    path: `${PATH}/:subscriptionID/rotate-secret`,
    operationId: "rotateWebhookSecret",
    summary: "Make a new secret; the one before signs as well until the grace is over",
    tag: "webhooks",
    scope: "webhooks:write",
    body: WebhookSecretRotation,
    bodyOptional: true,
    responses: { 200: RotatedWebhookSecret },
    async handle(gateway, { caller, body, params: [id = ""] }) {
      const projectId = projectOf(caller);
      if (isRefused(projectId)) return projectId;
      const minutes = body.grace_period_minutes || LIMITS.rotationGraceMinutes.default;
      const nowMs = Date.now();
      const untilMs = nowMs + minutes * MINUTE_MS;
      const secret = newSecret();
      const rotated = await gateway.store.webhooks.update(projectId, id, (subscription) => ({
        ...subscription,
        secret,
        previous: { secret: subscription.secret, untilMs },
        updatedAtMs: nowMs,
      }));
      if (isFailure(rotated)) return rotated;
      return json(
        200,
        rotatedWebhookSecretJson({
          subscription_id: id,
          new_secret: secret,
          secret,
          grace_expires_at: untilMs,
          grace_period_minutes: minutes,
        }),
      );
    },
  }),
];
