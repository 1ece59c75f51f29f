import type { ExecutorRun } from "bosporus/client";
import { ok } from "bosporus/client";
import { chance, type Pace, pick } from "./pace.js";
import { type Passage, tokensOf } from "./texts.js";

/** Tokens a model takes and gives cost, in millionths of a US dollar each. */
interface Model {
  readonly provider: string;
  readonly model: string;
  readonly promptPrice: number;
  readonly completionPrice: number;
}

const MODELS: readonly [Model, ...Model[]] = [
  { provider: "northwind", model: "strait-large", promptPrice: 3, completionPrice: 15 },
  { provider: "northwind", model: "strait-small", promptPrice: 0.25, completionPrice: 1.25 },
  { provider: "sirocco", model: "galata-2", promptPrice: 1.1, completionPrice: 4.4 },
];

const TOOLS: readonly [string, ...string[]] = ["search", "read_file", "python", "fetch_page", "sql"];

const BREAKDOWNS: readonly [string, ...string[]] = [
  "the model is overloaded (529): no answer within 60 s",
  "context of 214,338 tokens is longer than the 200,000 the model takes",
  "tool search answered with a page of an unknown form",
  "connection to the vector store was reset",
];

/** What an agent of the demo is asked to do. */
export interface Question {
  readonly question: string;
  readonly passage: Passage;
}

/** One agent at work on one run, with the habits that all of them share. */
export class Agent {
  readonly run: ExecutorRun;
  readonly #pace: Pace;
  readonly #model = pick(MODELS);

  constructor(run: ExecutorRun, pace: Pace) {
    this.run = run;
    this.#pace = pace;
  }

  get #path() {
    return { params: { path: { runID: this.run.id } } };
  }

  /** Takes its time; rejects when the run is canceled or the demo ends. */
  think(leastMs: number, mostMs: number): Promise<number> {
    return this.#pace.between(leastMs, mostMs, AbortSignal.any([this.run.signal, this.#pace.signal]));
  }

  /** Throws now and then, as what it works with does. */
  mayBreakDown(probability: number): void {
    if (chance(probability)) throw new Error(pick(BREAKDOWNS));
  }

  async callTool(input: unknown): Promise<void> {
    const tool_name = pick(TOOLS);
    const duration_ms = await this.think(80, 900);
    const failed = chance(0.1);
    const output = failed
      ? { error: "no such row" }
      : { rows: Math.floor(Math.random() * 40), truncated: chance(0.3) };
    const status = failed ? "failed" : "completed";
    const body = { tool_name, input, output, duration_ms, status };
    await ok(this.run.api.POST("/sdk/v1/runs/{runID}/tool-call", { ...this.#path, body }));
    if (failed) await this.run.log(`${tool_name} failed, going on without it`, "warn", output);
    else await this.run.log(`${tool_name} answered after ${duration_ms} ms`, "debug", output);
  }

  /** Speaks a text into a stream as a model does, tells how far it is, and what it has cost. */
  async speak(text: string, streamId: string, from: number, to: number): Promise<void> {
    const parts = [...tokensOf(text)];
    for (const [index, part] of parts.entries()) {
      await this.run.stream(part, { streamId, done: index === parts.length - 1 });
      if (index % 6 === 5) await this.#tellResources();
      if (index % 20 === 19) {
        await this.run.progress(
          Math.round(from + ((to - from) * index) / parts.length),
          `writing ${streamId}`,
        );
      }
      await this.think(25, 90);
    }
    await this.#tellUsage(400 + Math.floor(Math.random() * 9000), Math.ceil(text.length / 4));
  }

  async remember(key: string, value: unknown): Promise<void> {
    await ok(this.run.api.POST("/sdk/v1/runs/{runID}/state", { ...this.#path, body: { key, value } }));
  }

  async output(key: string, value: unknown): Promise<void> {
    await ok(
      this.run.api.POST("/sdk/v1/runs/{runID}/output", { ...this.#path, body: { output_key: key, value } }),
    );
  }

  async annotate(annotations: Record<string, string>): Promise<void> {
    await ok(this.run.api.POST("/sdk/v1/runs/{runID}/annotate", { ...this.#path, body: annotations }));
  }

  /** Has others do a part of it. True when this run sleeps until they are done, and is then claimed anew. */
  async delegate(jobSlug: string, payload: unknown, key: string, wait: boolean): Promise<boolean> {
    const body = { job_slug: jobSlug, payload, idempotency_key: key, await_completion: wait };
    await ok(this.run.api.POST("/sdk/v1/runs/{runID}/spawn", { ...this.#path, body }));
    return wait;
  }

  async #tellUsage(prompt_tokens: number, completion_tokens: number): Promise<void> {
    const { provider, model, promptPrice, completionPrice } = this.#model;
    const cost_microusd = Math.round(prompt_tokens * promptPrice + completion_tokens * completionPrice);
    const body = { provider, model, prompt_tokens, completion_tokens, cost_microusd };
    await ok(this.run.api.POST("/sdk/v1/runs/{runID}/usage", { ...this.#path, body }));
  }

  async #tellResources(): Promise<void> {
    const body = {
      cpu_percent: Math.round(10 + Math.random() * 70),
      memory_mb: Math.round(300 + Math.random() * 400),
      memory_limit_mb: 1024,
    };
    await ok(this.run.api.POST("/sdk/v1/runs/{runID}/resource-snapshot", { ...this.#path, body }));
  }
}
