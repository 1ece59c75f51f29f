import { isUtf8 } from "node:buffer";
import type { Job } from "../api/job.js";
import { classifyError, ERROR_CLASSES, type ErrorClass } from "../domain/error-class.js";
import { parseJson, withoutMark } from "../domain/json.js";
import { LIMITS } from "../domain/limits.js";
import type { EndpointOutcome } from "../endpoint/endpoint-outcome.js";
import type { CallOutcome, EndpointVerdict } from "../store/dispatches.js";

/** Why a call of an endpoint failed. */
export interface CallFailure {
  readonly error: string;
  readonly errorClass: ErrorClass;
  readonly timedOut: boolean;
  readonly retryAfterSecs: number | undefined;
}

/** What of an outcome is a failure; nothing for any 2xx. `capped`: the process-wide limit came first. */
export function failureOf(outcome: EndpointOutcome, capped: boolean): CallFailure | undefined {
  const none = { timedOut: false, retryAfterSecs: undefined };
  switch (outcome.kind) {
    case "answered": {
      const { status, retryAfterSecs } = outcome;
      if (status >= 200 && status < 300) {
        const error = unusable(outcome);
        return error === undefined ? undefined : { ...none, error, errorClass: "client" };
      }
      const error = `endpoint returned ${status}`;
      return { error, errorClass: classifyError({ status }), timedOut: false, retryAfterSecs };
    }
    case "timed_out":
      return capped
        ? { ...none, error: "endpoint did not answer in time", errorClass: "timeout" }
        : { ...none, error: "execution timed out", errorClass: "transient", timedOut: true };
    case "failed":
      return { ...none, error: outcome.message, errorClass: outcome.errorClass };
    case "refused":
      return { ...none, error: outcome.message, errorClass: "client" };
    case "aborted":
      return undefined;
  }
}

/**
 * What a call says about its endpoint. A refusal (4xx) is the answer of one that is well, but not a sign that it
 * does its work: it says nothing.
 */
export function verdictOf(failure: CallFailure | undefined): EndpointVerdict["verdict"] {
  if (failure === undefined) return "good";
  if (failure.timedOut || failure.errorClass === "timeout") return "late";
  return ERROR_CLASSES[failure.errorClass].retryable ? "bad" : undefined;
}

/** Why a good answer cannot be a result: a part of it, or another text than was sent, would be a false one. */
function unusable({
  body,
  truncated,
  coding,
}: {
  readonly body: Buffer;
  readonly truncated: boolean;
  readonly coding?: string;
}): string | undefined {
  if (coding !== undefined && body.length > 0) {
    return `endpoint answered with Content-Encoding ${coding}: heed Accept-Encoding, which is identity`;
  }
  if (truncated) return `endpoint answered with more than ${LIMITS.resultBytes} bytes`;
  if (!isUtf8(body)) return "endpoint answered with bytes that are not UTF-8";
  return Buffer.byteLength(resultOf(body)) > LIMITS.resultBytes
    ? `endpoint answered with a text that as JSON has more than ${LIMITS.resultBytes} bytes`
    : undefined;
}

/** What a success means for the run; `trace` are its timings. */
export function successOf(outcome: EndpointOutcome, job: Job, trace: string): CallOutcome {
  if (outcome.kind !== "answered") return { outcome: "completed", result: "", trace };
  if (outcome.status === 202 && job.async_completion === true) return { outcome: "accepted" };
  return { outcome: "completed", result: resultOf(outcome.body), trace };
}

/** The answer's body as the run's result: JSON as it came, anything else as a JSON string, nothing for none. */
function resultOf(answered: Buffer): string {
  const body = withoutMark(answered);
  if (body.length === 0) return "";
  const parsed = parseJson(body, LIMITS.jsonDepth, "text");
  return "rejected" in parsed ? JSON.stringify(body.toString("utf8")) : parsed.text;
}
