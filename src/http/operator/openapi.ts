import { type TSchema, Type } from "typebox";
import { ErrorEnvelope } from "../../domain/api-objects.js";
import type { RouteDescription } from "../wire/route.js";

const VERBS = { get: "get", post: "post", patch: "patch", del: "delete" } as const;
const ERROR = { $ref: "#/components/schemas/Error" };

interface Described extends RouteDescription {
  readonly kind?: "executor" | "control";
  readonly scope?: string;
}

/** `/a/:b/*` with the rest named `c` as `/a/{b}/{c}`. */
function documentedPath(route: Described): string {
  return route.path.replace(/:([A-Za-z]+)/g, "{$1}").replace(/\*$/, `{${route.rest ?? "rest"}}`);
}

/** A schema as OpenAPI shows it: TypeBox's own markers left out. */
function plain(schema: TSchema): unknown {
  return JSON.parse(JSON.stringify(schema));
}

function parameters(route: Described): unknown[] {
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
    schema: plain(schema as TSchema),
  }));
  return [...inPath, ...inQuery];
}

function refusals(route: Described): number[] {
  const executor = route.tag === "executor";
  const common = executor ? [401, 403, 404, 410, 503] : [401, 403, 404, 503];
  const ofBody = route.body === undefined ? [] : [400, 413, 415, 422];
  const ofState = executor && route.method !== "get" ? [409] : [];
  return [...new Set([...common, ...ofBody, ...ofState, ...(route.refusals ?? [])])].sort();
}

function responses(route: Described): Record<string, unknown> {
  const all: Record<string, unknown> = {};
  const type = route.streams === true ? "text/event-stream" : "application/json";
  for (const [status, schema] of Object.entries(route.responses)) {
    all[status] =
      schema === null
        ? { description: "Done" }
        : { description: "Success", content: { [type]: { schema: plain(schema) } } };
  }
  for (const status of refusals(route)) {
    all[status] = { description: "Refused", content: { "application/json": { schema: ERROR } } };
  }
  return all;
}

function operation(route: Described): object {
  const body =
    route.body === undefined
      ? {}
      : {
          requestBody: {
            required: route.bodyOptional !== true,
            content: { "application/json": { schema: plain(route.body) } },
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
        : [{ runToken: [] }],
    ...(route.scope === undefined ? {} : { description: `Scope: \`${route.scope}\`.` }),
    parameters: parameters(route),
    ...body,
    responses: responses(route),
  };
}

/** The OpenAPI 3.1 document of the routes: made from the schemas that validate the requests. */
export function openApiDocument(routes: readonly Described[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = documentedPath(route);
    paths[path] = { ...paths[path], [VERBS[route.method]]: operation(route) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "bosporus", version, description: "HTTP gateway for fleets of job executors." },
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas: { Error: plain(Type.Object(ErrorEnvelope.properties)) },
      securitySchemes: {
        runToken: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
        apiKey: { type: "http", scheme: "bearer" },
        internalSecret: { type: "apiKey", in: "header", name: "X-Internal-Secret" },
        sseToken: { type: "apiKey", in: "query", name: "token" },
      },
    },
  };
}
