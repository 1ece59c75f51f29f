import { type Static, Type } from "typebox";
import {
  ApiKey,
  ApiKeyInput,
  ApiKeyRotation,
  apiKeyJson,
  NewApiKey,
  newApiKeyJson,
  RotatedApiKey,
  rotatedApiKeyJson,
} from "../../../api/api-key.js";
import { pageOf } from "../../../api/page.js";
import { type Failure, fail, isFailure } from "../../../domain/failures.js";
import { LIMITS } from "../../../domain/limits.js";
import { newApiKeySecret, type ApiKey as StoredApiKey } from "../../../store/api-keys.js";
import type { Caller } from "../../access/authentication.js";
import type { Gateway } from "../../gateway.js";
import { json, noContent, type Reply } from "../../wire/reply.js";
import { type ControlRoute, controlRoute } from "../../wire/route.js";
import { isRefused, PageQuery, page, pageRequest, projectOf } from "../page.js";
import { rateLimitOf, shownLimit } from "./shown-rate-limit.js";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const EXPIRING_SOON_DAYS = 30;

/** What of a key is shown. */
function shownKey(key: StoredApiKey) {
  const { rotationIntervalDays: days, grace } = key;
  return {
    id: key.id,
    project_id: key.projectId,
    name: key.name,
    key_prefix: key.prefix,
    scopes: [...key.scopes],
    ...shownLimit(key.rateLimit),
    expires_at: key.expiresAtMs === 0 ? undefined : key.expiresAtMs,
    last_used_at: key.lastUsedAtMs,
    rotation_interval_days: days,
    next_rotation_at: days === undefined ? undefined : key.createdAtMs + days * DAY_MS,
    replaced_by_key_id: grace?.replacedBy,
    grace_expires_at: grace?.untilMs,
    created_at: key.createdAtMs,
  };
}

/** A key never hands out more than it has itself. */
function beyondCaller(caller: Caller, scopes: readonly string[]): Failure | undefined {
  if (caller.scopes.includes("*")) return undefined;
  const beyond = scopes.find((scope) => !caller.scopes.includes(scope));
  return beyond === undefined
    ? undefined
    : fail("forbidden", { message: `this API key may not grant ${beyond}` });
}

/** A page of the keys that are kept by `keep`, oldest first. */
async function listed(
  gateway: Gateway,
  caller: Caller,
  query: Static<typeof PageQuery>,
  keep: (key: StoredApiKey) => boolean,
): Promise<Reply | Failure> {
  const asked = pageRequest(caller, query);
  if (isFailure(asked)) return asked;
  const { projectId, limit } = asked;
  const after = query.cursor ?? "";
  const keys = (await gateway.store.apiKeys.list(projectId)).filter((key) => key.id > after && keep(key));
  const shown = keys.slice(0, limit);
  return page(
    shown.map((key) => apiKeyJson(shownKey(key))),
    keys.length > limit ? shown.at(-1)?.id : undefined,
  );
}

/** API keys (control-api 8.1). The key itself is shown once, when it is made; only its digest is stored. */
export const API_KEY_ROUTES: readonly ControlRoute[] = [
  controlRoute({
    method: "post",
    path: "/v1/api-keys",
    operationId: "createApiKey",
    summary: "Create an API key; it is shown only here",
    tag: "api-keys",
    scope: "api-keys:manage",
    body: ApiKeyInput,
    begins: true,
    projectIn: "project_id",
    responses: { 201: NewApiKey },
    async handle(gateway, { caller, body }) {
      const projectId = projectOf(caller, body.project_id);
      if (isRefused(projectId)) return projectId;
      const scopes: readonly string[] = body.scopes ?? ["*"];
      const beyond = beyondCaller(caller, scopes);
      if (beyond !== undefined) return beyond;
      const secret = newApiKeySecret(gateway.store.cell);
      const key = await gateway.store.apiKeys.create(secret, {
        projectId,
        name: body.name,
        scopes,
        expiresInMs: (body.expires_in_days ?? 0) * DAY_MS,
        rotationIntervalDays: body.rotation_interval_days,
        rateLimit: rateLimitOf(body),
      });
      return typeof key === "string"
        ? fail(key)
        : json(201, newApiKeyJson({ ...shownKey(key), key: secret }));
    },
  }),
  controlRoute({
    method: "get",
    path: "/v1/api-keys",
    operationId: "listApiKeys",
    summary: "List API keys, without the keys themselves",
    tag: "api-keys",
    scope: "api-keys:manage",
    query: PageQuery,
    responses: { 200: pageOf(ApiKey) },
    handle: (gateway, { caller, query }) => listed(gateway, caller, query, () => true),
  }),
  controlRoute({
    method: "get",
    path: "/v1/api-keys/expiring-soon",
    operationId: "listExpiringApiKeys",
    summary: "API keys that expire within the next days and were not revoked",
    tag: "api-keys",
    scope: "api-keys:manage",
    query: Type.Object({
      ...PageQuery.properties,
      days: Type.Optional(
        Type.String({ pattern: "^[1-9][0-9]{0,2}$", description: "1 to 999; default 30." }),
      ),
    }),
    responses: { 200: pageOf(ApiKey) },
    handle(gateway, { caller, query }) {
      const nowMs = Date.now();
      const untilMs = nowMs + Number(query.days ?? EXPIRING_SOON_DAYS) * DAY_MS;
      return listed(
        gateway,
        caller,
        query,
        ({ expiresAtMs, revokedAtMs }) =>
          revokedAtMs === undefined && expiresAtMs > nowMs && expiresAtMs <= untilMs,
      );
    },
  }),
  controlRoute({
    method: "post",
    path: "/v1/api-keys/:keyID/rotate",
    begins: true,
    operationId: "rotateApiKey",
    summary: "Replace an API key; the old one stays good for the grace period",
    tag: "api-keys",
    scope: "api-keys:manage",
    body: ApiKeyRotation,
    bodyOptional: true,
    responses: { 201: RotatedApiKey },
    refusals: [409],
    async handle(gateway, { caller, body, params: [id = ""] }) {
      const projectId = projectOf(caller);
      if (isRefused(projectId)) return projectId;
      const asked = body.grace_period_minutes ?? 0;
      const minutes = asked > 0 ? asked : LIMITS.rotationGraceMinutes.default;
      if (minutes > LIMITS.rotationGraceMinutes.max) {
        return fail("bad_request", {
          message: `grace_period_minutes must be <= ${LIMITS.rotationGraceMinutes.max}`,
        });
      }
      const old = await gateway.store.apiKeys.get(projectId, id);
      if (old === undefined) return fail("api_key_not_found");
      const beyond = beyondCaller(caller, old.scopes);
      if (beyond !== undefined) return beyond;
      const secret = newApiKeySecret(gateway.store.cell);
      const rotated = await gateway.store.apiKeys.rotate(projectId, id, secret, minutes * MINUTE_MS);
      if (typeof rotated === "string") return fail(rotated);
      gateway.authentication.forget();
      return json(
        201,
        rotatedApiKeyJson({
          ...shownKey(rotated.key),
          key: secret,
          old_key_id: id,
          new_key_id: rotated.key.id,
          grace_expires_at: rotated.graceExpiresAtMs,
        }),
      );
    },
  }),
  controlRoute({
    method: "del",
    path: "/v1/api-keys/:keyID",
    begins: true,
    operationId: "revokeApiKey",
    summary: "Revoke an API key",
    tag: "api-keys",
    scope: "api-keys:manage",
    responses: { 204: null },
    async handle(gateway, { caller, params: [id = ""] }) {
      const projectId = projectOf(caller);
      if (isRefused(projectId)) return projectId;
      const key = await gateway.store.apiKeys.get(projectId, id);
      if (key === undefined) return fail("api_key_not_found");
      const beyond = beyondCaller(caller, key.scopes);
      if (beyond !== undefined) return beyond;
      const revoked = await gateway.store.apiKeys.revoke(projectId, id);
      gateway.authentication.forget();
      return revoked === "revoked" ? noContent() : fail(revoked);
    },
  }),
];
