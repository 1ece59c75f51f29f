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
import { Project, ProjectInput, projectJson } from "../../../api/project.js";
import { type Failure, fail, isFailure } from "../../../domain/failures.js";
import { LIMITS } from "../../../domain/limits.js";
import type { RateLimit } from "../../../domain/rate-limit.js";
import { newApiKeySecret, type ApiKey as StoredApiKey } from "../../../store/api-keys.js";
import type { Project as StoredProject } from "../../../store/projects.js";
import type { Caller } from "../../access/authentication.js";
import type { Gateway } from "../../gateway.js";
import { json, noContent, type Reply } from "../../wire/reply.js";
import { type ControlRoute, controlRoute } from "../../wire/route.js";
import { isRefused, limitOf, PageQuery, page, pageRequest, projectOf } from "../page.js";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const EXPIRING_SOON_DAYS = 30;
const DEFAULT_WINDOW_SECS = 60;

function rateLimitOf(body: {
  rate_limit_requests?: number;
  rate_limit_window_secs?: number;
}): RateLimit | undefined {
  if (body.rate_limit_requests === undefined) return undefined;
  return {
    requests: body.rate_limit_requests,
    windowSecs: body.rate_limit_window_secs ?? DEFAULT_WINDOW_SECS,
  };
}

function shownLimit(limit: RateLimit | undefined) {
  return limit === undefined
    ? {}
    : { rate_limit_requests: limit.requests, rate_limit_window_secs: limit.windowSecs };
}

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
    responses: { 201: NewApiKey },
    async handle(gateway, { caller, body }) {
      const projectId = projectOf(caller, body.project_id);
      if (isRefused(projectId)) return projectId;
      const scopes: readonly string[] = body.scopes ?? ["*"];
      const beyond = beyondCaller(caller, scopes);
      if (beyond !== undefined) return beyond;
      const secret = newApiKeySecret();
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
      const secret = newApiKeySecret();
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
      return revoked ? noContent() : fail("api_key_not_found");
    },
  }),
];

const shown = ({ id, name, createdAtMs, rateLimit }: StoredProject): string =>
  projectJson({ id, name, ...shownLimit(rateLimit), created_at: createdAtMs });

/** Projects (control-api 8.1). A project's own key sees that project; the internal secret sees and makes all. */
export const PROJECT_ROUTES: readonly ControlRoute[] = [
  controlRoute({
    method: "post",
    path: "/v1/projects",
    operationId: "createProject",
    summary: "Create a project (internal secret only)",
    tag: "projects",
    scope: "projects:manage",
    body: ProjectInput,
    responses: { 201: Project },
    async handle(gateway, { caller, body }) {
      if (!caller.internal)
        return fail("forbidden", { message: "projects are created with the internal secret" });
      const rateLimit = rateLimitOf(body);
      const project = {
        id: body.id,
        name: body.name ?? body.id,
        createdAtMs: Date.now(),
        ...(rateLimit === undefined ? {} : { rateLimit }),
      };
      const outcome = await gateway.store.projects.create(project);
      return outcome === "created" ? json(201, shown(project)) : fail(outcome);
    },
  }),
  controlRoute({
    method: "get",
    path: "/v1/projects",
    operationId: "listProjects",
    summary: "Projects the caller may see",
    tag: "projects",
    scope: "projects:read",
    query: PageQuery,
    responses: { 200: pageOf(Project) },
    async handle(gateway, { caller, query }) {
      const limit = limitOf(query.limit);
      if (isRefused(limit)) return limit;
      if (caller.projectId !== undefined && !caller.internal) {
        const own = await gateway.store.projects.get(caller.projectId);
        return page(own === undefined ? [] : [shown(own)], undefined);
      }
      const found = await gateway.store.projects.list(limit, query.cursor);
      return page(found.projects.map(shown), found.nextCursor);
    },
  }),
  controlRoute({
    method: "get",
    path: "/v1/projects/:projectID",
    operationId: "getProject",
    summary: "A project",
    tag: "projects",
    scope: "projects:read",
    responses: { 200: Project },
    async handle(gateway, { caller, params: [id = ""] }) {
      const foreign = !caller.internal && caller.projectId !== id;
      const project = foreign ? undefined : await gateway.store.projects.get(id);
      return project === undefined ? fail("project_not_found") : json(200, shown(project));
    },
  }),
  controlRoute({
    method: "del",
    path: "/v1/projects/:projectID",
    operationId: "deleteProject",
    summary: "Delete a project without jobs (internal secret only)",
    tag: "projects",
    scope: "projects:manage",
    responses: { 204: null },
    async handle(gateway, { caller, params: [id = ""] }) {
      if (!caller.internal)
        return fail("forbidden", { message: "projects are deleted with the internal secret" });
      const outcome = await gateway.store.projects.delete(id);
      gateway.authentication.forget();
      return outcome === "deleted" ? noContent() : fail(outcome);
    },
  }),
];
