/**
 * Why an attempt failed (control-api 0.3). `retryable`: another attempt may do better. `transient`: another
 * endpoint may do better right now, so the fallback endpoint is tried within the same attempt.
 */
export const ERROR_CLASSES = {
  rate_limited: { retryable: true, transient: true },
  auth: { retryable: false, transient: false },
  client: { retryable: false, transient: false },
  server: { retryable: true, transient: false },
  transient: { retryable: true, transient: true },
  timeout: { retryable: true, transient: true },
  connection: { retryable: true, transient: true },
  oom: { retryable: false, transient: false },
  budget: { retryable: false, transient: false },
  unknown: { retryable: true, transient: false },
} as const satisfies Record<string, { retryable: boolean; transient: boolean }>;

export type ErrorClass = keyof typeof ERROR_CLASSES;

/** What is known about a failure. Everything is optional: a pull worker reports nothing but a message. */
export interface ErrorEvidence {
  readonly message?: string | undefined;
  /** `code` of the error object: an errno name, or a code of the HTTP client or of TLS. */
  readonly code?: string | undefined;
  /** HTTP status of the endpoint's answer. */
  readonly status?: number | undefined;
  readonly deadlineExceeded?: boolean | undefined;
  /** The error came out of the transport, whatever its code. */
  readonly network?: boolean | undefined;
  readonly canceled?: boolean | undefined;
}

const BUDGET = /budget exceeded|cost limit/i;
const DEADLINE = /deadline exceeded/i;
/** The two acronyms keep their case: in lower case they are parts of ordinary words ("room"). */
const OOM_PHRASE = /out of memory|memory limit exceeded/i;
const OOM_ACRONYM = /OOM|ENOMEM/;
const CONNECTION = /connection refused|connection reset|broken pipe|no such host|i\/o timeout/i;

const DEADLINE_CODES = new Set(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);
const CANCELED_CODES = new Set(["UND_ERR_ABORTED", "ABORT_ERR"]);
const CONNECTION_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EAI_FAIL",
  "EAI_NODATA",
  "EAI_NONAME",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ENETUNREACH",
  "ENETDOWN",
  "EADDRNOTAVAIL",
  "UND_ERR_SOCKET",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/**
 * The class of a failure. The order is the contract's: a budget or memory message outweighs the status that
 * carried it, and a deadline outweighs the broken connection it leaves behind.
 */
export function classifyError(evidence: ErrorEvidence): ErrorClass {
  const { message = "", code = "", status } = evidence;
  if (BUDGET.test(message)) return "budget";
  if (evidence.deadlineExceeded || DEADLINE_CODES.has(code) || DEADLINE.test(message)) return "timeout";
  if (code === "ENOMEM" || OOM_PHRASE.test(message) || OOM_ACRONYM.test(message)) return "oom";
  if (status !== undefined) return classOfStatus(status);
  if (CONNECTION_CODES.has(code) || CONNECTION.test(message)) return "connection";
  if (evidence.network || evidence.canceled || CANCELED_CODES.has(code)) return "transient";
  return "unknown";
}

/** A redirect is never followed, so a 3xx is an answer nobody can use: unknown. */
function classOfStatus(status: number): ErrorClass {
  if (status === 429) return "rate_limited";
  if (status === 401 || status === 403) return "auth";
  if (status >= 400 && status < 500) return "client";
  if (status >= 500 && status < 600) return "server";
  return "unknown";
}
