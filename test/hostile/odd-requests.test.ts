import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { API_KEY, Product, type TriggeredRun } from "../support/product.js";
import { rawRequest } from "../support/raw-http.js";

const KEY = `Authorization: Bearer ${API_KEY}`;
let product: Product;
let port: number;
let run: TriggeredRun;

beforeAll(async () => {
  product = await Product.start();
  port = product.ports[0] ?? 0;
  run = await product.trigger((await product.createJob()).id);
  await product.executor("POST", run, "heartbeat");
});
afterAll(async () => {
  const [gateway] = product.gateways;
  expect(gateway?.child.exitCode).toBeNull();
  expect(gateway?.output()).not.toMatch(/nhandled|"level":"?(?:50|error|fatal)/);
  await product.stop();
});

/** What is refused says why in the envelope, without a place in the program. */
function expectRefused(text: string | undefined): void {
  const { error, message } = JSON.parse(text ?? "{}");
  expect([typeof error.code, typeof error.message, typeof message]).toEqual(["string", "string", "string"]);
  expect(text).not.toMatch(/\bat [\w.<>]+ \(|node_modules|\.[jt]s:\d/);
}

test.each([
  ["/v1/../health", 404],
  ["/v1/%2e%2e/health", 404],
  ["//health", 404],
  ["/v1/jobs/", 404],
  ["/v1/jobs/%c0%af", 400],
  ["/v1/jobs/%ed%a0%80", 400],
  ["/v1/jobs/%2", 400],
  ["/v1/jobs/%00", 404],
  ["/v1/jobs/a%2fb", 404],
  ["/v1/jobs/__proto__", 404],
  ["/v1/runs?limit=%zz", 400],
  ["/v1/runs?limit=1&limit=2", 422],
  ["/v1/runs?cursor=a&cursor=b", 422],
  ["/v1/runs?cursor=__proto__", 400],
  [`/v1/runs?cursor=${"a".repeat(3000)}`, 422],
  ["/v1/runs?status=__proto__", 400],
  ["/v1/runs?status=queued,constructor", 400],
  ["/v1/runs?limit=-1", 400],
  ["/v1/runs?limit=1e1", 400],
  ["/v1/runs?limit=0x10", 400],
  ["/v1/runs?limit=+1", 400],
  ["/v1/runs?limit=%201", 400],
  ["/v1/runs?limit=1.5", 400],
  [`/v1/runs?payload_contains=${"[".repeat(2000)}`, 400],
])("GET %s is %i", async (path, status) => {
  const answer = await rawRequest(port, "GET", path, [KEY]);
  expect(answer?.status).toBe(status);
  expectRefused(answer?.body);
});

test.each([
  ["log", '{"message":"a","message":"b"}', 201],
  ["log", '{"message":"a","message":1}', 422],
  ["log", '{"__proto__":{"message":"inherited"}}', 422],
  ["log", '{"message":"m","level":"__proto__"}', 422],
  ["log", `{"message":"m","data":${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}}`, 400],
  ["log", `{"message":"m","data":{"a":${"9".repeat(900_000)}}}`, 201],
  ["log", '{"message":"x"}\0', 400],
  ["log", '{"message":"x","data":NaN}', 400],
  ["log", '{"message":"x",}', 400],
  ["log", '{"message":"a\nb"}', 400],
  ["log", "\ufeff\ufeff{}", 400],
  ["progress", '{"percent":1e1}', 201],
  ["progress", '{"percent":-0}', 201],
  ["progress", '{"percent":1e400}', 422],
  ["progress", '{"percent":1,"eta_seconds":1e308}', 422],
  ["progress", '{"percent":007}', 400],
  ["usage", '{"provider":"p","model":"m","total_tokens":1.0}', 201],
  ["usage", '{"provider":"p","model":"m","total_tokens":1.5}', 422],
  ["usage", '{"provider":"p","model":"m","total_tokens":9007199254740993}', 422],
  ["usage", '{"provider":"p","model":"m","total_tokens":1,"cost_microusd":1e300}', 422],
  ["stream", '{"chunk":"c","stream_id":"s","seq":-0}', 200],
  ["stream", '{"chunk":"c","stream_id":"s","seq":9007199254740992}', 422],
  ["annotate", '{"__proto__":{"a":"b"}}', 422],
  ["annotate", "[]", 422],
  [
    "annotate",
    JSON.stringify(Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, "v"]))),
    422,
  ],
  ["batch", '{"operations":[{"op":"batch","body":{"operations":[]}}]}', 422],
  ["batch", '{"operations":[{"op":"__proto__"},{"op":"constructor"}]}', 422],
  ["batch", `{"operations":[${Array(5000).fill('{"op":"heartbeat"}').join()}]}`, 422],
  [`memory/${"a".repeat(3000)}`, '{"value":1}', 422],
])("%s is told what is wrong with its body, or takes it: %.60s", async (operation, body, status) => {
  const answer = await product.executor("POST", run, operation, body);
  expect(answer.status, answer.text.slice(0, 500)).toBe(status);
  if (status >= 400) expectRefused(answer.text);
});

test.each(["1e400", "-0", "123456789012345678901234567890", "1e-4000000", '"a\\u0000b"', '"\\ud800"'])(
  "a value of any spelling comes back as it went: %s",
  async (value) => {
    await product.executor("POST", run, "state", `{"key":"odd\\u0000key","value":${value}}`);
    const read = await product.executor("GET", run, "state/odd%00key");
    expect(read.text).toContain(`"value":${value},`);
  },
);

const coded = gzipSync('{"message":"x"}');
const spoilt = Buffer.from(coded).fill(0xff, coded.length - 6, coded.length - 4);
test.each([
  ["cut", "gzip", coded.subarray(0, 20), 400],
  ["with something behind it", "gzip", Buffer.concat([coded, Buffer.from("junk")]), 400],
  ["of a wrong sum", "gzip", spoilt, 400],
  ["in two members", "gzip", Buffer.concat([gzipSync('{"message":'), gzipSync('"x"}')]), 201],
  ["twice", "gzip, gzip", gzipSync(coded), 415],
  ["of nothing", "gzip", gzipSync(""), 400],
  [
    "in many members that are too much",
    "gzip",
    Buffer.concat(Array(300).fill(gzipSync(Buffer.alloc(5000)))),
    413,
  ],
])("a coded body %s", async (_, coding, body, status) => {
  const lines = [`Authorization: Bearer ${run.token}`, `Content-Encoding: ${coding}`];
  const answer = await rawRequest(port, "POST", `/sdk/v1/runs/${run.id}/log`, lines, body);
  expect(answer?.status, answer?.body).toBe(status);
  if (status >= 400) expectRefused(answer?.body);
});

test.each([
  [{ tags: { "": "x" } }, 400],
  [{ tags: { ["a".repeat(100_000)]: "x" } }, 400],
  [{ tags: Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`t${i}`, "v"])) }, 400],
  [{ scheduled_at: "0001-01-01T00:00:00Z" }, 400],
  [{ scheduled_at: "9999-12-31T23:59:59.999Z" }, 400],
  [{ scheduled_at: "2027-06-30T23:59:60Z" }, 400],
  [{ scheduled_at: "2027-06-30T23:00:00+99:99" }, 400],
  [{ scheduled_at: "+010000-01-01T00:00:00Z" }, 400],
  [{ ttl_secs: Number.MAX_SAFE_INTEGER }, 422],
  [{ priority: 0.5 }, 422],
])("a trigger with %.60j is %i", async (body, status) => {
  const answer = await product.control("POST", `/v1/jobs/${run.jobId}/trigger`, body);
  expect(answer.status, answer.text).toBe(status);
  expectRefused(answer.text);
});

test.each([
  { cron: "@daily" },
  { cron: "0 0 0 * * *" },
  { cron: "*/0 * * * *" },
  { cron: "*/99999999999999999999 * * * *" },
  { cron: "50-10 * * * *" },
  { cron: "60 24 32 13 8" },
  { cron: "0 0 * * MON#9" },
  { cron: "\u0660 0 * * *" },
  { cron: "0 0 * * *", timezone: "__proto__" },
  { cron: "0 0 * * *", timezone: "+05:30" },
  { cron: "0 0 * * *", timezone: "../../etc/passwd" },
  { endpoint_url: "javascript:alert(1)" },
  { endpoint_url: "http://a:b@127.0.0.1:9/" },
])("a job with %j is refused", async (fields) => {
  const slug = `job-${crypto.randomUUID()}`;
  const answer = await product.control("POST", "/v1/jobs", {
    ...{ project_id: "default", name: slug, slug, ...fields },
  });
  expect(answer.status, answer.text).toBe(400);
  expectRefused(answer.text);
});
