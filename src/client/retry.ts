/** How calls are tried again. */
export interface RetryOptions {
  /** Tries of one call, the first included. */
  readonly attempts: number;
  /** Pause after the first failure; it doubles with each one, with jitter. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** How long one try waits for the head of its answer; a claim may take 30 s by itself. */
  readonly answerMs: number;
}

export const DEFAULT_RETRY: RetryOptions = {
  attempts: 5,
  firstPauseMs: 200,
  longestPauseMs: 10_000,
  answerMs: 60_000,
};

/** The request was certainly not carried out. */
const LIMITED = 429;
/** From the gateway or from who stands before it: what has become of the request is not known. */
const UNKNOWN: ReadonlySet<number> = new Set([502, 503, 504]);
/** A second one of these would count twice, so an answer that was lost is not asked for again by itself. */
const COUNTS_TWICE = /\/(?:usage|tool-call|continue|spawn|batch|claim)$/;

/** Whether a request may be sent again when nobody knows whether it was carried out. */
function isRepeatable(request: Request): boolean {
  if (request.method !== "POST") return true;
  if (request.headers.has("idempotency-key") || request.headers.has("x-idempotency-key")) return true;
  const { pathname } = new URL(request.url);
  return pathname.includes("/sdk/v1/runs/") && !COUNTS_TWICE.test(pathname);
}

function retryAfterMs(response: Response): number {
  const given = response.headers.get("retry-after") ?? "";
  if (/^\d+$/.test(given)) return Number(given) * 1000;
  const at = Date.parse(given);
  return Number.isNaN(at) ? 0 : Math.max(0, at - Date.now());
}

export function backoffMs(failures: number, options: RetryOptions): number {
  const full = Math.min(options.firstPauseMs * 2 ** (failures - 1), options.longestPauseMs);
  return full * (0.5 + Math.random() / 2);
}

/** Resolves after the time, or at once when the signal fires. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done);
  });
}

/** Sends it once. Rejects with a `TimeoutError` when nobody answers: a connection may be lost without a word. */
async function sendInTime(send: typeof fetch, request: Request, answerMs: number): Promise<Response> {
  const silence = new AbortController();
  const timer = setTimeout(
    () => silence.abort(new DOMException(`no answer within ${answerMs} ms`, "TimeoutError")),
    answerMs,
  );
  try {
    return await send(request, { signal: AbortSignal.any([request.signal, silence.signal]) });
  } finally {
    clearTimeout(timer);
  }
}

/**
 * `fetch` that tries again: after 429 always, after 502, 503, 504, a lost connection and silence when the request may be
 * repeated. `Retry-After` is a lower bound of the pause.
 */
export function retryingFetch(
  options: RetryOptions = DEFAULT_RETRY,
  send: typeof fetch = fetch,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const repeatable = isRepeatable(request);
    for (let failures = 1; ; failures++) {
      const last = failures >= options.attempts;
      try {
        const response = await sendInTime(send, last ? request : request.clone(), options.answerMs);
        const again = response.status === LIMITED || (repeatable && UNKNOWN.has(response.status));
        if (last || !again) return response;
        await response.body?.cancel();
        await pause(Math.max(retryAfterMs(response), backoffMs(failures, options)), request.signal);
      } catch (error) {
        if (last || !repeatable || request.signal.aborted) throw error;
        await pause(backoffMs(failures, options), request.signal);
      }
      request.signal.throwIfAborted();
    }
  };
}
