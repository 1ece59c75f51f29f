/** The thread of a pull loop: every connection is one executor. */
import { parentPort, workerData } from "node:worker_threads";
import { build } from "hdr-histogram-js";
import { HttpConnection } from "./http-connection.js";
import { requestText } from "./plan.js";
import type { PullLoop, PullOutcome } from "./pull-loop.js";

/** Milliseconds that a claim waits for a run. */
const WAIT_MS = 1_000;
const PAUSE_AFTER_ERROR_MS = 10;

interface ClaimedRun {
  run_id: string;
  run_token: string;
}

const load = workerData as PullLoop;
const host = new URL(load.url).host;
const latency = build({ bitBucketSize: 32, numberOfSignificantValueDigits: 3, autoResize: true });
const begin = performance.now() + load.warmup * 1000;
const end = begin + load.seconds * 1000;
let completed = 0;
let errors = 0;
let emptyClaims = 0;

const { bulk = 1 } = load;
const triggerRequest = requestText(host, {
  path: `/v1/jobs/${load.job}/trigger${bulk > 1 ? "/bulk" : ""}`,
  token: load.apiKey,
  body: bulk > 1 ? JSON.stringify({ items: new Array(bulk).fill({}) }) : "{}",
});

const wantedBy = (worker: number) => ({ job_slugs: [load.slug], worker_id: `bench-${worker}`, max: bulk });

function claimRequest(worker: number): string {
  const body = JSON.stringify({ ...wantedBy(worker), wait_ms: WAIT_MS });
  return requestText(host, { path: "/v1/workers/claim", token: load.apiKey, body });
}

function sdkRequest(run: ClaimedRun, operation: string, body: string): string {
  return requestText(host, { path: `/sdk/v1/runs/${run.run_id}/${operation}`, token: run.run_token, body });
}

async function call(connection: HttpConnection, request: string): Promise<Buffer | undefined> {
  const { status, body } = await connection.request(request);
  if (status >= 200 && status < 300) return body;
  if (performance.now() >= begin) errors += 1;
  await new Promise((resolve) => setTimeout(resolve, PAUSE_AFTER_ERROR_MS));
  return undefined;
}

async function wholeRun(connection: HttpConnection, claim: string): Promise<boolean> {
  if (!(await call(connection, triggerRequest))) return false;
  const claimed = await call(connection, claim);
  if (!claimed) return false;
  const [run] = (JSON.parse(claimed.toString()) as { runs: ClaimedRun[] }).runs;
  if (!run) {
    emptyClaims += 1;
    return false;
  }
  if (!(await call(connection, sdkRequest(run, "heartbeat", "")))) return false;
  return (await call(connection, sdkRequest(run, "complete", '{"result":{"ok":true}}'))) !== undefined;
}

/** Ends the runs, and claims others with the last end; none when a call failed. */
async function endAll(
  connection: HttpConnection,
  runs: readonly ClaimedRun[],
  claim: Readonly<Record<string, unknown>>,
): Promise<readonly ClaimedRun[]> {
  const last = JSON.stringify({ result: { ok: true }, claim });
  for (const run of runs.slice(0, -1)) {
    if (!(await call(connection, sdkRequest(run, "complete", '{"result":{"ok":true}}')))) return [];
    if (performance.now() >= begin) completed += 1;
  }
  const run = runs.at(-1);
  const answered = run && (await call(connection, sdkRequest(run, "complete", last)));
  if (!answered) return [];
  if (performance.now() >= begin) completed += 1;
  return (JSON.parse(answered.toString()) as { claimed: { runs: ClaimedRun[] } }).claimed.runs;
}

async function executeMany(worker: number): Promise<void> {
  const connection = new HttpConnection(load.url);
  const claim = { ...wantedBy(worker), api_key: load.apiKey };
  let runs: readonly ClaimedRun[] = [];
  // One call ahead, so that the end of a claim's runs finds others.
  await call(connection, triggerRequest);
  while (performance.now() < end) {
    const started = performance.now();
    if (!(await call(connection, triggerRequest))) continue;
    if (runs.length === 0) {
      const claimed = await call(connection, claimRequest(worker));
      if (claimed) runs = (JSON.parse(claimed.toString()) as { runs: ClaimedRun[] }).runs;
      if (runs.length === 0) emptyClaims += 1;
    }
    runs = await endAll(connection, runs, claim);
    const now = performance.now();
    if (started >= begin) latency.recordValue(Math.round((now - started) * 1000));
  }
  connection.close();
}

async function execute(worker: number): Promise<void> {
  const connection = new HttpConnection(load.url);
  const claim = claimRequest(worker);
  while (performance.now() < end) {
    const started = performance.now();
    const done = await wholeRun(connection, claim);
    const now = performance.now();
    if (!done || now < begin || now >= end) continue;
    completed += 1;
    latency.recordValue(Math.round((now - started) * 1000));
  }
  connection.close();
}

await Promise.all(
  Array.from({ length: load.connections }, (_, worker) => (bulk > 1 ? executeMany(worker) : execute(worker))),
);
const outcome: PullOutcome = {
  // What was claimed together is ended, however long that takes.
  rate: completed / (bulk > 1 ? (performance.now() - begin) / 1000 : load.seconds),
  errors,
  emptyClaims,
  p50: latency.getValueAtPercentile(50) / 1000,
  p99: latency.getValueAtPercentile(99) / 1000,
};
parentPort?.postMessage(outcome);
