import { setTimeout as sleep } from "node:timers/promises";
import type { Bench, Scenario } from "../harness/bench.js";
import { BullmqPeer, bullmqFigure, IN_FLIGHT, WHOLE_RUNS } from "../harness/bullmq.js";
import { LABELS, startContender, startDispatcher } from "../harness/contenders.js";
import type { Environment } from "../harness/environment.js";
import { HttpConnection } from "../load/http-connection.js";
import { requestText } from "../load/plan.js";
import type { ScenarioResult } from "../report/result.js";
import { judge } from "../report/verdict.js";
import { ratioOf, summarize } from "../statistics.js";

/** Of the triggered runs, those whose end is waited for and those that are looked at afterwards. */
const LAST = 200;
const SAMPLE = 300;
const DRAIN_MS = 60_000;
const POLL_MS = 5;

interface Round {
  readonly rate: number;
  /** Triggers that were refused and sampled runs that did not end `completed`. */
  readonly errors: number;
}

/** Runs that are dispatched to an endpoint. */
export class HttpRuns {
  readonly #url: string;
  readonly #apiKey: string;
  readonly #trigger: string;
  readonly #endpoint: string;

  constructor(url: string, apiKey: string, job: string, endpoint: string) {
    this.#url = url;
    this.#apiKey = apiKey;
    this.#endpoint = endpoint;
    this.#trigger = requestText(new URL(url).host, {
      path: `/v1/jobs/${job}/trigger`,
      token: apiKey,
      body: "{}",
    });
  }

  /** Triggers runs for so many seconds and waits until they have ended: runs a second of the whole time. */
  async round(seconds: number): Promise<Round> {
    const before = await this.#dispatched();
    const start = performance.now();
    const { ids, errors } = await this.#triggerUntil(start + seconds * 1000);
    const deadline = performance.now() + DRAIN_MS;
    while ((await this.#dispatched()) - before < ids.length) {
      if (performance.now() > deadline) throw new Error("the runs were not dispatched in time");
      await sleep(POLL_MS);
    }
    await this.#unfinished(ids.slice(-LAST), deadline);
    const elapsed = (performance.now() - start) / 1000;
    const step = Math.max(1, Math.floor(ids.length / SAMPLE));
    const sample = ids.filter((_id, index) => index % step === 0);
    return { rate: ids.length / elapsed, errors: errors + (await this.#unfinished(sample, deadline)) };
  }

  async #dispatched(): Promise<number> {
    const response = await fetch(`${this.#endpoint}/count`);
    return ((await response.json()) as { count: number }).count;
  }

  async #triggerUntil(deadline: number): Promise<{ ids: string[]; errors: number }> {
    const ids: string[] = [];
    let errors = 0;
    const lane = async (): Promise<void> => {
      const connection = new HttpConnection(this.#url);
      while (performance.now() < deadline) {
        const { status, body } = await connection.request(this.#trigger);
        if (status === 201) ids.push((JSON.parse(body.toString()) as { id: string }).id);
        else errors += 1;
      }
      connection.close();
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
    return { ids, errors };
  }

  /** Waits until the runs are completed; gives how many were not when the time was over. */
  async #unfinished(ids: readonly string[], deadline: number): Promise<number> {
    let open = ids;
    for (;;) {
      const statuses = await Promise.all(open.map((id) => this.#status(id)));
      open = open.filter((_id, index) => statuses[index] !== "completed");
      if (open.length === 0 || performance.now() > deadline) return open.length;
      await sleep(POLL_MS);
    }
  }

  async #status(id: string): Promise<string> {
    const response = await fetch(`${this.#url}/v1/runs/${id}`, {
      headers: { authorization: `Bearer ${this.#apiKey}` },
    });
    return ((await response.json()) as { status: string }).status;
  }
}

async function measure(bench: Bench, environment: Environment): Promise<ScenarioResult> {
  const { settings } = bench;
  const { credentials, redis } = environment;
  const endpoint = await startContender("bare", redis.url, credentials);
  const { url } = await environment.contender("bosporus");
  const dispatcher = startDispatcher(redis.url, credentials);
  const bullmq = await BullmqPeer.start(redis.url);
  const peerRates: number[] = [];
  const rounds: Round[] = [];
  try {
    const job = await environment.job("bosporus", { slug: "http", endpointUrl: `${endpoint.url}/job` });
    const runs = new HttpRuns(url, credentials.apiKey, job, endpoint.url);
    await bullmq.rate(settings.longWarmup);
    await runs.round(settings.longWarmup);
    for (let round = 0; round < settings.rounds; round += 1) {
      peerRates.push(await bullmq.rate(settings.duration));
      rounds.push(await runs.round(settings.duration));
    }
  } finally {
    await Promise.all([bullmq.stop(), dispatcher.stop(), endpoint.stop()]);
  }
  const rates = rounds.map((round) => round.rate);
  const claim = `whole http runs: rate against ${LABELS.bullmq}`;
  return {
    figures: [
      bullmqFigure(peerRates),
      {
        subject: LABELS.bosporus,
        measure: WHOLE_RUNS,
        generator: "closed loop",
        summary: summarize(rates),
        errors: rounds.reduce((sum, round) => sum + round.errors, 0),
      },
    ],
    verdicts: [judge({ claim, unit: "x", atLeast: 0.6, aim: 1 }, ratioOf(rates, peerRates))],
    notes: [],
  };
}

/** Runs that a worker process dispatches to a local endpoint. */
export const httpRuns: Scenario = {
  name: "http-runs",
  summary: "trigger, dispatch to a local endpoint answering 200, completed, against BullMQ's add and process",
  local: true,
  run: (bench) => bench.alone((environment) => measure(bench, environment)),
};
