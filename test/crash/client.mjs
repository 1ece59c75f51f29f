/** What the fleet and the endpoint of the crash test have in common: calls that go on until somebody answers. */
import { once } from "node:events";
import { createServer } from "node:http";
import process from "node:process";

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const settings = JSON.parse(process.env.CRASH_SETTINGS ?? "{}");
export const { urls = [], projects = [], executors = 200, producers = 40, staleMs = 10_000 } = settings;

// The first connections of a process wait while `fetch` gets its parser ready. One that is reset meanwhile is never heard of
// again (Node 20): so the first call is to somebody who is not killed.
const somebody = createServer((_, response) => response.end()).listen(0, "127.0.0.1");
await once(somebody, "listening");
await (await fetch(`http://127.0.0.1:${somebody.address().port}`)).text();
somebody.close();
somebody.closeAllConnections();

/** A gateway answers within its bounded time or with 503; who waits longer was forgotten. */
const HANGS_MS = 40_000;

/** What calls got since it was last asked: how often each status, or `none` without an answer. */
let answers = {};

export function takeAnswers() {
  const taken = answers;
  answers = {};
  return taken;
}

function count(status) {
  answers[status] = (answers[status] ?? 0) + 1;
}

/**
 * Calls the gateways in turn, again after a connection that broke and after a 503: like a client behind a
 * balancer, which does not know whether a call without an answer was done. `sentMs` is when the call that was answered
 * was sent.
 */
export async function insist(method, path, token, body, headers = {}) {
  let wait = 100;
  for (let turn = Math.floor(Math.random() * urls.length); ; turn++) {
    const sentMs = Date.now();
    try {
      const response = await fetch(`${urls[turn % urls.length]}${path}`, {
        method,
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json", ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(HANGS_MS),
      });
      const text = await response.text();
      count(response.status);
      if (response.status !== 503) {
        return {
          status: response.status,
          body: text === "" ? undefined : JSON.parse(text),
          sentMs,
          atMs: Date.now(),
        };
      }
    } catch (error) {
      count("none");
      // Else the gateway was killed, before the call or during it.
      if (error instanceof Error && error.name === "TimeoutError") note("hung", path, method, Date.now());
    }
    await pause(wait * (0.5 + Math.random()));
    wait = Math.min(wait * 2, 1000);
  }
}

/** What was acknowledged, with the time of the answer. */
export const journal = [];

export function note(kind, run, value, atMs) {
  journal.push({ kind, run, value, atMs });
}
