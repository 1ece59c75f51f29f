import { Type } from "typebox";
import { ApiKeyObject, Project } from "../../domain/api-objects.js";
import { fail } from "../../domain/failures.js";
import { timestamp } from "../../domain/time.js";
import { type ApiKey, newApiKeySecret, SCOPES } from "../../store/api-keys.js";
import type { Gateway } from "../gateway.js";
import { json, noContent } from "../reply.js";
import { type ControlRoute, controlRoute } from "../route.js";
import { isRefused, limitOf, PageQuery, page, pageOf, projectOf } from "./page.js";

const DAY_MS = 86_400_000;
const ProjectId = Type.String({ pattern: "^[A-Za-z0-9_.-]{1,128}$" });

function keyJson(key: ApiKey, secret?: string): string {
  return JSON.stringify({
    id: key.id,
    project_id: key.projectId,
    name: key.name,
    scopes: key.scopes,
    ...(secret === undefined ? {} : { key: secret }),
    ...(key.expiresAtMs === 0 ? {} : { expires_at: timestamp(key.expiresAtMs) }),
    created_at: timestamp(key.createdAtMs),
  });
}

/** API keys (control-api 8.1). The key itself is shown once, at its creation; only its digest is stored. */
export function apiKeyRoutes({ store: { apiKeys }, authentication }: Gateway): ControlRoute[] {
  return [
    controlRoute({
      method: "post",
      path: "/v1/api-keys",
      operationId: "createApiKey",
      summary: "Create an API key; it is shown only here",
      tag: "api-keys",
      scope: "api-keys:manage",
      body: Type.Object({
        project_id: ProjectId,
        name: Type.String({ minLength: 1, maxLength: 255 }),
        scopes: Type.Optional(Type.Array(Type.Enum([...SCOPES]), { maxItems: 32 })),
        expires_in_days: Type.Optional(Type.Integer({ minimum: 1, maximum: 36_500 })),
      }),
      responses: { 201: ApiKeyObject },
      async handle({ caller, body }) {
        const projectId = projectOf(caller, body.project_id);
        if (isRefused(projectId)) return projectId;
        const scopes: readonly string[] = body.scopes ?? ["*"];
        // A key never hands out more than it has itself.
        const beyond = caller.scopes.includes("*")
          ? undefined
          : scopes.find((one) => !caller.scopes.includes(one));
        if (beyond !== undefined)
          return fail("forbidden", { message: `this API key may not grant ${beyond}` });
        const secret = newApiKeySecret();
        const nowMs = Date.now();
        const expiresAtMs = body.expires_in_days === undefined ? 0 : nowMs + body.expires_in_days * DAY_MS;
        const key = await apiKeys.put(secret, { projectId, name: body.name, scopes, nowMs, expiresAtMs });
        return json(201, keyJson(key, secret));
      },
    }),
    controlRoute({
      method: "get",
      path: "/v1/api-keys",
      operationId: "listApiKeys",
      summary: "List API keys, without the keys themselves",
      tag: "api-keys",
      scope: "api-keys:manage",
      responses: { 200: pageOf(ApiKeyObject) },
      async handle({ caller }) {
        const projectId = projectOf(caller);
        if (isRefused(projectId)) return projectId;
        const keys = await apiKeys.list(projectId);
        const oldestFirst = keys.sort((left, right) => (left.id < right.id ? -1 : 1));
        return page(
          oldestFirst.map((key) => keyJson(key)),
          undefined,
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
      async handle({ caller, params: [id = ""] }) {
        const projectId = projectOf(caller);
        if (isRefused(projectId)) return projectId;
        const revoked = await apiKeys.revoke(projectId, id);
        authentication.forget();
        return revoked ? noContent() : fail("api_key_not_found");
      },
    }),
  ];
}

/** Projects (control-api 8.1). A project's own key sees that project; the internal secret sees and makes all. */
export function projectRoutes({ store: { projects } }: Gateway): ControlRoute[] {
  const projectJson = (project: { id: string; name: string; createdAtMs: number }): string =>
    JSON.stringify({ id: project.id, name: project.name, created_at: timestamp(project.createdAtMs) });
  return [
    controlRoute({
      method: "post",
      path: "/v1/projects",
      operationId: "createProject",
      summary: "Create a project (internal secret only)",
      tag: "projects",
      scope: "projects:manage",
      body: Type.Object({
        id: ProjectId,
        name: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
      }),
      responses: { 201: Project },
      async handle({ caller, body }) {
        if (!caller.internal)
          return fail("forbidden", { message: "projects are created with the internal secret" });
        const project = { id: body.id, name: body.name ?? body.id, createdAtMs: Date.now() };
        return (await projects.create(project)) ? json(201, projectJson(project)) : fail("project_exists");
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
      async handle({ caller, query }) {
        const limit = limitOf(query.limit);
        if (isRefused(limit)) return limit;
        if (caller.projectId !== undefined && !caller.internal) {
          const own = await projects.get(caller.projectId);
          return page(own === undefined ? [] : [projectJson(own)], undefined);
        }
        const found = await projects.list(limit, query.cursor);
        return page(found.projects.map(projectJson), found.nextCursor);
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
      async handle({ caller, params: [id = ""] }) {
        const foreign = !caller.internal && caller.projectId !== id;
        const project = foreign ? undefined : await projects.get(id);
        return project === undefined ? fail("project_not_found") : json(200, projectJson(project));
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
      async handle({ caller, params: [id = ""] }) {
        if (!caller.internal)
          return fail("forbidden", { message: "projects are deleted with the internal secret" });
        const outcome = await projects.delete(id);
        if (outcome === "not_found") return fail("project_not_found");
        return outcome === "busy"
          ? fail("project_exists", { message: "project has jobs: delete them first" })
          : noContent();
      },
    }),
  ];
}
