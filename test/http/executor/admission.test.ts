import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { RunTokens } from "../../../src/auth/run-token.js";
import { HOT_ROUTES } from "../../../src/http/executor/hot-routes.js";
import { EXECUTOR_ROUTES } from "../../../src/http/routes.js";
import type { RouteDescription } from "../../../src/http/wire/route.js";
import { Product, SIGNING_KEY, type TriggeredRun } from "../../support/product.js";

/** One order of checks for all operations of executors (docs/contract/executor-api.md, sections 1 and 2). */

const OPERATIONS: readonly RouteDescription[] = [...HOT_ROUTES, ...EXECUTOR_ROUTES];

const TOKENS = [
  "none",
  "other scheme",
  "rubbish",
  "of another run",
  "of no UUID",
  "of no run",
  "good",
] as const;
const ACCEPTS = ["application/json", "*/*", "text/html", "application/json;q=0"] as const;
const TYPES = ["application/json", "text/plain"] as const;
/** No operation takes a number; all but those without a body take an object. */
const BODIES = { none: "", broken: '{"a":', "of another shape": "5" } as const;

interface Combination {
  readonly token: (typeof TOKENS)[number];
  readonly accept: (typeof ACCEPTS)[number];
  readonly type: (typeof TYPES)[number];
  readonly body: keyof typeof BODIES;
}

type Answer = readonly [status: number, code: string];

let product: Product;
let run: TriggeredRun;
const unknownRun = crypto.randomUUID();
const noUuid = "not-a-uuid";

beforeAll(async () => {
  product = await Product.start();
  run = await product.trigger((await product.createJob()).id);
});
afterAll(() => product.stop());

/** What the first check that fails answers; undefined when none fails before the run itself is looked at. */
function refusal(
  { token, accept, type, body }: Combination,
  operation: RouteDescription,
): Answer | undefined {
  if (token === "none" || token === "other scheme" || token === "rubbish")
    return [401, "authentication_required"];
  if (token === "of another run") return [403, "forbidden"];
  if (token === "of no UUID") return [404, "not_found"];
  if (accept === "text/html" || accept === "application/json;q=0") return [406, "not_acceptable"];
  if (operation.body !== undefined) {
    if (body === "none" && operation.bodyOptional !== true) return [400, "bad_request"];
    if (body !== "none" && type === "text/plain") return [415, "unsupported_media_type"];
    if (body === "broken") return [400, "bad_request"];
    if (body === "of another shape") return [422, "validation_failed"];
  }
  return token === "of no run" ? [404, "not_found"] : undefined;
}

function authorization(token: Combination["token"]): Record<string, string> {
  const tokens = new RunTokens({ signingKeys: [SIGNING_KEY] });
  const sign = (runId: string): string => tokens.sign({ runId, attempt: 1 }, Date.now() + 3_600_000);
  const bearer = {
    rubbish: "x.y.z",
    "of another run": sign(unknownRun),
    "of no UUID": sign(noUuid),
    "of no run": sign(unknownRun),
    good: run.token,
  };
  if (token === "none") return {};
  return { Authorization: token === "other scheme" ? `Basic ${run.token}` : `Bearer ${bearer[token]}` };
}

async function answer(combination: Combination, { method, path }: RouteDescription): Promise<Answer> {
  const { token, accept, type, body } = combination;
  const ids = { "of no UUID": noUuid, "of no run": unknownRun } as Readonly<Record<string, string>>;
  const { status, body: envelope } = await product.call(
    method === "del" ? "DELETE" : method.toUpperCase(),
    path.replace(":runID", ids[token] ?? run.id).replace("*", "key"),
    {
      headers: { Accept: accept, "Content-Type": type, ...authorization(token) },
      ...(method === "get" || method === "del" ? {} : { body: BODIES[body] }),
    },
  );
  return [status, envelope?.error?.code];
}

test("whatever is wrong, all operations answer by the same order of checks", {
  timeout: 240_000,
}, async () => {
  const combination = fc.record({
    token: fc.constantFrom(...TOKENS),
    accept: fc.constantFrom(...ACCEPTS),
    type: fc.constantFrom(...TYPES),
    body: fc.constantFrom(...(Object.keys(BODIES) as (keyof typeof BODIES)[])),
  });
  await fc.assert(
    fc.asyncProperty(combination, async (asked) => {
      // Where nothing is wrong the operation is done: that is for other tests.
      const refused = OPERATIONS.filter((operation) => refusal(asked, operation) !== undefined);
      const answers = await Promise.all(
        refused.map(async (operation) => [operation.operationId, await answer(asked, operation)]),
      );
      expect(answers).toEqual(refused.map((one) => [one.operationId, refusal(asked, one)]));
    }),
    {
      numRuns: 60,
      examples: [
        [{ token: "none", accept: "text/html", type: "application/json", body: "none" }],
        [{ token: "of no UUID", accept: "*/*", type: "application/json", body: "broken" }],
        [{ token: "good", accept: "text/html", type: "text/plain", body: "broken" }],
        [{ token: "good", accept: "*/*", type: "text/plain", body: "broken" }],
        [{ token: "of no run", accept: "*/*", type: "application/json", body: "none" }],
        [{ token: "of no run", accept: "*/*", type: "application/json", body: "of another shape" }],
      ],
    },
  );
});
