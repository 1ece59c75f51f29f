import { classifyError, type ErrorClass } from "../domain/error-class.js";
import { PrivateAddressError } from "../domain/public-address.js";

/** Durations of one call in whole milliseconds (control-api 6.6); what took less than one counts as one. */
export interface EndpointTiming {
  /** From starting to connect until the connection can be used, TLS included; 0 on a reused connection. */
  readonly connectMs: number;
  /** From there, or from the start of the call on a reused connection, until the answer begins. */
  readonly ttfbMs: number;
  readonly transferMs: number;
  /** The three together. */
  readonly dispatchMs: number;
}

/** What became of a call. A status of any kind is an answer; nothing here is thrown. */
export type EndpointOutcome =
  | {
      readonly kind: "answered";
      readonly status: number;
      /** How the body is coded, against what was asked for: nobody reads it then. Undefined for as it is. */
      readonly coding?: string;
      /** At most `maxResponseBytes`. */
      readonly body: Buffer;
      /** The body went on and was not read to its end. */
      readonly truncated: boolean;
      readonly retryAfterSecs?: number;
      readonly timing: EndpointTiming;
    }
  | { readonly kind: "timed_out"; readonly timing: EndpointTiming }
  | {
      readonly kind: "failed";
      readonly message: string;
      readonly errorClass: ErrorClass;
      readonly timing: EndpointTiming;
    }
  /** The URL, or an address its name resolves to, may not be called; the message says what to change. */
  | { readonly kind: "refused"; readonly message: string }
  /** The caller's signal, or the client, ended the call. */
  | { readonly kind: "aborted" };

/** The beginning of an answer as text; a character that it cuts is left out. Of a coded one, how it is coded. */
export function beginningOf({ body, coding }: { readonly body: Buffer; readonly coding?: string }): string {
  if (coding !== undefined) return `Content-Encoding: ${coding}`;
  return new TextDecoder().decode(body, { stream: true });
}

/** A duration as a timing holds it. */
export function wholeMs(ms: number): number {
  return ms <= 0 ? 0 : Math.max(1, Math.floor(ms));
}

/** Errors that say the call itself was malformed, not that the network failed. */
const OURS = new Set(["UND_ERR_INVALID_ARG", "UND_ERR_NOT_SUPPORTED"]);
const ENDED_BY_US = new Set(["UND_ERR_DESTROYED", "UND_ERR_CLOSED"]);

const SWITCHES = "the answer is not HTTP/1.1: its status cannot be, or it switches to a protocol unasked";

/**
 * Answers that the HTTP client has no sentence for, by their code or what it says: that is for those who know its
 * source.
 */
const UNREADABLE: ReadonlyMap<string, string> = new Map([
  ["ERR_ASSERTION", SWITCHES],
  ["bad upgrade", SWITCHES],
  ["UND_ERR_HEADERS_OVERFLOW", "the answer has more bytes of headers than are read"],
]);

/** The outcome of a call that the HTTP client gave up with this error. */
export function failureOutcome(error: Error, timing: EndpointTiming): EndpointOutcome {
  if (error instanceof PrivateAddressError) return { kind: "refused", message: error.message };
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (ENDED_BY_US.has(code)) return { kind: "aborted" };
  const told = messageOf(error) || code || error.name;
  const message = UNREADABLE.get(code) ?? UNREADABLE.get(told) ?? told;
  return {
    kind: "failed",
    message,
    errorClass: classifyError({ message, code, network: !OURS.has(code) }),
    timing,
  };
}

/** When every address of a name was tried in vain, the reasons are inside and the message is empty. */
function messageOf(error: Error): string {
  if (!(error instanceof AggregateError)) return error.message;
  return error.errors.map((one: unknown) => (one instanceof Error ? one.message : String(one))).join("; ");
}
