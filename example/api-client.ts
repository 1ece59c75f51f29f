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
 * pause. So is one whose connection was refused: nothing can have been written.
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

/** Executor calls that a second one of would count twice; a spawn and a chunk carry what tells them apart. */
const COUNTS_TWICE = /\/(?:usage|tool-call|continue|batch)$/;
/** A server closes a connection that is idle, also in the moment in which a call is sent on it. */
const CLOSED: ReadonlySet<unknown> = new Set(["UND_ERR_SOCKET", "ECONNRESET", "EPIPE"]);
const SENT_AT_MOST = 3;

export type Method = "GET" | "POST" | "DELETE";

/** Whether a call may be made again when nobody knows whether it was carried out. */
function isRepeatable(method: Method, path: string, headers: Readonly<Record<string, string>>): boolean {
  if (method !== "POST" || headers["x-idempotency-key"] !== undefined) return true;
  return path.startsWith("/sdk/v1/runs/") && !COUNTS_TWICE.test(path);
}

/** Sends again what was sent on a connection that was closed meanwhile. */
async function sendOverClosed<Answer>(repeatable: boolean, send: () => Promise<Answer>): Promise<Answer> {
  for (let sent = 1; ; sent++) {
    try {
      return await send();
    } catch (error) {
      const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
      if (!repeatable || sent === SENT_AT_MOST || !CLOSED.has(code)) throw error;
    }
  }
}

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
    const sent = {
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
    };
    const [response, text] = await sendOverClosed(isRepeatable(method, path, headers), async () => {
      const answer = await request(this.#baseUrl + path, sent);
      return [answer, await answer.body.text()] as const;
    });
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
