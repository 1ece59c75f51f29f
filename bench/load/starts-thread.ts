/** The thread that triggers runs and executes them: one clock sees when a trigger was due and when its run has started. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { build } from "hdr-histogram-js";
import { HttpConnection } from "./http-connection.js";
import { requestText } from "./plan.js";
import type { Starts, StartsOutcome } from "./starts.js";

/** Milliseconds that a claim waits for a run, and that the last runs are waited for. */
const WAIT_MS = 1_000;
const LINGER_MS = 5_000;

interface ClaimedRun {
  run_id: string;
  run_token: string;
  payload: { at: number };
}

const load = workerData as Starts;
const host = new URL(load.url).host;
const histogram = () => build({ bitBucketSize: 32, numberOfSignificantValueDigits: 3, autoResize: true });
const latency = histogram();
const lag = histogram();
const begin = performance.now() + load.warmup * 1000;
const end = begin + load.seconds * 1000;
let due = 0;
let errors = 0;
let over = false;

/** A run that was due then is in its executor's hands. */
function started(at: number): void {
  if (at >= begin) latency.recordValue(Math.max(0, Math.round((performance.now() - at) * 1000)));
}

function countError(status: number): void {
  if (status < 200 || status > 299) errors += 1;
}

function serve(request: IncomingMessage, response: ServerResponse): void {
  let body = "";
  request.on("data", (chunk: Buffer) => {
    body += chunk.toString();
  });
  request.on("end", () => {
    started((JSON.parse(body) as { at: number }).at);
    response.writeHead(200, { "content-type": "application/json" }).end('{"ok":true}');
  });
}

async function execute(worker: number, slug: string): Promise<void> {
  const connection = new HttpConnection(load.url);
  const body = JSON.stringify({ job_slugs: [slug], worker_id: `bench-${worker}`, max: 1, wait_ms: WAIT_MS });
  const claim = requestText(host, { path: "/v1/workers/claim", token: load.apiKey, body });
  while (!over) {
    const { status, body: answer } = await connection.request(claim);
    countError(status);
    if (status !== 200) continue;
    for (const run of (JSON.parse(answer.toString()) as { runs: ClaimedRun[] }).runs) {
      started(run.payload.at);
      const path = `/sdk/v1/runs/${run.run_id}/complete`;
      countError(
        (await connection.request(requestText(host, { path, token: run.run_token, body: "{}" }))).status,
      );
    }
  }
  connection.close();
}

async function trigger(): Promise<void> {
  const connections = Array.from({ length: load.connections }, () => new HttpConnection(load.url));
  const path = `/v1/jobs/${load.job}/trigger`;
  const step = 1000 / load.rate;
  let at = performance.now();
  for (let count = 0; at < end; count += 1, at += step) {
    // A timer that is late is a lateness of the generator; spinning would take the core from what is measured.
    if (at > performance.now()) await sleep(at - performance.now());
    const measured = at >= begin;
    if (measured) {
      due += 1;
      // A timer may be early by less than a millisecond.
      lag.recordValue(Math.max(0, Math.round((performance.now() - at) * 1000)));
    }
    const body = `{"payload":{"at":${at}}}`;
    const connection = connections[count % connections.length];
    connection?.send(requestText(host, { path, token: load.apiKey, body }), countError);
  }
  for (let left = LINGER_MS; left > 0 && latency.totalCount < due; left -= 10) await sleep(10);
  over = true;
  for (const connection of connections) connection.close();
}

const { endpointPort, claims } = load;
const server = createServer(serve);
if (endpointPort) await new Promise<void>((resolve) => server.listen(endpointPort, "127.0.0.1", resolve));
const executors = Array.from({ length: claims?.waiting ?? 0 }, (_, worker) =>
  execute(worker, claims?.slug ?? ""),
);
await trigger();
await Promise.all(executors);
server.closeAllConnections();
server.close();
const outcome: StartsOutcome = {
  started: latency.totalCount,
  errors: errors + due - latency.totalCount,
  p50: latency.getValueAtPercentile(50) / 1000,
  p99: latency.getValueAtPercentile(99) / 1000,
  lagP99: lag.getValueAtPercentile(99) / 1000,
};
parentPort?.postMessage(outcome);
