/** An answer that is no success, as the error envelope says it (control-api 8.3). */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  /** Stable name of what is wrong: `not_found`, `gone`, `rate_limited`, … */
  readonly code: string;
  readonly details: readonly string[];
  readonly requestId: string;
  /** The error object as it came: a `gone` carries the run's final `status` here. */
  readonly error: Readonly<Record<string, unknown>>;

  constructor(status: number, body: unknown) {
    const envelope = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
    const error = (envelope["error"] ?? {}) as Record<string, unknown>;
    super(`${status} ${String(error["message"] ?? "no answer of the API")}`);
    this.status = status;
    this.code = String(error["code"] ?? "unknown");
    this.details = Array.isArray(error["details"]) ? error["details"].map(String) : [];
    this.requestId = String(envelope["request_id"] ?? "");
    this.error = error;
  }
}

/** What answered is not the API: a page of a proxy, another program, another path of this one. */
export class ForeignAnswerError extends Error {
  override readonly name = "ForeignAnswerError";

  /** `sent`: what came instead of what was asked for. */
  constructor(sent: string) {
    super(`what answers is not the API: it sends ${sent}`);
  }
}
