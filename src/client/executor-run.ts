import { ApiError } from "./api-error.js";
import type { ClaimedRun, NextClaim } from "./api-types.js";
import { type Client, createClient, ok } from "./client.js";

/** Why the signal of a run fired. */
export type AbortCause = "canceled" | "ended" | "stale" | "stopping";

/** The run sleeps: the handler ends here, and the run is claimed anew when it goes on. */
export class RunSuspended extends Error {
  override readonly name = "RunSuspended";
}

type Level = "debug" | "info" | "warn" | "error";

/** What a handler does for its run. */
export class ExecutorRun<Payload = unknown> {
  readonly claimed: ClaimedRun;
  readonly payload: Payload;
  /** Fires when the run is canceled or no longer this executor's; its `reason` is an {@link AbortCause}. */
  readonly signal: AbortSignal;
  /** Every operation of the executor API, typed. */
  readonly api: Client;
  readonly #sequences = new Map<string, number>();

  constructor(client: Client, claimed: ClaimedRun, signal: AbortSignal) {
    const { apiKey: _, internalSecret: __, ...options } = client.options;
    this.claimed = claimed;
    this.payload = claimed.payload as Payload;
    this.signal = signal;
    this.api = createClient({ ...options, runToken: claimed.run_token });
  }

  get id(): string {
    return this.claimed.run_id;
  }

  /** The state that an earlier attempt, or the event the run waited for, has left; undefined when none has. */
  get lastCheckpoint(): unknown {
    return this.claimed.last_checkpoint?.state;
  }

  get #path() {
    return { params: { path: { runID: this.id } } };
  }

  async progress(percent: number, message?: string): Promise<void> {
    const body = message === undefined ? { percent } : { percent, message };
    await ok(this.api.POST("/sdk/v1/runs/{runID}/progress", { ...this.#path, body }));
  }

  async log(message: string, level: Level = "info", data?: unknown): Promise<void> {
    const body = { message, level, ...(data === undefined ? {} : { data }) };
    await ok(this.api.POST("/sdk/v1/runs/{runID}/log", { ...this.#path, body }));
  }

  /** Appends to a stream exactly once, however often it has to be sent. */
  async stream(chunk: string, { streamId = "default", done = false } = {}): Promise<void> {
    const seq = this.#sequences.get(streamId) ?? 0;
    this.#sequences.set(streamId, seq + 1);
    const body = { chunk, stream_id: streamId, done, seq };
    await ok(this.api.POST("/sdk/v1/runs/{runID}/stream", { ...this.#path, body }));
  }

  async checkpoint(state: unknown): Promise<void> {
    await ok(this.api.POST("/sdk/v1/runs/{runID}/checkpoint", { ...this.#path, body: { state } }));
  }

  /**
   * The payload of the event. When it has not come yet, the run sleeps: this throws {@link RunSuspended}, which the
   * handler lets through, and the run is claimed anew with the payload as its last checkpoint.
   */
  async waitForEvent(eventKey: string, timeoutSecs = 3600): Promise<unknown> {
    const body = { event_key: eventKey, timeout_secs: timeoutSecs };
    const answer: { status: string; payload?: unknown } = await ok(
      this.api.POST("/sdk/v1/runs/{runID}/wait-for-event", { ...this.#path, body }),
    );
    if (answer.status === "waiting") throw new RunSuspended(`waits for ${eventKey}`);
    return answer.payload;
  }

  /** A child run, one for each `key` however often the call is repeated. */
  async spawn(jobSlug: string, payload: unknown, key: string): Promise<{ readonly id: string }> {
    const body = { job_slug: jobSlug, payload, idempotency_key: key };
    const headers = { "Idempotency-Key": key };
    return ok(this.api.POST("/sdk/v1/runs/{runID}/spawn", { ...this.#path, body, headers }));
  }

  /** What a heartbeat says of the run; undefined when nothing is known. */
  async heartbeat(): Promise<AbortCause | "ok" | undefined> {
    try {
      const { status } = await ok(this.api.POST("/sdk/v1/runs/{runID}/heartbeat", this.#path));
      return status === "cancel_requested" ? "canceled" : "ok";
    } catch (error) {
      if (!(error instanceof ApiError)) return undefined;
      if (error.status === 410) return "ended";
      return error.status === 401 || error.status === 404 ? "stale" : undefined;
    }
  }

  /** What a heartbeat of many said of this run. */
  static causeOf(status: string): AbortCause | undefined {
    if (status === "cancel_requested") return "canceled";
    if (status === "gone") return "ended";
    return status === "not_active" || status === "not_executing" ? undefined : "stale";
  }

  /**
   * Ends the run, and claims what `claim` says in the same call. `ended` is false when the run was ended or taken away
   * by somebody else; a gateway that knows no claim here gives none.
   */
  async end(
    outcome: { readonly result: unknown } | { readonly error: string },
    claim?: NextClaim,
  ): Promise<{ readonly ended: boolean; readonly claimed: readonly ClaimedRun[] }> {
    const wanted = "error" in outcome ? "failed" : "completed";
    const next = claim === undefined ? {} : { claim };
    try {
      const { claimed } = await ok(
        "error" in outcome
          ? this.api.POST("/sdk/v1/runs/{runID}/fail", { ...this.#path, body: { ...outcome, ...next } })
          : this.api.POST("/sdk/v1/runs/{runID}/complete", {
              ...this.#path,
              body: outcome.result === undefined ? next : { result: outcome.result, ...next },
            }),
      );
      return { ended: true, claimed: claimed?.runs ?? [] };
    } catch (error) {
      if (!(error instanceof ApiError) || ![401, 404, 409, 410].includes(error.status)) throw error;
      // The answer to an earlier try was lost: the run has ended as this one wanted.
      return { ended: error.status === 410 && error.error["status"] === wanted, claimed: [] };
    }
  }
}
