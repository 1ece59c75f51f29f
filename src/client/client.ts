import createFetchClient, { type Client as FetchClient } from "openapi-fetch";
import { ApiError, ForeignAnswerError } from "./api-error.js";
import type { paths } from "./api-types.js";
import { type Followed, type FollowOptions, follow } from "./follow.js";
import { DEFAULT_RETRY, type RetryOptions, retryingFetch } from "./retry.js";

export interface ClientOptions {
  /** Where a gateway, or the balancer before them, listens. */
  readonly baseUrl: string;
  /** An API key (control API). */
  readonly apiKey?: string;
  /** A run token (executor API of one run). */
  readonly runToken?: string;
  readonly internalSecret?: string;
  /** The project, where the internal secret is used. */
  readonly projectId?: string;
  readonly retry?: Partial<RetryOptions>;
  readonly fetch?: typeof fetch;
}

/** Typed calls of every endpoint, and streams that resume. */
export interface Client extends FetchClient<paths> {
  readonly options: ClientOptions;
  /**
   * Frames of a stream path (`/v1/runs/{id}/stream`, …/chunks, …/logs, `/v1/events/{key}/stream`), each once and in
   * order: connections that are lost are made again behind the last frame. Ends with the stream. Throws
   * {@link ApiError} when it is refused.
   */
  follow(path: string, options?: FollowOptions): AsyncGenerator<Followed, void, void>;
}

function credentialHeaders(options: ClientOptions): Record<string, string> {
  const bearer = options.runToken ?? options.apiKey;
  return {
    ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
    ...(options.internalSecret === undefined ? {} : { "X-Internal-Secret": options.internalSecret }),
    ...(options.projectId === undefined ? {} : { "X-Project-Id": options.projectId }),
  };
}

/** A client of a gateway. Calls answer `{ data, error, response }`; {@link ok} makes a failure an exception. */
export function createClient(options: ClientOptions): Client {
  const headers = credentialHeaders(options);
  const retry = { ...DEFAULT_RETRY, ...options.retry };
  const send = options.fetch ?? fetch;
  const calls = createFetchClient<paths>({
    baseUrl: options.baseUrl,
    headers,
    fetch: retryingFetch(retry, send),
  });
  return Object.assign(calls, {
    options,
    follow: (path: string, more: FollowOptions = {}) =>
      follow(options.baseUrl.replace(/\/+$/, "") + path, headers, { retry, send, ...more }),
  });
}

/** The data of an answer. Throws {@link ApiError} when it is no success, {@link ForeignAnswerError} when it is no JSON. */
export async function ok<Data>(
  call: Promise<{ data?: Data; error?: unknown; response: Response }>,
): Promise<Exclude<Data, undefined>> {
  const { data, error, response } = await call.catch((reason: unknown) => {
    throw reason instanceof SyntaxError ? new ForeignAnswerError("no JSON") : reason;
  });
  if (!response.ok) throw new ApiError(response.status, error);
  return data as Exclude<Data, undefined>;
}
