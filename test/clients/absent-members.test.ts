import { afterAll, beforeAll, expect, test } from "vitest";
import type { Plain } from "../support/answers.js";
import { apiDocument } from "../support/api-document.js";
import { API_KEY, PROJECT, Product } from "../support/product.js";

let product: Product;
beforeAll(async () => {
  product = await Product.start({ environment: { AUTH_LOCKOUT: "false" } });
});
afterAll(() => product.stop());

const document = apiDocument();
const components = (document["components"] as Plain)["schemas"] as Record<string, Plain>;

function resolved(schema: Plain): Plain {
  const name = /\/schemas\/(.+)$/.exec(String(schema["$ref"] ?? ""))?.[1];
  return name === undefined ? schema : resolved(components[name] ?? {});
}

interface Members {
  readonly properties: Readonly<Record<string, Plain>>;
  readonly required: readonly string[];
}

function membersOf(schema: Plain): Members {
  const {
    allOf,
    properties = {},
    required = [],
  } = resolved(schema) as { allOf?: Plain[] } & Partial<Members>;
  if (allOf === undefined) return { properties, required };
  const parts = allOf.map(membersOf);
  return {
    properties: Object.assign({}, ...parts.map((part) => part.properties)),
    required: parts.flatMap((part) => part.required),
  };
}

let names = 0;
/** Something that the schema allows for a member of the name. */
function some(schema: Plain, name: string): unknown {
  const {
    type,
    enum: values,
    anyOf,
    minimum,
    items,
  } = resolved(schema) as {
    type?: string;
    enum?: unknown[];
    anyOf?: Plain[];
    minimum?: number;
    items?: Plain;
  };
  if (values !== undefined) return values[0];
  if (anyOf !== undefined) return some(anyOf[0] ?? {}, name);
  if (name === "project_id") return PROJECT;
  if (name.includes("url")) return "http://127.0.0.1:9/";
  if (name.includes("scheduled")) return new Date(Date.now() + 60_000).toISOString();
  switch (type) {
    case "string":
      return `n${++names}`;
    case "array":
      return [some(items ?? {}, name)];
    case "object":
      return leastOf(membersOf(schema));
    case "boolean":
      return true;
    default:
      return Math.max(1, minimum ?? 1);
  }
}

const leastOf = ({ properties, required }: Members): Record<string, unknown> =>
  Object.fromEntries(required.map((name) => [name, some(properties[name] ?? {}, name)]));

/** Operations that wait. */
const LEFT_OUT: ReadonlySet<string> = new Set(["claimRuns"]);

const bodies = Object.entries(document["paths"] as Record<string, Record<string, Plain>>).flatMap(
  ([path, item]) =>
    Object.entries(item).flatMap(([method, operation]) => {
      const content = ((operation["requestBody"] ?? {}) as Plain)["content"] as
        | Record<string, Plain>
        | undefined;
      const schema = content?.["application/json"]?.["schema"] as Plain | undefined;
      const id = String(operation["operationId"]);
      if (schema === undefined || LEFT_OUT.has(id)) return [];
      return [{ id, method: method.toUpperCase(), path, members: membersOf(schema) }];
    }),
);

/** Sends a body for a job and a run of its own, and answers the status. */
async function sent(method: string, path: string, body: unknown): Promise<[number, string]> {
  const jobId = (await product.createJob()).id;
  const run = await product.trigger(jobId);
  const executor = path.startsWith("/sdk/");
  if (executor) await product.executor("POST", run, "heartbeat");
  const url = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    name === "runID" ? run.id : name === "jobID" ? jobId : "00000000-0000-7000-8000-000000000000",
  );
  const headers = { Authorization: `Bearer ${executor ? run.token : API_KEY}` };
  const { status, text } = await product.call(method, url, { body, headers });
  return [status, text];
}

test.each(bodies)(
  "$id takes null and an empty text for an optional member that is absent",
  async (operation) => {
    const { method, path, members } = operation;
    const [least] = await sent(method, path, leastOf(members));
    for (const name of Object.keys(members.properties)) {
      if (members.required.includes(name)) continue;
      for (const empty of [null, ""]) {
        const [status, text] = await sent(method, path, { ...leastOf(members), [name]: empty });
        expect([name, empty, status, text]).toEqual([name, empty, least, text]);
      }
    }
  },
);

/** An empty value is one to look for, and a list of none is a list. */
const MEANT: ReadonlySet<string> = new Set(["tag_value", "metadata_value", "statuses"]);

const queries = Object.entries(document["paths"] as Record<string, Record<string, Plain>>).flatMap(
  ([path, item]) =>
    Object.entries(item).flatMap(([method, operation]) => {
      const parameters = (operation["parameters"] ?? []) as Plain[];
      const named = parameters.filter((one) => one["in"] === "query" && one["required"] !== true);
      const streams = JSON.stringify(operation["responses"]).includes("event-stream");
      if (method !== "get" || named.length === 0 || streams) return [];
      return [{ id: String(operation["operationId"]), path, named: named.map((one) => String(one["name"])) }];
    }),
);

test.each(queries)("$id takes an empty parameter for none", async ({ path, named }) => {
  const [none] = await sent("GET", path, undefined);
  for (const name of named.filter((one) => !MEANT.has(one))) {
    const [status, text] = await sent("GET", `${path}?${name}=`, undefined);
    expect([name, status, text]).toEqual([name, none, text]);
  }
});
