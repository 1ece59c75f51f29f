import type { TSchema } from "typebox";
import { Components } from "../../api/components.js";
import { ErrorEnvelope } from "../../api/error.js";
import { STATUS_LINES } from "../wire/reply.js";
import type { RouteDescription } from "../wire/route.js";

const VERBS = { get: "get", post: "post", patch: "patch", del: "delete" } as const;

/** What any call may be refused with, beside what its operation says: it is the response `default` of each. */
export const SHARED_FAILURES = [400, 404, 406, 408, 413, 415, 429, 500] as const;

interface Described extends RouteDescription {
  readonly kind?: "executor" | "control";
  readonly scope?: string;
}

/** `/a/:b/*` with the rest named `c` as `/a/{b}/{c}`. */
function documentedPath(route: Described): string {
  return route.path.replace(/:([A-Za-z]+)/g, "{$1}").replace(/\*$/, `{${route.rest ?? "rest"}}`);
}

/** The name of the shared response of a status: `Not Found` is `NotFound`. */
function failureName(status: number): string {
  return (STATUS_LINES[status] ?? "").slice(4).replaceAll(" ", "");
}

function parameters(route: Described, components: Components): unknown[] {
  const inPath = [...documentedPath(route).matchAll(/\{([A-Za-z]+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const inQuery = Object.entries(route.query?.properties ?? {}).map(([name, schema]) => ({
    name,
    in: "query",
    required: false,
    schema: components.show(schema as TSchema),
  }));
  return [...inPath, ...inQuery];
}

function refusals(route: Described): number[] {
  const executor = route.tag === "executor";
  const common = executor ? [401, 403, 404, 410, 503] : [401, 403, 404, 503];
  const ofBody = route.body === undefined ? [] : [400, 413, 415, 422];
  const ofQuery = route.query === undefined ? [] : [422];
  const ofState = route.method === "get" ? [] : [409];
  return [...new Set([...common, ...ofBody, ...ofQuery, ...ofState, ...(route.refusals ?? [])])].sort();
}

function responses(route: Described, components: Components): Record<string, unknown> {
  const all: Record<string, unknown> = {};
  const type = route.streams === true ? "text/event-stream" : "application/json";
  for (const [status, schema] of Object.entries(route.responses)) {
    all[status] =
      schema === null
        ? { description: "Done" }
        : { description: "Success", content: { [type]: { schema: components.show(schema) } } };
  }
  for (const status of refusals(route)) {
    all[status] = { $ref: `#/components/responses/${failureName(status)}` };
  }
  return { ...all, default: { $ref: "#/components/responses/Refused" } };
}

/** The responses that operations share: each the error envelope. */
function sharedResponses(routes: readonly Described[], components: Components): Record<string, unknown> {
  const content = { "application/json": { schema: components.show(ErrorEnvelope) } };
  const statuses = [...new Set(routes.flatMap(refusals))].sort();
  const named = statuses.map((status) => [
    failureName(status),
    { description: STATUS_LINES[status], content },
  ]);
  const description = `Any call may be refused with ${SHARED_FAILURES.join(", ")}.`;
  return { ...Object.fromEntries(named), Refused: { description, content } };
}

function operation(route: Described, components: Components): object {
  const body =
    route.body === undefined
      ? {}
      : {
          requestBody: {
            required: route.bodyOptional !== true,
            content: { "application/json": { schema: components.show(route.body) } },
          },
        };
  const scheme = route.tag === "executor" ? "runToken" : "apiKey";
  return {
    operationId: route.operationId,
    summary: route.summary,
    tags: [route.tag],
    security:
      scheme === "apiKey"
        ? [{ apiKey: [] }, { internalSecret: [] }, ...(route.streams === true ? [{ sseToken: [] }] : [])]
        : route.admitsBody === true
          ? []
          : [{ runToken: [] }],
    ...(route.scope === undefined ? {} : { description: `Scope: \`${route.scope}\`.` }),
    parameters: parameters(route, components),
    ...body,
    responses: responses(route, components),
  };
}

/** The OpenAPI 3.1 document of the routes: made from the schemas that validate the requests. */
export function openApiDocument(routes: readonly Described[], version: string): object {
  const steps = openApiSteps(routes, version);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** The same in steps of a route: all of them at once hold an event loop longer than a request may. */
export function* openApiSteps(routes: readonly Described[], version: string): Generator<undefined, object> {
  const components = new Components();
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = documentedPath(route);
    paths[path] = { ...paths[path], [VERBS[route.method]]: operation(route, components) };
    yield undefined;
  }
  const responses = sharedResponses(routes, components);
  return {
    openapi: "3.1.0",
    info: { title: "bosporus", version, description: "HTTP gateway for fleets of job executors." },
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas: components.schemas,
      responses,
      securitySchemes: {
        runToken: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
        apiKey: { type: "http", scheme: "bearer" },
        internalSecret: { type: "apiKey", in: "header", name: "X-Internal-Secret" },
        sseToken: { type: "apiKey", in: "query", name: "token" },
      },
    },
  };
}
