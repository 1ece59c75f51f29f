import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openApiSteps } from "../../../src/http/operator/openapi.js";
import { bindReference } from "../../../src/http/operator/reference-page.js";
import { OPERATIONS as ROUTES } from "../../../src/http/routes.js";
import type { RequestHead } from "../../../src/http/wire/engine.js";
import type { Exchange } from "../../../src/http/wire/exchange.js";
import type { Reply } from "../../../src/http/wire/reply.js";
import type { Handler, HttpServer } from "../../../src/http/wire/server.js";
import { Product } from "../../support/product.js";

/** The executor operations of the contract's table, in its order. */
const OPERATIONS = [
  ["get", "payload", 200],
  ["post", "log", 201],
  ["post", "progress", 201],
  ["post", "heartbeat", 200],
  ["post", "annotate", 200],
  ["post", "checkpoint", 201],
  ["post", "usage", 201],
  ["post", "tool-call", 201],
  ["post", "output", 201],
  ["post", "complete", 200],
  ["post", "fail", 200],
  ["post", "spawn", 201],
  ["post", "continue", 201],
  ["post", "wait-for-event", 200],
  ["get", "state", 200],
  ["post", "state", 201],
  ["get", "state/{key}", 200],
  ["delete", "state/{key}", 204],
  ["post", "resources", 201],
  ["post", "stream", 200],
] as const;
/** A heartbeat's body is ignored; reads and deletes have none. */
const WITHOUT_BODY: ReadonlySet<string> = new Set(["payload", "heartbeat", "state/{key}"]);

type Json = Record<string, unknown>;

let product: Product;
let document: Json;

beforeAll(async () => {
  product = await Product.start();
  document = (await product.call("GET", "/reference/openapi.json")).body;
});
afterAll(() => product.stop());

/** What `path` leads to in nested objects; undefined when it leads nowhere. */
function at(from: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (value as Json | undefined)?.[name], from);
}

function operations(): { path: string; method: string; operation: Json }[] {
  return Object.entries(document["paths"] as Record<string, Record<string, Json>>).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );
}

/** Every JSON Schema of requests, parameters and responses, by the place it stands at. */
function schemas(): [place: string, schema: Json][] {
  return operations().flatMap(({ path, method, operation }) => {
    const place = `${method} ${path}`;
    const found: [string, unknown][] = [
      [`${place} request`, at(operation, "requestBody", "content", "application/json", "schema")],
    ];
    for (const parameter of (operation["parameters"] as Json[] | undefined) ?? []) {
      found.push([`${place} ${String(parameter["name"])}`, parameter["schema"]]);
    }
    for (const [status, response] of Object.entries(operation["responses"] as Json)) {
      found.push([`${place} ${status}`, at(response, "content", "application/json", "schema")]);
    }
    return found.filter((entry): entry is [string, Json] => entry[1] !== undefined);
  });
}

describe("/reference/openapi.json", () => {
  it("is a valid OpenAPI 3.1 document", async () => {
    const result = await new Validator().validate(structuredClone(document));
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
    expect(document["openapi"]).toMatch(/^3\.1\./);
  });

  it("would not be valid with an operation that answers nothing", async () => {
    const broken = structuredClone(document);
    const operation = at(broken, "paths", "/v1/jobs", "post") as Json;
    operation["responses"] = { 201: {} };
    expect((await new Validator().validate(broken)).valid).toBe(false);
  });

  it("holds nothing but sound JSON Schemas of draft 2020-12", () => {
    const all = schemas();
    expect(all.length).toBeGreaterThan(100);
    const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });
    addFormats.default(ajv);
    const components = at(document, "components", "schemas") as Record<string, Json>;
    const known = (schema: Json): Json =>
      JSON.parse(JSON.stringify(schema).replaceAll("#/components/schemas/", "component:")) as Json;
    for (const [name, schema] of Object.entries(components)) {
      ajv.addSchema(known(schema), `component:${name}`);
    }
    for (const [place, schema] of all) {
      expect(() => ajv.compile(known(schema)), place).not.toThrow();
    }
  });

  it("names what is shared, and writes no object of more than three members twice", () => {
    const { schemas: named, responses } = document["components"] as Record<string, Record<string, Json>>;
    expect(Object.keys(named ?? {}).length).toBeGreaterThan(25);
    expect(Object.keys(responses ?? {})).toContain("NotFound");
    const places = new Map<string, string[]>();
    const visit = (value: unknown, place: string): void => {
      if (typeof value !== "object" || value === null) return;
      const members = Object.keys(((value as Json)["properties"] ?? {}) as Json);
      if (members.length > 3) {
        // What its members are called and are; what is said of them may differ.
        const text = JSON.stringify(value, (name, inner) => (name === "description" ? undefined : inner));
        places.set(text, [...(places.get(text) ?? []), place]);
      }
      for (const [name, inner] of Object.entries(value)) visit(inner, `${place}/${name}`);
    };
    visit(document, "");
    expect(places.size).toBeGreaterThan(25);
    expect([...places.values()].filter((twice) => twice.length > 1)).toEqual([]);
  });

  it("has no object with members that is not a named component", () => {
    const inline = schemas().filter(([place, schema]) => place.includes(" /") && "properties" in schema);
    expect(inline.map(([place]) => place)).toEqual([]);
  });

  it.each(OPERATIONS)("describes %s %s with request and response schemas", (method, path, status) => {
    const operation = at(document, "paths", `/sdk/v1/runs/{runID}/${path}`, method) as Json;
    expect(operation).toBeDefined();
    const request = at(operation, "requestBody", "content", "application/json", "schema");
    if (method === "post" && !WITHOUT_BODY.has(path)) expect(request).toBeDefined();
    else expect(request).toBeUndefined();
    const success = at(operation, "responses", String(status));
    expect(success).toBeDefined();
    if (status !== 204) expect(at(success, "content", "application/json", "schema")).toBeDefined();
    for (const refusal of ["401", "403", "404", "410", "503"]) {
      expect(at(operation, "responses", refusal), refusal).toBeDefined();
    }
    expect(operation["security"]).toEqual([{ runToken: [] }]);
  });

  it("names every operation once, and every parameter of its path", () => {
    const ids = operations().map(({ operation }) => operation["operationId"]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, operation } of operations()) {
      const inPath = (operation["parameters"] as Json[]).filter((one) => one["in"] === "path");
      const named = [...path.matchAll(/\{([A-Za-z]+)\}/g)].map(([, name]) => name);
      expect(
        inPath.map((one) => one["name"]),
        path,
      ).toEqual(named);
    }
  });

  it("describes what the gateway serves: a documented path never answers as an unknown one", async () => {
    for (const { path, method, operation } of operations()) {
      const url = path.replaceAll(/\{[A-Za-z]+\}/g, "x");
      const { status, body } = await product.call(method.toUpperCase(), url);
      // Credentials in a body that is not there are missed as a part of it.
      const inBody = (operation["security"] as Json[]).length === 0;
      const expected = inBody ? [400, "bad_request"] : [401, "authentication_required"];
      expect([status, body.error.code], `${method} ${path}`).toEqual(expected);
    }
  });
});

it("is made a route a turn of the event loop, once for all who ask", async () => {
  const steps = openApiSteps(ROUTES, "0");
  let routes = 0;
  while (steps.next().done !== true) routes++;
  expect(routes).toBe(ROUTES.length);

  let turn = 0;
  const seen: number[] = [];
  let looking = true;
  const look = (): void => {
    turn++;
    if (looking) setImmediate(look);
  };
  setImmediate(look);
  const handlers = new Map<string, Handler>();
  const server = { bind: (_: string, path: string, handler: Handler) => handlers.set(path, handler) };
  bindReference(server as unknown as HttpServer, function* () {
    for (let step = 0; step < 5; step++) {
      seen.push(turn);
      yield undefined;
    }
    return { made: true };
  });
  const ask = (): Promise<Reply> =>
    new Promise((resolve) => {
      const exchange = { answerWith: (reply: Promise<Reply>) => void reply.then(resolve) };
      handlers.get("/reference/openapi.json")?.(exchange as unknown as Exchange, {} as RequestHead);
    });
  const [one, other] = await Promise.all([ask(), ask()]);
  looking = false;
  expect([String(one.body), String(other.body)]).toEqual(['{"made":true}', '{"made":true}']);
  expect(new Set(seen).size).toBe(5);
});
