/**
 * The clients of the crash test, in a process of their own that is never killed: executors that claim runs and
 * work on them, and producers that trigger runs and look at them until they have ended.
 */
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import {
  executors,
  insist,
  journal,
  note,
  pause,
  producers,
  projects,
  staleMs,
  takeAnswers,
} from "./client.mjs";

let producing = true;
let working = true;

async function work({ run_id: run, run_token: token, payload }, apiKey) {
  // Beside its work, as any executor beats: a call that is tried again and again says nothing of being alive.
  const done = new AbortController();
  /** When the last call that came through was sent: Redis has heard of this executor then or later. */
  const heard = { ms: Date.now() };
  const beating = beat(run, token, heard, done.signal);
  await steps({ run_id: run, run_token: token, payload }, apiKey, heard);
  done.abort();
  await beating;
}

const BEAT_MS = 2_000;

async function beat(run, token, heard, signal) {
  while (!signal.aborted) {
    const { status, sentMs } = await insist("POST", `/sdk/v1/runs/${run}/heartbeat`, token);
    if (status === 200) heard.ms = Math.max(heard.ms, sentMs);
    await delay(BEAT_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** One run, from its claim to its end or to where it sleeps. Gives up when it is told that it lost the run. */
async function steps({ run_id: run, run_token: token, payload }, apiKey, heard) {
  const call = (method, operation, body) => insist(method, `/sdk/v1/runs/${run}/${operation}`, token, body);
  /**
   * An executor is told that the run is not its own any more. Only a cancel may do that to one of which something has
   * come through within STALE_THRESHOLD; on a machine that is too busy nothing does for longer.
   */
  const lost = ({ status, atMs }) =>
    note(atMs - heard.ms < staleMs ? "refused" : "silent", run, String(status), atMs);
  const stage = await call("GET", "state/stage");
  if (stage.status !== 200 && stage.status !== 404) return;
  if (stage.status === 404) {
    for (let step = 0; step < 3; step++) {
      const message = `${run} ${step}`;
      const logged = await call("POST", "log", { message });
      if (logged.status !== 201) return lost(logged);
      note("log", run, message, logged.atMs);
      const sent = await call("POST", "stream", { chunk: `${token.slice(-8)} ${step}`, seq: step });
      if (sent.status !== 200) return lost(sent);
      note("chunk", run, `${token.slice(-8)} ${step}`, sent.atMs);
      const beat = await call("POST", "heartbeat");
      if (beat.status !== 200) return lost(beat);
    }
    const kept = await call("POST", "state", { key: "stage", value: "worked" });
    if (kept.status !== 201) return lost(kept);
    note("state", run, "worked", kept.atMs);
  }
  if (payload.kind === "parent") {
    const body = { payload: { kind: "plain" }, await_completion: true, idempotency_key: "child" };
    const spawned = await call("POST", "spawn", { ...body, ...payload.child });
    if (spawned.status !== 201) return;
    note("spawn", run, spawned.body.id, spawned.atMs);
    if (spawned.body.await_completion) return;
  }
  if (payload.kind === "waits" && stage.body?.value === undefined) {
    const key = `event-${run}`;
    const waits = await call("POST", "wait-for-event", { event_key: key });
    if (waits.status !== 200) return;
    note("wait", run, key, waits.atMs);
    const sent = await insist("POST", `/v1/events/${key}/send`, apiKey, { payload: run });
    if (sent.status === 200) note("sent", run, key, sent.atMs);
    if (waits.body.status === "waiting") return;
  }
  const ended = await call("POST", "complete", { result: run });
  if (ended.status === 200) note("completed", run, run, ended.atMs);
}

async function execute(index) {
  const { apiKey, jobs } = projects[index % projects.length];
  const claim = { worker_id: `executor-${index}`, job_slugs: [jobs.pull.slug], max: 1, wait_ms: 2000 };
  while (working) {
    const { status, body } = await insist("POST", "/v1/workers/claim", apiKey, claim);
    if (status === 200) for (const run of body.runs) await work(run, apiKey);
    else await pause(100);
  }
}

const KINDS = ["plain", "plain", "plain", "parent", "waits"];

const oneOf = (list) => list[Math.floor(Math.random() * list.length)];

/** What a parent of the project spawns: where there are several, mostly of another project. */
function childFor(project) {
  const other = oneOf(projects);
  const { slug } = oneOf(Object.values(other.jobs));
  const foreign = { project_id: other.id, target_api_key: other.apiKey };
  return { job_slug: slug, ...(other === project ? {} : foreign) };
}

async function produce() {
  while (producing) {
    const project = oneOf(projects);
    const { apiKey, jobs } = project;
    const job = Math.random() < 0.6 ? jobs.pull : jobs.http;
    const kind = KINDS[Math.floor(Math.random() * (job === jobs.http ? 4 : 5))];
    const child = childFor(project);
    const body = { payload: { kind, child } };
    const key = { "X-Idempotency-Key": randomUUID() };
    const path = `/v1/jobs/${job.id}/trigger`;
    let answer = await insist("POST", path, apiKey, body, key);
    // The reservation of a gateway that was killed runs out by itself.
    while (answer.status === 409) {
      await pause(2000);
      answer = await insist("POST", path, apiKey, body, key);
    }
    if (answer.status !== 201 && answer.status !== 200) throw new Error(`trigger: ${JSON.stringify(answer)}`);
    const { id } = answer.body;
    note("trigger", id, kind, answer.atMs);
    if (Math.random() < 0.05) {
      const canceled = await insist("DELETE", `/v1/runs/${id}`, apiKey);
      if (canceled.status === 200) note("canceled", id, id, canceled.atMs);
    }
    for (let look = 0; look < 50 && producing; look++) {
      const { body: run } = await insist("GET", `/v1/runs/${id}`, apiKey);
      if (run?.finished_at !== undefined) break;
      await pause(300);
    }
  }
}

const producersDone = Promise.all(Array.from({ length: producers }, produce));
const executorsDone = Promise.all(Array.from({ length: executors }, (_, index) => execute(index)));

process.on("message", async (message) => {
  if (message === "answers") {
    process.send(takeAnswers());
    return;
  }
  if (message === "stop producing") {
    producing = false;
    await producersDone;
    process.send("stopped");
    return;
  }
  working = false;
  await executorsDone;
  writeFileSync(message, JSON.stringify(journal));
  process.send("written");
});
process.on("disconnect", () => process.exit(0));
