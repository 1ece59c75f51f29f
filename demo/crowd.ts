import { type Client, ok } from "bosporus/client";
import { JOBS } from "./jobs.js";
import { chance, type Pace, pick } from "./pace.js";
import type { Passage } from "./texts.js";

const QUESTIONS: readonly [string, ...string[]] = [
  "What happens when a worker is killed?",
  "How is a run handed out, and in which order?",
  "What does an operator have to watch?",
  "Which limits are there, and why?",
  "How does a client resume a stream?",
];

const PARTNERS: readonly [string, ...string[]] = ["aurora-lines", "aurora-lines", "golden-horn", "marmara"];

/** Those who give the fleet its work: people, a partner's feed, and a neighbour who never has enough. */
export class Crowd {
  readonly #client: Client;
  readonly #jobs: ReadonlyMap<string, string>;
  readonly #pace: Pace;

  /** `jobs`: ids by slug. */
  constructor(client: Client, jobs: ReadonlyMap<string, string>, pace: Pace) {
    this.#client = client;
    this.#jobs = jobs;
    this.#pace = pace;
  }

  /** Asks until the demo ends, so that about `runs` agents are at work. */
  async ask(runs: number, passages: readonly [Passage, ...Passage[]]): Promise<void> {
    for (let batch = 1; ; batch++) {
      const atWork = await this.#atWork();
      const wanted = Math.min(Math.max(0, runs - atWork), 10);
      for (let count = 0; count < wanted; count++) {
        const payload = { question: pick(QUESTIONS), passage: pick(passages) };
        await this.trigger(JOBS.research.slug, { payload, priority: chance(0.2) ? 5 : 0 });
      }
      if (chance(0.5)) {
        // Of a partner one at a time, so that its rows come in their order.
        const partner = pick(PARTNERS);
        await this.trigger(JOBS.import.slug, { payload: { partner, batch }, concurrency_key: partner });
      }
      if (chance(0.5)) await this.trigger(JOBS.page.slug, { payload: { url: "https://example.org/news" } });
      await this.#pace.between(800, 1600);
    }
  }

  /** Gives more in one go than can be done before the next. */
  async crowd(): Promise<void> {
    for (;;) {
      const items = Array.from({ length: 25 }, (_, index) => ({ payload: { image: `IMG_${index}.jpg` } }));
      const params = { path: { jobID: this.#id(JOBS.noise.slug) } };
      await ok(this.#client.POST("/v1/jobs/{jobID}/trigger/bulk", { params, body: { items } }));
      await this.#pace.between(4000, 7000);
    }
  }

  /** A person who looks at what waits for approval, after a while, and mostly approves. */
  async approve(eventKey: string): Promise<void> {
    await this.#pace.between(3000, 12_000);
    const params = { path: { eventKey } };
    const body = { payload: { approved: chance(0.85) } };
    await ok(this.#client.POST("/v1/events/{eventKey}/send", { params, body }));
  }

  async trigger(
    slug: string,
    body: { payload: unknown; priority?: number; concurrency_key?: string },
  ): Promise<void> {
    const params = { path: { jobID: this.#id(slug) } };
    await ok(this.#client.POST("/v1/jobs/{jobID}/trigger", { params, body }));
  }

  async #atWork(): Promise<number> {
    const query = {
      job_id: this.#id(JOBS.research.slug),
      statuses: "queued,executing,waiting",
      limit: "100",
    } as const;
    const { data } = await ok(this.#client.GET("/v1/runs", { params: { query } }));
    return data.length;
  }

  #id(slug: string): string {
    const id = this.#jobs.get(slug);
    if (id === undefined) throw new Error(`the demo has no job ${slug}`);
    return id;
  }
}
