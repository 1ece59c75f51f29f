import { Client } from "undici";
import type { Plain } from "../support/answers.js";
import { checkAnswer } from "../support/checked-answers.js";
import { API_KEY, PROJECT } from "../support/product.js";
import { RawConnection } from "../support/raw-http.js";
import type { Credential, Request } from "./requests.js";

/** A stream is left after this if nothing has come by then, else with the first that has come. */
const STREAM_LEFT_MS = 50;
/** A call that may wait is left after this: what has begun by then was answered well. */
const WAIT_LEFT_MS = 200;
/** Operations that wait for something to happen, or call somebody else. */
const MAY_WAIT: ReadonlySet<string> = new Set([
  ...["claimRuns", "setJobEndpoint", "verifyJobEndpoint", "testWebhook"],
]);
/** Every other call is answered: many times what the slowest machine needs. */
const ANSWERED_MS = 120_000;
/** What is left of a connection to which bytes were sent that are no request is left after this. */
const RAW_LEFT_MS = 50;
/** Things of a name that are remembered, the newest. */
const KNOWN = 31;
/** How often a job that is not known any more is tried to be taken away; one may have begun to run again meanwhile. */
const TRIES = 3;
/** Tokens that are remembered, the newest; more than the runs that are. */
const TOKENS = 200;
/** What the product may say when it cannot. */
const STATED: ReadonlySet<number> = new Set([503]);
/** What a server of HTTP may say to bytes that are no request. */
const STATED_FOR_BYTES: ReadonlySet<number> = new Set([501, 503, 505]);

interface Answered {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

export function operationsOf(document: Plain): Plain[] {
  const items = Object.values(document["paths"] as Record<string, Record<string, Plain>>);
  return items.flatMap((item) => Object.values(item));
}

/** Ids of the operations of the document that answer with a stream. */
export function streamsOf(document: Plain): Set<string> {
  const streams = operationsOf(document).filter((one) =>
    JSON.stringify(one["responses"]).includes("text/event-stream"),
  );
  return new Set(streams.map((one) => String(one["operationId"])));
}

/**
 * One client on a connection that it keeps: it sends one request after the other, with what it has learnt of the answers
 * before, so that it meets the same again with the same requests.
 */
export class Lane {
  readonly statuses = new Map<number, number>();
  /** Ids of the operations that have answered 2xx. */
  readonly well = new Set<string>();
  readonly #port: number;
  readonly #client: Client;
  readonly #streams: ReadonlySet<string>;
  readonly #known = new Map<string, string[]>();
  readonly #tokens = new Map<string, string>();
  /** Jobs that were forgotten and are still there, by how often they were tried to be taken away. */
  readonly #forgotten = new Map<string, number>();
  /** The last token that was given. */
  #token = "";

  constructor(port: number, streams: ReadonlySet<string>) {
    this.#port = port;
    this.#streams = streams;
    this.#client = new Client(`http://127.0.0.1:${port}`, {
      connect: { timeout: ANSWERED_MS },
      headersTimeout: ANSWERED_MS,
      bodyTimeout: ANSWERED_MS,
    });
  }

  /** A job, and two runs of it that have begun: what most operations are about. */
  async plant(): Promise<void> {
    const slug = `job-${crypto.randomUUID()}`;
    const job = await this.#made("/v1/jobs", { project_id: PROJECT, name: slug, slug });
    this.#learn("jobID", job.id);
    for (let index = 0; index < 2; index++) {
      const { id, run_token } = await this.#made(`/v1/jobs/${job.id}/trigger`, { payload: { n: index } });
      this.#keep(id, run_token);
      await this.#made(`/sdk/v1/runs/${id}/heartbeat`, {}, run_token);
    }
  }

  /** Takes away what cannot be met again, so that there is no more of it after a long time than after a short one. */
  async tidy(): Promise<void> {
    const headers = { "Content-Type": "application/json", Authorization: `Bearer ${API_KEY}` };
    for (const [job, tries] of [...this.#forgotten]) {
      let more = true;
      while (more) {
        const body = Buffer.from(JSON.stringify({ job_id: job }));
        const canceled = await this.#ask("", "POST", "/v1/runs/bulk-cancel-all", { headers, body });
        more = canceled?.status === 200 && JSON.parse(canceled.text).has_more === true;
      }
      const deleted = await this.#ask("", "DELETE", `/v1/jobs/${job}`, { headers, body: undefined });
      if (deleted?.status === 409 && tries < TRIES) this.#forgotten.set(job, tries + 1);
      else this.#forgotten.delete(job);
    }
  }

  /** Throws when the answer is none that is declared, does not come, or says that the product has failed. */
  async send(request: Request): Promise<void> {
    const { operationId, method, query, body, headers } = request;
    const segments = request.parts.map((part) =>
      "text" in part ? part.text : this.#nth(part.known, part.nth),
    );
    const path = `/${segments.join("/")}`;
    const search = query.map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`);
    const given = headers.map(([name, value]) => [name, Buffer.from(value).toString("latin1")]);
    const answer = await this.#ask(
      operationId,
      method,
      search.length === 0 ? path : `${path}?${search.join("&")}`,
      {
        headers: {
          "Content-Type": "application/json",
          ...this.#credentials(path, request.credential),
          ...Object.fromEntries(given),
        },
        body,
      },
    );
    if (answer === undefined) return;
    const { status, contentType, text } = answer;
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    if (status >= 500 && !STATED.has(status)) throw new Error(`${method} ${path}: ${status} ${text}`);
    checkAnswer({ method, path, status, contentType, text });
    if (status < 300) this.well.add(operationId);
    if (status < 300 && contentType.startsWith("application/json")) this.#read(operationId, JSON.parse(text));
  }

  /** Sends bytes of every kind; the connection ends, is answered, or is left while it waits for more. */
  async sendRaw(bytes: string): Promise<void> {
    const connection = new RawConnection(this.#port);
    connection.write(bytes);
    const left = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), RAW_LEFT_MS));
    const answer = await Promise.race([connection.answer(), left]);
    connection.destroy();
    if (answer !== undefined && answer.status >= 500 && !STATED_FOR_BYTES.has(answer.status))
      throw new Error(`raw bytes were answered ${answer.status}: ${JSON.stringify(bytes)}`);
  }

  close(): Promise<void> {
    return this.#client.destroy();
  }

  /** Undefined for a call that was left. Throws when one that must be answered is not. */
  async #ask(
    operationId: string,
    method: string,
    path: string,
    { headers, body }: { headers: Record<string, string>; body: Buffer | undefined },
  ): Promise<Answered | undefined> {
    const streams = this.#streams.has(operationId);
    const leave = new AbortController();
    const mayWait = streams || MAY_WAIT.has(operationId);
    const leaving = mayWait
      ? setTimeout(() => leave.abort(), streams ? STREAM_LEFT_MS : WAIT_LEFT_MS)
      : undefined;
    try {
      const {
        statusCode: status,
        headers: got,
        body: answer,
      } = await this.#client.request({
        ...{ method, path, headers, signal: leave.signal },
        ...(body === undefined ? {} : { body }),
      });
      const contentType = String(got["content-type"] ?? "");
      if (!contentType.startsWith("text/event-stream"))
        return { status, contentType, text: await answer.text() };
      const first = await answer[Symbol.asyncIterator]().next();
      answer.on("error", () => {}).destroy();
      return { status, contentType, text: String(first.value ?? "") };
    } catch (error) {
      if (leave.signal.aborted) return undefined;
      throw new Error(`${method} ${path} was not answered: ${error}`, { cause: error });
    } finally {
      clearTimeout(leaving);
    }
  }

  /** What a right POST has made. Throws when it is refused. */
  async #made(path: string, body: unknown, token = API_KEY): Promise<{ id: string; run_token: string }> {
    const headers = { "Content-Type": "application/json", Authorization: `Bearer ${token}` };
    const answer = await this.#ask("", "POST", path, { headers, body: Buffer.from(JSON.stringify(body)) });
    if (answer === undefined || answer.status >= 300)
      throw new Error(`POST ${path}: ${answer?.status} ${answer?.text}`);
    return JSON.parse(answer.text);
  }

  #credentials(path: string, credential: Credential): Record<string, string> {
    const token = this.#tokens.get(path.split("/")[4] ?? "") ?? this.#token;
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
    const { id, run_token, event_key, created } = value as Record<string, unknown>;
    if (operationId === "createJobs" && Array.isArray(created))
      for (const job of created as { id: string }[]) this.#learn("jobID", job.id);
    if (typeof event_key === "string") this.#learn("eventKey", encodeURIComponent(event_key.toWellFormed()));
    if (typeof id !== "string") return;
    if (typeof run_token === "string") this.#keep(id, run_token);
    else if (operationId === "createJob") this.#learn("jobID", id);
    else if (operationId === "createApiKey") this.#learn("keyID", id);
    // The key that all calls are made with must not be among those that can be revoked.
    else if (!/ApiKey/.test(operationId)) this.#learn("other", id);
  }

  #keep(run: string, token: string): void {
    this.#tokens.set(run, token);
    this.#token = token;
    const [oldest] = this.#tokens.keys();
    if (this.#tokens.size > TOKENS && oldest !== undefined) this.#tokens.delete(oldest);
    this.#learn("runID", run);
  }

  #learn(name: string, value: string): void {
    const known = this.#known.get(name) ?? [];
    known.push(value);
    const forgotten = known.length > KNOWN ? known.shift() : undefined;
    if (name === "jobID" && forgotten !== undefined) this.#forgotten.set(forgotten, 1);
    this.#known.set(name, known);
  }

  #nth(name: string, nth: number): string {
    const known = this.#known.get(name) ?? this.#known.get("other") ?? [];
    return known[nth % Math.max(1, known.length)] ?? "00000000-0000-7000-8000-000000000000";
  }
}
