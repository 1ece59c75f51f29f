import type { Bench, Scenario } from "../harness/bench.js";
import { type Credentials, LABELS, startContender, startDispatcher } from "../harness/contenders.js";
import type { Environment } from "../harness/environment.js";
import { freePort } from "../harness/processes.js";
import { createJob, createProject, inParallel, triggerMany } from "../harness/seed.js";
import { HttpConnection } from "../load/http-connection.js";
import { requestText } from "../load/plan.js";
import { runStarts, type StartsOutcome } from "../load/starts.js";
import { formatNumber } from "../report/format.js";
import type { Figure, ScenarioResult, Verdict } from "../report/result.js";
import { judge } from "../report/verdict.js";
import { median, ratioOf, summarize } from "../statistics.js";

/** Runs of the noisy project that wait. */
const BACKLOG = { full: 1_000_000, usual: 100_000, quick: 1_000 };
/** Ms that a call of the noisy project takes: its runs hold all places of the worker, and leave it its core. */
const HOLD_MS = 200;
/** Triggers a second of the quiet project. */
const QUIET = { rate: 20, connections: 16, seconds: 10 };
/** Keys of one job: some have twice as many runs as others; runs claimed a call, and of each key on average. */
const FAIR = { keys: 1_000, each: 10, least: 15, max: 50 };
/** Jobs, or keys, that have ready runs, and claims of one that are timed in a round. */
const MANY = { usual: 10_000, quick: 50 };
const CLAIMS = { usual: 500, quick: 10 };

type Item = Readonly<Record<string, unknown>>;

/** Claims runs of a project one call after the other. */
class Claimer {
  readonly #connection: HttpConnection;
  readonly #request: string;

  constructor(url: string, apiKey: string, max: number) {
    this.#connection = new HttpConnection(url);
    const body = JSON.stringify({ worker_id: "bench", max });
    this.#request = requestText(new URL(url).host, { path: "/v1/workers/claim", token: apiKey, body });
  }

  /** The payloads of the runs. Throws with the answer when it is refused. */
  async claim(): Promise<unknown[]> {
    const { status, body } = await this.#connection.request(this.#request);
    if (status !== 200) throw new Error(`claim answered ${status}: ${body}`);
    return (JSON.parse(body.toString()) as { runs: { payload: unknown }[] }).runs.map((run) => run.payload);
  }

  close(): void {
    this.#connection.close();
  }
}

/** A project of its own, with a way to its jobs. */
async function project(environment: Environment, url: string, name: string): Promise<Credentials> {
  return { ...environment.credentials, ...(await createProject(url, environment.credentials, name)) };
}

/** How long the runs of a quiet project wait, alone and behind many of a noisy one. */
async function behindNoise(bench: Bench, environment: Environment) {
  const { quick, full, rounds, warmup } = bench.settings;
  const count = quick ? BACKLOG.quick : full ? BACKLOG.full : BACKLOG.usual;
  const { credentials, redis } = environment;
  const { url } = await environment.contender("bosporus");
  const slow = await startContender("bare", redis.url, credentials, { holdMs: HOLD_MS });
  const dispatcher = startDispatcher(redis.url, credentials);
  try {
    const quiet = await project(environment, url, "quiet");
    const endpointPort = await freePort();
    const endpointUrl = `http://127.0.0.1:${endpointPort}/`;
    const job = await createJob(url, quiet, { slug: "quiet", endpointUrl });
    const { rate, connections } = QUIET;
    const seconds = quick ? 1 : QUIET.seconds;
    const load = { url, apiKey: quiet.apiKey, job, endpointPort, rate, connections, warmup, seconds };
    const measured = async (): Promise<StartsOutcome[]> => {
      const outcomes: StartsOutcome[] = [];
      for (let round = 0; round < rounds; round += 1) outcomes.push(await runStarts(load));
      return outcomes;
    };
    const alone = await measured();
    const noisy = await project(environment, url, "noisy");
    const noise = await createJob(url, noisy, { slug: "noisy", endpointUrl: `${slow.url}/job` });
    await triggerMany(url, noisy.apiKey, noise, new Array<Item>(count).fill({}));
    return { count, alone, behind: await measured() };
  } finally {
    await Promise.all([dispatcher.stop(), slow.stop()]);
  }
}

/** Jain's index over the keys of one job: 1 when each has been handed out as many runs. */
async function jainsIndex(environment: Environment): Promise<number> {
  const { url } = await environment.contender("bosporus");
  const fair = await project(environment, url, "fair");
  const job = await createJob(url, fair, { slug: "fair" });
  const items: Item[] = [];
  for (let key = 0; key < FAIR.keys; key += 1) {
    const item = { concurrency_key: `key-${key}`, payload: key };
    for (let run = FAIR.least * (1 + (key % 2)); run > 0; run -= 1) items.push(item);
  }
  await triggerMany(url, fair.apiKey, job, items);
  const claimer = new Claimer(url, fair.apiKey, FAIR.max);
  const counts = new Array<number>(FAIR.keys).fill(0);
  for (let claimed = 0; claimed < FAIR.keys * FAIR.each; ) {
    const keys = await claimer.claim();
    if (keys.length === 0) throw new Error("a claim came back without a run");
    for (const key of keys) counts[Number(key)] = (counts[Number(key)] ?? 0) + 1;
    claimed += keys.length;
  }
  claimer.close();
  const sum = counts.reduce((total, count) => total + count, 0);
  return sum ** 2 / (FAIR.keys * counts.reduce((total, count) => total + count ** 2, 0));
}

/** Where runs are ready: one job, two jobs, which take turns, many jobs, one key, many keys. */
async function readyPlaces(environment: Environment, many: number, runs: number): Promise<Claimer[]> {
  const { url } = await environment.contender("bosporus");
  const keyed = (key: number): Item => ({ concurrency_key: `key-${key}` });
  const one = await project(environment, url, "one-job");
  await triggerMany(
    url,
    one.apiKey,
    await createJob(url, one, { slug: "one" }),
    new Array<Item>(runs).fill({}),
  );
  const two = await project(environment, url, "two-jobs");
  for (const slug of ["one", "other"]) {
    const job = await createJob(url, two, { slug });
    await triggerMany(url, two.apiKey, job, new Array<Item>(Math.ceil(runs / 2) + 1).fill({}));
  }
  const jobs = await project(environment, url, "many-jobs");
  let made = 0;
  await inParallel(url, many, async () => {
    made += 1;
    const job = await createJob(url, jobs, { slug: `job-${made}` });
    // A second one: a job whose last run leaves loses its place, which is another thing.
    await triggerMany(url, jobs.apiKey, job, [{}, {}]);
  });
  const key = await project(environment, url, "one-key");
  await triggerMany(
    url,
    key.apiKey,
    await createJob(url, key, { slug: "one" }),
    new Array<Item>(runs).fill(keyed(0)),
  );
  const keys = await project(environment, url, "many-keys");
  const items = Array.from({ length: Math.max(many, runs) }, (_, at) => keyed(at % many));
  await triggerMany(url, keys.apiKey, await createJob(url, keys, { slug: "many" }), items);
  return [one, two, jobs, key, keys].map(({ apiKey }) => new Claimer(url, apiKey, 1));
}

/** Microseconds of Redis's script time a claim, of each place, in rounds. */
async function claimCosts(bench: Bench, environment: Environment): Promise<number[][]> {
  const { quick, rounds } = bench.settings;
  const claims = quick ? CLAIMS.quick : CLAIMS.usual;
  const places = await readyPlaces(environment, quick ? MANY.quick : MANY.usual, claims * (rounds + 1));
  const { client } = environment.redis;
  const spent = places.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, place] of places.entries()) {
      await client.config("RESETSTAT");
      for (let claim = 0; claim < claims; claim += 1) {
        if ((await place.claim()).length !== 1) throw new Error("a claim came back without a run");
      }
      const usec = /^cmdstat_fcall:calls=\d+,usec=(\d+)/m.exec(await client.info("commandstats"))?.[1];
      spent[index]?.push(Number(usec) / claims);
    }
  }
  for (const place of places) place.close();
  return spent;
}

function costVerdict(claim: string, many: readonly number[] = [], one: readonly number[] = []): Verdict {
  return judge({ claim, unit: "x", atMost: 1.15 }, ratioOf(many, one));
}

async function measure(bench: Bench, environment: Environment): Promise<ScenarioResult> {
  const { count, alone, behind } = await behindNoise(bench, environment);
  const jain = await jainsIndex(environment);
  const [job, two, jobs, key, keys] = await claimCosts(bench, environment);
  const p99s = (outcomes: readonly StartsOutcome[]): number[] => outcomes.map(({ p99 }) => p99);
  const noise = formatNumber(count);
  const figures = [
    { subject: "alone", outcomes: alone },
    { subject: `behind ${noise} runs of another project`, outcomes: behind },
  ].map(
    ({ subject, outcomes }): Figure => ({
      subject: `${LABELS.bosporus}, a quiet project ${subject}`,
      measure: "p99 ms from trigger to start",
      generator: "open loop",
      summary: summarize(p99s(outcomes)),
      errors: outcomes.reduce((sum, { errors }) => sum + errors, 0),
      p50: median(outcomes.map(({ p50 }) => p50)),
      p99: median(p99s(outcomes)),
    }),
  );
  const wait = `a quiet project's p99 wait behind ${noise} runs, against alone`;
  const fair = `Jain's index over ${FAIR.keys} keys of one job, some with twice the runs`;
  return {
    figures,
    verdicts: [
      judge({ claim: wait, unit: "x", atMost: 2, aim: 1.2 }, ratioOf(p99s(behind), p99s(alone))),
      judge({ claim: fair, unit: "", atLeast: 0.99 }, summarize([jain])),
      costVerdict("a claim's time in Redis with many ready jobs, against one", jobs, job),
      costVerdict("the same, against two, which take turns as well", jobs, two),
      costVerdict("a claim's time in Redis with many ready keys, against one", keys, key),
    ],
    notes: [
      `a claim takes ${[job, two, jobs, key, keys].map((spent = []) => formatNumber(median(spent))).join(", ")} µs of Redis with one job, two, many, one key, many keys`,
    ],
  };
}

/** Whether runs are handed out fairly, and at the same cost however many wait. */
export const handOut: Scenario = {
  name: "hand-out",
  summary:
    "a quiet project behind a noisy one, keys of one job, and claims where many jobs or keys have runs",
  local: true,
  run: (bench) => bench.alone((environment) => measure(bench, environment)),
};
