import { setMaxListeners } from "node:events";
import { Agent, type Dispatcher, RetryAgent, request } from "undici";

/** A refusal of the gateway, from its error envelope. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(call: string, status: number, code: string, message: string) {
    super(`${call} answered ${status} ${code}: ${message}`);
    this.status = status;
    this.code = code;
  }
}

interface ErrorEnvelope {
  readonly error?: {
    readonly code?: string;
    readonly message?: string;
    readonly details?: readonly string[];
  };
}

/**
 * 429 and 503 say "not now": the call is made again, after the `Retry-After` that came with it or a growing
 * pause. A lost connection is not, except one that was refused: only then nothing can have been written.
 */
const RETRIES = {
  statusCodes: [429, 503],
  methods: ["GET", "POST", "DELETE"] as Dispatcher.HttpMethod[],
  errorCodes: ["ECONNREFUSED"],
  maxRetries: 8,
  minTimeout: 100,
  maxTimeout: 5_000,
  throwOnError: false,
};

export type Method = "GET" | "POST" | "DELETE";

/** Calls the HTTP API with one credential. */
export class ApiClient {
  readonly #baseUrl: string;
  readonly #credential: string;
  readonly #signal: AbortSignal;
  readonly #dispatcher: Dispatcher;

  /** `credential` is an API key or a run token; an aborted `signal` ends every call. */
  constructor(
    baseUrl: string,
    credential: string,
    signal: AbortSignal,
    dispatcher: Dispatcher = new RetryAgent(new Agent(), RETRIES),
  ) {
    this.#baseUrl = baseUrl;
    this.#credential = credential;
    this.#signal = signal;
    // Every call that is under way listens to it.
    setMaxListeners(0, signal);
    this.#dispatcher = dispatcher;
  }

  /** Whether calls are not made any more. */
  get aborted(): boolean {
    return this.#signal.aborted;
  }

  /** The same connections with another credential. */
  as(credential: string): ApiClient {
    return new ApiClient(this.#baseUrl, credential, this.#signal, this.#dispatcher);
  }

  /** The same, with calls that also end when `signal` is aborted. */
  until(signal: AbortSignal): ApiClient {
    const either = AbortSignal.any([this.#signal, signal]);
    return new ApiClient(this.#baseUrl, this.#credential, either, this.#dispatcher);
  }

  /** The answer's JSON, of the shape that the OpenAPI document states. Throws {@link ApiError}. */
  async call<Answer>(
    method: Method,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const response = await request(this.#baseUrl + path, {
      method,
      dispatcher: this.#dispatcher,
      signal: this.#signal,
      headers: {
        authorization: `Bearer ${this.#credential}`,
        "x-sdk-version": "2.0.0",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.body.text();
    if (response.statusCode < 300) return (text === "" ? undefined : JSON.parse(text)) as Answer;
    const { error } = JSON.parse(text) as ErrorEnvelope;
    const details = error?.details?.join("; ");
    const message = `${error?.message ?? text}${details === undefined ? "" : ` (${details})`}`;
    throw new ApiError(`${method} ${path}`, response.statusCode, error?.code ?? "", message);
  }

  /** Closes the connections of this client and of all made from it. */
  close(): Promise<void> {
    return this.#dispatcher.close();
  }
}
