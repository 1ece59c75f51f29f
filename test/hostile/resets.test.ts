import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LIMITS } from "../../src/domain/limits.js";
import { API_KEY, INTERNAL_SECRET, PROJECT, Product, type TriggeredRun } from "../support/product.js";

/** Clients that reset their connection at a stage of a request, on every kind of route: none ends the gateway. */

type Stage =
  | "within the head"
  | "within the body"
  | "after the request"
  | "within the answer"
  | "after the answer";

const STAGES: readonly Stage[] = [
  "within the head",
  "within the body",
  "after the request",
  "within the answer",
  "after the answer",
];
/** Tries of each kind of route at each stage; what waits has to be waited for. */
const TIMES: Readonly<Record<Stage, number>> = {
  "within the head": 200,
  "within the body": 200,
  "after the request": 400,
  "within the answer": 200,
  "after the answer": 60,
};
const AT_ONCE = 20;

let product: Product;
let run: TriggeredRun;
let kinds: Readonly<Record<string, string>>;

/** A request as bytes; with a body of JSON where there is one. */
function request(line: string, headers: readonly string[], body?: string): string {
  const length = body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  return [`${line} HTTP/1.1`, "Host: gateway", ...headers, ...length, "", body ?? ""].join("\r\n");
}

beforeAll(async () => {
  product = await Product.start({ environment: { CORS_ALLOWED_ORIGINS: "https://console.example" } });
  const job = await product.createJob();
  run = await product.trigger(job.id);
  await product.executor("POST", run, "heartbeat");
  const big = "x".repeat(60_000);
  for (let index = 0; index < 40; index++) await product.executor("POST", run, "log", { message: big });
  await product.executor("POST", run, "state", { key: "k", value: big });
  const token = [`Authorization: Bearer ${run.token}`];
  const key = [`Authorization: Bearer ${API_KEY}`];
  const sdk = `/sdk/v1/runs/${run.id}`;
  const upgrade = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"];
  const socket = [...upgrade, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="];
  const log = JSON.stringify({ message: "m".repeat(2000) });
  kinds = {
    "the OpenAPI document": request("GET /reference/openapi.json", []),
    "the viewer": request("GET /reference/viewer.js", []),
    "the viewer's style": request("GET /reference/viewer.css", []),
    "the page": request("GET /reference", []),
    health: request("GET /health", []),
    ready: request("GET /health/ready", []),
    metrics: request("GET /metrics", [`X-Internal-Secret: ${INTERNAL_SECRET}`]),
    "metrics, refused": request("GET /metrics", []),
    "an unknown path": request("GET /nowhere", []),
    "an unknown verb": request("DELETE /v1/jobs", []),
    "an unknown verb with a body": request("POST /health", [], "{}".padEnd(40_000)),
    "a preflight": request("OPTIONS /v1/jobs", [
      "Origin: https://console.example",
      "Access-Control-Request-Method: POST",
    ]),
    heartbeat: request(`POST ${sdk}/heartbeat`, token),
    "heartbeat with a body": request(`POST ${sdk}/heartbeat`, token, "{}".padEnd(40_000)),
    "heartbeat, refused": request(`POST ${sdk}/heartbeat`, []),
    log: request(`POST ${sdk}/log`, token, log),
    "log, refused": request(`POST ${sdk}/log`, [], log),
    progress: request(`POST ${sdk}/progress`, token, '{"percent":1}'),
    chunk: request(`POST ${sdk}/stream`, token, '{"chunk":"c"}'),
    annotate: request(`POST ${sdk}/annotate`, token, '{"a":"b"}'),
    "annotate, not acceptable": request(`POST ${sdk}/annotate`, [...token, "Accept: text/html"], '{"a":"b"}'),
    "a state that is read": request(`GET ${sdk}/state`, token),
    batch: request(`POST ${sdk}/batch`, token, '{"operations":[{"op":"heartbeat"}]}'),
    "a list of jobs": request(`GET /v1/jobs?project_id=${PROJECT}`, key),
    "a list of jobs, refused": request(`GET /v1/jobs?project_id=${PROJECT}`, []),
    "a long list of events": request(`GET /v1/runs/${run.id}/events?limit=100`, key),
    "a trigger": request(`POST /v1/jobs/${job.id}/trigger`, key, "{}"),
    "a claim that waits": request(
      "POST /v1/workers/claim",
      key,
      '{"worker_id":"w","job_slugs":["none"],"wait_ms":20000}',
    ),
    "events that are sent": request(`GET /v1/runs/${run.id}/stream`, key),
    "events that are sent, compressed": request(`GET /v1/runs/${run.id}/stream`, [
      ...key,
      "Accept-Encoding: gzip",
    ]),
    "events that are sent, refused": request(`GET /v1/runs/${run.id}/stream`, []),
    "a WebSocket": request(`GET /v1/runs/${run.id}/ws`, [...key, ...socket]),
    "a WebSocket, refused": request(`GET /v1/runs/${run.id}/ws`, socket),
    "a WebSocket without an upgrade": request(`GET /v1/runs/${run.id}/ws`, key),
  };
});

afterAll(() => product.stop());

/** Sends the request as far as the stage goes, and resets. Stays for a moment only: most stages are over at once. */
function resetAt(stage: Stage, text: string, port: number): Promise<void> {
  const head = text.indexOf("\r\n\r\n") + 4;
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const reset = (): void => {
      clearTimeout(timer);
      socket.resetAndDestroy();
      resolve();
    };
    // What waits (a claim, a stream) has no end of its own.
    const timer = setTimeout(reset, 100);
    socket.on("error", reset);
    socket.on("close", reset);
    socket.on("connect", () => {
      if (stage === "within the head") socket.write(text.slice(0, Math.floor(head / 2)), reset);
      else if (stage === "within the body") {
        socket.write(text.slice(0, head + Math.floor((text.length - head) / 2)), reset);
      } else if (stage === "after the request") socket.write(text, reset);
      else socket.write(text);
    });
    let received = 0;
    socket.on("data", (bytes) => {
      received += bytes.length;
      if (stage === "within the answer" || received > 1_000_000) reset();
    });
    if (stage === "within the answer") return;
    socket.on("end", reset);
  });
}

async function resetOften(stage: Stage, text: string): Promise<void> {
  const port = product.ports[0] ?? 0;
  for (let done = 0; done < TIMES[stage]; done += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, () => resetAt(stage, text, port)));
  }
}

test.each(STAGES)(
  "no reset %s ends the gateway, whatever was asked for",
  { timeout: 300_000 },
  async (stage) => {
    const gateway = product.gateways[0];
    for (const [kind, text] of Object.entries(kinds)) {
      await resetOften(stage, text);
      expect(gateway?.child.exitCode ?? gateway?.child.signalCode, kind).toBeNull();
    }
    const answer = await product.call("GET", "/health", {
      headers: { "X-Internal-Secret": INTERNAL_SECRET },
    });
    expect(answer.status).toBe(200);
    expect(gateway?.output().match(/gateway ready/g)).toHaveLength(1);
  },
);

/** As many as a run may keep, so that most of the answer waits for the sockets. */
const LARGE_ENTRIES = Math.floor(LIMITS.runValueBytes / 61_000);

test("a reader that is slower than the answer gets all of it, and others may go within it", {
  timeout: 120_000,
}, async () => {
  const port = product.ports[0] ?? 0;
  // Larger than what sockets hold of an answer, so that most of it waits for them.
  const value = "v".repeat(60_000);
  for (let index = 0; index < LARGE_ENTRIES; index++) {
    await product.executor("POST", run, "state", { key: `large-${index}`, value });
  }
  const text = kinds["a state that is read"] ?? "";
  const whole = (await product.executor("GET", run, "state")).text;
  expect(whole.length).toBeGreaterThan(LARGE_ENTRIES * value.length);
  const slow = connect(port, "127.0.0.1");
  slow.write(text);
  const parts: string[] = [];
  let received = 0;
  for await (const part of slow.setEncoding("utf8")) {
    parts.push(part);
    received += part.length;
    if (received >= whole.length + (parts[0] ?? "").indexOf("\r\n\r\n") + 4) break;
    await new Promise((resolve) => setImmediate(resolve));
  }
  // Not by `toBe`: nine megabytes would be shown.
  expect(parts.join("").endsWith(whole)).toBe(true);
  for (let index = 0; index < 20; index++) await resetAt("within the answer", text, port);
  expect((await product.call("GET", "/health")).status).toBe(200);
});
