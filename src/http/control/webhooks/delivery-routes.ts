import { Type } from "typebox";
import {
  deliveryJson,
  ReadWebhookDelivery,
  readDeliveryJson,
  WebhookDelivery,
} from "../../../api/delivery.js";
import { pageOf } from "../../../api/page.js";
import { fail, isFailure } from "../../../domain/failures.js";
import { newIdBeside } from "../../../domain/ids.js";
import { DELIVERY_STATUSES, isDeliveryStatus } from "../../../domain/webhook.js";
import { deliveryBody } from "../../../store/delivery-body.js";
import { json } from "../../wire/reply.js";
import { type ControlRoute, controlRoute } from "../../wire/route.js";
import { mergedNewest } from "../merged.js";
import { isRefused, PageQuery, page, pageRequest, projectOf } from "../page.js";

const PATH = "/v1/webhooks/deliveries";

/** What of a delivery its replay takes over. */
const REPLAYED = [
  ...["kind", "subscription_id", "event_type", "run_id", "job_id", "trigger_id", "webhook_url"],
  ...["retry_policy", "run_status", "run_attempt", "ended_at", "error"],
];

/** Deliveries of webhooks (control-api 7.7). */
export const DELIVERY_ROUTES: readonly ControlRoute[] = [
  controlRoute({
    method: "get",
    path: PATH,
    operationId: "listWebhookDeliveries",
    summary: "Deliveries of the project's webhooks, newest first",
    tag: "webhooks",
    scope: "webhooks:read",
    query: Type.Object({ ...PageQuery.properties, status: Type.Optional(Type.String({ minLength: 1 })) }),
    responses: { 200: pageOf(WebhookDelivery) },
    async handle(gateway, { caller, query }) {
      const asked = pageRequest(caller, query);
      if (isFailure(asked)) return asked;
      const { projectId, limit } = asked;
      const { status } = query;
      if (status !== undefined && !isDeliveryStatus(status)) {
        return fail("bad_request", { message: `status must be one of ${DELIVERY_STATUSES.join(", ")}` });
      }
      const found = await mergedNewest(
        gateway.storesOf(projectId),
        limit,
        async (store) => {
          const { deliveries, ...next } = await store.deliveries.list(projectId, status, limit, query.cursor);
          return { items: deliveries, ...next };
        },
        (delivery) => delivery.get("id") ?? "",
      );
      return page(found.items.map(deliveryJson), found.nextCursor);
    },
  }),
  controlRoute({
    method: "get",
    path: `${PATH}/:deliveryID`,
    operationId: "getWebhookDelivery",
    summary: "A delivery, with what it brings",
    tag: "webhooks",
    scope: "webhooks:read",
    responses: { 200: ReadWebhookDelivery },
    async handle(gateway, { caller, params: [id = ""] }) {
      const projectId = projectOf(caller);
      if (isRefused(projectId)) return projectId;
      const delivery = await gateway.store.deliveries.get(id);
      if (delivery?.get("project_id") !== projectId) return fail("delivery_not_found");
      return json(200, readDeliveryJson(delivery, await deliveryBody(gateway.store, delivery)));
    },
  }),
  controlRoute({
    method: "post",
    path: `${PATH}/:deliveryID/retry`,
    operationId: "retryWebhookDelivery",
    summary: "Try a delivery again at once, under its own id",
    tag: "webhooks",
    scope: "webhooks:write",
    responses: { 200: WebhookDelivery },
    async handle(gateway, { caller, params: [id = ""] }) {
      const projectId = projectOf(caller);
      if (isRefused(projectId)) return projectId;
      const delivery = await gateway.store.deliveries.retry(projectId, id);
      return isFailure(delivery) ? delivery : json(200, deliveryJson(delivery));
    },
  }),
  controlRoute({
    method: "post",
    path: `${PATH}/:deliveryID/replay`,
    operationId: "replayWebhookDelivery",
    summary: "Deliver the same again as a new delivery with the same replay key",
    tag: "webhooks",
    scope: "webhooks:write",
    idempotent: true,
    responses: { 201: WebhookDelivery },
    async handle(gateway, { caller, params: [id = ""], once }) {
      const projectId = projectOf(caller);
      if (isRefused(projectId)) return projectId;
      const original = await gateway.store.deliveries.get(id);
      if (original?.get("project_id") !== projectId) return fail("delivery_not_found");
      const fields = Object.fromEntries(REPLAYED.map((name) => [name, original.get(name) ?? ""]));
      const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ""));
      const origin = { replay_of: id, origin_id: original.get("origin_id") ?? id };
      const told = { ...given, ...origin };
      const created = await gateway.store.deliveries.create(newIdBeside(id), projectId, told, once);
      if (created.outcome !== "created") return fail("too_many_deliveries");
      const replay = await gateway.store.deliveries.get(created.id);
      return replay === undefined ? fail("delivery_not_found") : json(201, deliveryJson(replay));
    },
  }),
];
