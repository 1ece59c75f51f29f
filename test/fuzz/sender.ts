import { Agent, fetch } from "undici";
import { checkAnswer } from "../support/checked-answers.js";
import { API_KEY, type Product } from "../support/product.js";
import type { Credential, Request } from "./requests.js";

/** A stream or a long poll is left after this; what has begun by then was answered well. */
const LEFT_AFTER_MS = 1_000;
/** Things of a name that are remembered, the newest. */
const KNOWN = 31;
/** What the product may say when it cannot. */
const STATED = new Set([503]);

/** Sends requests to a product, with what it has learnt of the answers so far. */
export class Sender {
  readonly statuses = new Map<number, number>();
  readonly #product: Product;
  readonly #agent = new Agent({ connections: 8, connect: { timeout: 60_000 } });
  readonly #known = new Map<string, string[]>();
  readonly #tokens = new Map<string, string>();

  constructor(product: Product) {
    this.#product = product;
  }

  /** A job and two runs of it that have begun: what most operations are about. */
  async plant(): Promise<void> {
    const job = await this.#product.createJob();
    this.#learn("jobID", job.id);
    for (let index = 0; index < 2; index++) {
      const run = await this.#product.trigger(job.id, { payload: { n: index } });
      this.#tokens.set(run.id, run.token);
      this.#learn("runID", run.id);
      await this.#product.executor("POST", run, "heartbeat");
    }
  }

  /** Throws when the answer is none that is declared, or says that the product has failed. */
  async send(request: Request): Promise<void> {
    const { method, query, body, headers } = request;
    const segments = request.parts.map((part) =>
      "text" in part ? part.text : this.#nth(part.known, part.nth),
    );
    const path = `/${segments.join("/")}`;
    const search = query
      .map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`)
      .join("&");
    const given = Object.fromEntries(
      headers.map(([name, value]) => [name, Buffer.from(value).toString("latin1")]),
    );
    const leave = AbortSignal.timeout(LEFT_AFTER_MS);
    let response: Awaited<ReturnType<typeof fetch>>;
    let text: string;
    try {
      response = await fetch(`${this.#product.url()}${path}${search === "" ? "" : `?${search}`}`, {
        method,
        dispatcher: this.#agent,
        signal: leave,
        headers: {
          "Content-Type": "application/json",
          ...this.#credentials(path, request.credential),
          ...given,
        },
        ...(body === undefined ? {} : { body }),
      });
      text = await response.text();
    } catch (error) {
      if (leave.aborted) return;
      throw error;
    }
    const { status } = response;
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    if (status >= 500 && !STATED.has(status)) throw new Error(`${method} ${path}: ${status} ${text}`);
    const contentType = response.headers.get("content-type") ?? "";
    checkAnswer({ method, path, status, contentType, text });
    if (status < 300 && contentType.includes("application/json"))
      this.#read(request.operationId, JSON.parse(text));
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  #credentials(path: string, credential: Credential): Record<string, string> {
    const runId = path.split("/")[4] ?? "";
    const token = this.#tokens.get(runId) ?? [...this.#tokens.values()].at(-1) ?? "";
    const forExecutors = path.startsWith("/sdk/") === (credential !== "other");
    switch (credential) {
      case "none":
        return {};
      case "wrong":
        return { Authorization: "Bearer strait_wrong" };
      default:
        return { Authorization: `Bearer ${forExecutors ? token : API_KEY}` };
    }
  }

  #read(operationId: string, value: unknown): void {
    if (typeof value !== "object" || value === null) return;
    const { id, run_token, event_key } = value as Record<string, unknown>;
    if (typeof event_key === "string") this.#learn("eventKey", encodeURIComponent(event_key.toWellFormed()));
    if (typeof id !== "string") return;
    if (typeof run_token === "string") {
      this.#tokens.set(id, run_token);
      this.#learn("runID", id);
    } else if (operationId === "createJob") this.#learn("jobID", id);
    else if (operationId === "createApiKey") this.#learn("keyID", id);
    // The key that all calls are made with must not be among those that can be revoked.
    else if (!/ApiKey/.test(operationId)) this.#learn("other", id);
  }

  #learn(name: string, value: string): void {
    const known = this.#known.get(name) ?? [];
    known.push(value);
    if (known.length > KNOWN) known.shift();
    this.#known.set(name, known);
  }

  #nth(name: string, nth: number): string {
    const known = this.#known.get(name) ?? this.#known.get("other") ?? [];
    return known[nth % Math.max(1, known.length)] ?? "00000000-0000-7000-8000-000000000000";
  }
}
