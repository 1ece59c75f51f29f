import { pageOf } from "../../../api/page.js";
import { Project, ProjectInput, ProjectPatch, projectJson } from "../../../api/project.js";
import { fail } from "../../../domain/failures.js";
import { mergedPages } from "../../../store/pages.js";
import type { Project as StoredProject } from "../../../store/projects.js";
import { json, noContent } from "../../wire/reply.js";
import { type ControlRoute, controlRoute } from "../../wire/route.js";
import { isRefused, PageQuery, page, pageSize } from "../page.js";
import { rateLimitOf, shownLimit } from "./shown-rate-limit.js";

const shown = ({ id, name, createdAtMs, rateLimit, fairWeight: weight }: StoredProject): string => {
  const own = weight === undefined ? {} : { fair_weight: weight };
  return projectJson({ id, name, ...shownLimit(rateLimit), ...own, created_at: createdAtMs });
};

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
    begins: true,
    projectIn: "id",
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
        ...(body.fair_weight === undefined ? {} : { fairWeight: body.fair_weight }),
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
    crosses: true,
    responses: { 200: pageOf(Project) },
    async handle(gateway, { caller, query }) {
      // Any text is a place among ids that their makers have chosen.
      const limit = pageSize(query, () => true);
      if (isRefused(limit)) return limit;
      if (caller.projectId !== undefined && !caller.internal) {
        const own = await gateway.store.projects.get(caller.projectId);
        return page(own === undefined ? [] : [shown(own)], undefined);
      }
      const pages = await Promise.all(
        gateway.cells.all.map(async ({ store: { projects, cell } }) => {
          const { items, next } = await projects.list(limit, query.cursor);
          // One that moves is in two of them for a moment.
          return { items: items.filter((one) => cell.has(one.id)), next };
        }),
      );
      const found = mergedPages(pages, limit);
      return page(found.items.map(shown), found.next.nextCursor);
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
    method: "patch",
    path: "/v1/projects/:projectID",
    operationId: "updateProject",
    begins: true,
    summary: "Change the weight of a project (internal secret only)",
    tag: "projects",
    scope: "projects:manage",
    body: ProjectPatch,
    responses: { 200: Project },
    async handle(gateway, { caller, params: [id = ""], body }) {
      if (!caller.internal)
        return fail("forbidden", { message: "projects are changed with the internal secret" });
      const project = await gateway.store.projects.weigh(id, body.fair_weight);
      if (project === "project_elsewhere") return fail(project);
      return project === undefined ? fail("project_not_found") : json(200, shown(project));
    },
  }),
  controlRoute({
    method: "del",
    path: "/v1/projects/:projectID",
    operationId: "deleteProject",
    begins: true,
    summary: "Delete a project without jobs (internal secret only)",
    tag: "projects",
    scope: "projects:manage",
    responses: { 204: null },
    async handle(gateway, { caller, params: [id = ""] }) {
      if (!caller.internal)
        return fail("forbidden", { message: "projects are deleted with the internal secret" });
      // While runs of it are kept somewhere nobody may get its id.
      for (const { projects } of gateway.left(id))
        if (!(await projects.forgetLeft(id))) return fail("project_leaves");
      const outcome = await gateway.store.projects.delete(id);
      gateway.authentication.forget();
      return outcome === "deleted" ? noContent() : fail(outcome);
    },
  }),
];
