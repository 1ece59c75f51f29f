import { TRACE_HEADERS, TRACE_METADATA } from "../domain/trace-context.js";
import { signBody } from "../endpoint/signature.js";

/** All headers of a dispatch together, in bytes as sent: servers refuse more of them, Node from 16 KiB (control-api 6.2). */
const HEADER_BYTES = 8192;
/** Of a line, beside its name and value. */
const LINE_BYTES = 4;
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
  /** Whether only the size of the checkpoint is sent, however small it is. */
  readonly withoutCheckpoint?: boolean;
}

const PRINTABLE_ASCII = /^[\x20-\x7e]+$/;

/** The headers of a dispatch (control-api 6.2). Every value is printable ASCII. */
export function dispatchHeaders(input: DispatchHeadersInput): Record<string, string> {
  const headers = {
    "Content-Type": "application/json",
    "X-Run-ID": input.runId,
    "X-Job-ID": input.jobId,
    "X-Attempt": String(input.attempt),
    "X-Run-Token": input.runToken,
    "X-SDK-Token": input.runToken,
    ...signature(input),
    ...trace(input),
    ...previousError(input),
  };
  return { ...headers, ...checkpoint(input, HEADER_BYTES - bytesOf(headers)) };
}

function bytesOf(headers: Readonly<Record<string, string>>): number {
  return Object.entries(headers).reduce(
    (sum, [name, value]) => sum + name.length + value.length + LINE_BYTES,
    0,
  );
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
 * A resumed dispatch gets its checkpoint on attempt 1 too (control-api 5.3). Of one that does not fit, the size is
 * sent: the executor reads it by `GET …/checkpoint`.
 */
function checkpoint(input: DispatchHeadersInput, room: number): Record<string, string> {
  const last = input.lastCheckpoint;
  if (last === undefined || !(input.resumed || input.attempt > 1)) return {};
  const state = headerText(last.state);
  if (state.length === 0) return {};
  const at = { "X-Checkpoint-At": headerText(last.createdAt) };
  const whole = { "X-Last-Checkpoint": state, ...at };
  if (input.withoutCheckpoint !== true && bytesOf(whole) <= room) return whole;
  return { "X-Last-Checkpoint-Size": String(Buffer.byteLength(last.state)), ...at };
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
