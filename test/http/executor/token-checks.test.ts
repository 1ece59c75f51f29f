import { createSigner } from "fast-jwt";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { catalogKey } from "../../../src/store/keys.js";
import { Product, SIGNING_KEY, type TriggeredRun } from "../../support/product.js";

const ROTATED_KEY = "older-signing-key-0123456789abcdef-0123456789abcdef";
const ISSUER = "strait:run-token";

let product: Product;
let run: TriggeredRun;
let redis: Redis;

beforeAll(async () => {
  product = await Product.start({ environment: { JWT_SIGNING_KEY: `${SIGNING_KEY},${ROTATED_KEY}` } });
  redis = new Redis({ path: product.redis.url.slice("unix://".length) });
  run = await product.trigger((await product.createJob()).id);
});
afterAll(async () => {
  redis.disconnect();
  await product.stop();
});

const inAnHour = (): number => Math.floor(Date.now() / 1000) + 3600;
function token(claims: object, key = SIGNING_KEY): string {
  const sign = createSigner({ algorithm: "HS256", key, noTimestamp: true });
  return sign({ iss: ISSUER, sub: run.id, attempt: 1, exp: inAnHour(), ...claims });
}
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const unsigned = (): string =>
  `${encode({ alg: "none" })}.${encode({ iss: ISSUER, sub: run.id, attempt: 1, exp: inAnHour() })}.`;

async function everything(): Promise<Map<string, string>> {
  const dump = new Map<string, string>();
  const keys = await redis.keys("*");
  // Where processes say that they are there, whatever is called.
  for (const key of keys.filter((one) => one !== catalogKey("processes")))
    dump.set(key, ((await redis.dumpBuffer(key)) ?? "").toString("hex"));
  return dump;
}

async function refusal(
  authorization: string | undefined,
  id: string,
  operation: string,
): Promise<[number, string]> {
  const { status, body, headers } = await product.call("POST", `/sdk/v1/runs/${id}/${operation}`, {
    body: { message: "x", chunk: "x", percent: 1, key: "k", value: 1, state: 1 },
    headers: authorization === undefined ? {} : { Authorization: authorization },
  });
  expect(headers.get("x-sdk-version-accepted")).toBe("legacy");
  return [status, body.error.message];
}

const OPERATIONS = ["heartbeat", "log", "stream", "checkpoint", "complete"];

/** Rows 1 to 9 of executor-api section 1; each refused call writes nothing. */
type Row = readonly [name: string, authorization: () => string | undefined, status: number, message: string];

const REFUSED: readonly Row[] = [
  ["1 no header", () => undefined, 401, "missing or invalid authorization header"],
  ["1 other scheme", () => `Basic ${run.token}`, 401, "missing or invalid authorization header"],
  ["2 rubbish", () => "Bearer x.y.z", 401, "invalid run token"],
  ["2 alg none", () => `Bearer ${unsigned()}`, 401, "invalid run token"],
  [
    "2 foreign key",
    () => `Bearer ${token({}, "another-key-0123456789abcdef-0123456789")}`,
    401,
    "invalid run token",
  ],
  ["2 foreign issuer", () => `Bearer ${token({ iss: "strait:sse" })}`, 401, "invalid run token"],
  ["2 expired", () => `Bearer ${token({ exp: inAnHour() - 3601 })}`, 401, "invalid run token"],
  ["2 no exp", () => `Bearer ${token({ exp: undefined })}`, 401, "invalid run token"],
  ["3 before 4", () => `Bearer ${token({ sub: "", attempt: 0 })}`, 401, "missing run ID in token"],
  ["4 attempt 0", () => `Bearer ${token({ attempt: 0 })}`, 401, "missing run attempt in token"],
  ["4 attempt 1.5", () => `Bearer ${token({ attempt: 1.5 })}`, 401, "missing run attempt in token"],
  [
    "5 another run",
    () => `Bearer ${token({ sub: crypto.randomUUID() })}`,
    403,
    "token does not match run ID",
  ],
  ["8 another attempt", () => `Bearer ${token({ attempt: 2 })}`, 401, "run token attempt is stale"],
  [
    "9 lost assignment",
    () => `Bearer ${token({ assignment_id: "gone" })}`,
    401,
    "run assignment is no longer active",
  ],
  [
    "8 before 9",
    () => `Bearer ${token({ attempt: 2, assignment_id: "gone" })}`,
    401,
    "run token attempt is stale",
  ],
];

test.each(REFUSED)("%s", async (_, authorization, status, message) => {
  const before = await everything();
  for (const operation of OPERATIONS) {
    expect(await refusal(authorization(), run.id, operation)).toEqual([status, message]);
  }
  expect(await everything()).toEqual(before);
});

test("6 unknown run, and one whose id is no UUID", async () => {
  for (const sub of [crypto.randomUUID(), "no-uuid"]) {
    for (const operation of OPERATIONS) {
      expect(await refusal(`Bearer ${token({ sub })}`, sub, operation)).toEqual([404, "run not found"]);
    }
  }
});

test("7 terminal before 8 and 9, with the final status", async () => {
  const done = await product.trigger(run.jobId);
  expect((await product.executor("POST", done, "complete")).status).toBe(200);
  for (const claims of [{}, { attempt: 5 }, { assignment_id: "gone" }]) {
    for (const operation of OPERATIONS) {
      const answer = await product.call("POST", `/sdk/v1/runs/${done.id}/${operation}`, {
        body: { message: "x", chunk: "x", state: 1 },
        headers: { Authorization: `Bearer ${token({ sub: done.id, ...claims })}` },
      });
      expect([answer.status, answer.body.error.status]).toEqual([410, "completed"]);
    }
  }
});

test("keys rotate: a token of the older key still works", async () => {
  const other = await product.trigger(run.jobId);
  const answer = await product.call("POST", `/sdk/v1/runs/${other.id}/heartbeat`, {
    headers: { Authorization: `Bearer ${token({ sub: other.id }, ROTATED_KEY)}` },
  });
  expect(answer.status).toBe(200);
});

test("SDK and request id headers", async () => {
  const call = (headers: Record<string, string>) =>
    product.call("POST", `/sdk/v1/runs/${run.id}/heartbeat`, {
      headers: { Authorization: `Bearer ${run.token}`, ...headers },
    });
  const modern = await call({ "X-SDK-Version": "2.1.0", "X-Request-Id": "my-request" });
  expect(modern.headers.get("x-sdk-version-accepted")).toBe("2.1.0");
  expect(modern.headers.get("x-sdk-capabilities")).toBe("progress,checkpoint");
  expect(modern.headers.get("x-request-id")).toBe("my-request");
  const old = await call({ "X-SDK-Version": "1.9", "X-Request-Id": "no good id" });
  expect(old.headers.get("x-sdk-capabilities")).toBe("none");
  expect(old.headers.get("x-request-id")).not.toBe("no good id");
});

test("http runs answer 409 before they are dispatched, but show their payload", async () => {
  const job = await product.createJob({ endpoint_url: "http://127.0.0.1:9/never" });
  const queued = await product.trigger(job.id, { payload: 1 });
  for (const operation of OPERATIONS) {
    expect(await refusal(`Bearer ${queued.token}`, queued.id, operation)).toEqual([
      409,
      "run is not executing",
    ]);
  }
  expect((await product.executor("GET", queued, "payload")).text).toBe("1");
});
