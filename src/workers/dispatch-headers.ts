import { TRACE_HEADERS, TRACE_METADATA } from "../domain/trace-context.js";
import { signBody } from "../endpoint/signature.js";

/** The longest checkpoint that travels in a header, in bytes as sent (control-api 6.2). */
const CHECKPOINT_HEADER_BYTES = 65_536;
const PREVIOUS_ERROR_LENGTH = 1024;

export interface DispatchHeadersInput {
  readonly runId: string;
  readonly jobId: string;
  readonly attempt: number;
  readonly runToken: string;
  readonly signingSecret?: string | undefined;
  /** The body exactly as it is sent: it is what gets signed. */
  readonly body: string | Buffer;
  readonly nowMs: number;
  /** Of the run: its trace context is sent. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Of the span of this call, which takes the place of the run's own; undefined while traces are off. */
  readonly traceparent: string | undefined;
  /** `state` is the raw JSON text, `createdAt` RFC 3339. */
  readonly lastCheckpoint?: { readonly state: string; readonly createdAt: string } | undefined;
  readonly previousError?: string | undefined;
  /** The run has been executing before in this attempt: it comes back from waiting or from a pause. */
  readonly resumed: boolean;
}

const PRINTABLE_ASCII = /^[\x20-\x7e]+$/;

/** The headers of a dispatch (control-api 6.2). Every value is printable ASCII. */
export function dispatchHeaders(input: DispatchHeadersInput): Record<string, string> {
  return {
    "Content-Type": "application/json",
    "X-Run-ID": input.runId,
    "X-Job-ID": input.jobId,
    "X-Attempt": String(input.attempt),
    "X-Run-Token": input.runToken,
    "X-SDK-Token": input.runToken,
    ...signature(input),
    ...trace(input),
    ...checkpoint(input),
    ...previousError(input),
  };
}

function signature(input: DispatchHeadersInput): Record<string, string> {
  if (input.signingSecret === undefined || input.signingSecret === "") return {};
  const secs = Math.floor(input.nowMs / 1000);
  return {
    "X-Strait-Timestamp": String(secs),
    "X-Strait-Signature": signBody(input.signingSecret, secs, input.body),
  };
}

/** A trace value that would have to be altered is worth nothing, so it is left out. */
function trace({ metadata, traceparent }: DispatchHeadersInput): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of TRACE_HEADERS) {
    const own = name === "Traceparent" ? traceparent : undefined;
    const value = own ?? metadata.get(TRACE_METADATA[name]) ?? "";
    if (PRINTABLE_ASCII.test(value)) headers[name] = value;
  }
  return headers;
}

/**
 * A resumed dispatch gets its checkpoint on attempt 1 too (control-api 5.3). A checkpoint that is too large goes
 * without its time as well: the time alone would promise a state that is not there.
 */
function checkpoint(input: DispatchHeadersInput): Record<string, string> {
  const last = input.lastCheckpoint;
  if (last === undefined || !(input.resumed || input.attempt > 1)) return {};
  const state = headerText(last.state);
  if (state.length === 0 || state.length > CHECKPOINT_HEADER_BYTES) return {};
  return { "X-Last-Checkpoint": state, "X-Checkpoint-At": headerText(last.createdAt) };
}

function previousError(input: DispatchHeadersInput): Record<string, string> {
  if (input.attempt <= 1 || input.previousError === undefined) return {};
  const safe = headerText(input.previousError);
  const cut =
    safe.length <= PREVIOUS_ERROR_LENGTH ? safe : withoutHalfEscape(safe.slice(0, PREVIOUS_ERROR_LENGTH));
  return cut === "" ? {} : { "X-Previous-Error": cut };
}

/**
 * Text as printable ASCII. For JSON the meaning stays: raw control characters can only be white space between
 * tokens, where a space does as well, and what is not ASCII can only be inside a string, where `\uXXXX` is equal.
 */
function headerText(text: string): string {
  if (PRINTABLE_ASCII.test(text)) return text.trim();
  return text
    .replace(/[^\x20-\uffff]+/g, " ")
    .trim()
    .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function withoutHalfEscape(text: string): string {
  return text.replace(/\\(?:u[0-9a-f]{0,3})?$/, "").trimEnd();
}
