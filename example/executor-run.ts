import type { ApiClient } from "./api-client.js";

/** A run as `POST /v1/workers/claim` hands it out. */
export interface ClaimedRun {
  readonly run_id: string;
  readonly job_slug: string;
  readonly attempt: number;
  readonly payload: unknown;
  readonly run_token: string;
  readonly last_checkpoint?: { readonly sequence: number; readonly state: unknown };
}

export interface ChunkCall {
  readonly chunk: string;
  readonly seq: number;
  readonly done: boolean;
}
export interface UsageCall {
  readonly provider: string;
  readonly model: string;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
}
export interface ToolCallCall {
  readonly tool_name: string;
  readonly input: unknown;
  readonly output: unknown;
  readonly duration_ms: number;
}
export interface OutputCall {
  readonly output_key: string;
  readonly value: unknown;
  readonly schema: unknown;
}
export interface SpawnCall {
  readonly job_slug: string;
  readonly payload: unknown;
  readonly idempotency_key: string;
  readonly await_completion?: boolean;
  readonly await_timeout_secs?: number;
}

/** The executor's side of one claimed run: every call carries the run token. */
export class ExecutorRun {
  readonly claimed: ClaimedRun;
  readonly #api: ApiClient;

  constructor(api: ApiClient, claimed: ClaimedRun) {
    this.claimed = claimed;
    this.#api = api.as(claimed.run_token);
  }

  get id(): string {
    return this.claimed.run_id;
  }

  /** Shows that the executor lives; `cancel_requested` when somebody wants the run to end. */
  async heartbeat(): Promise<"ok" | "cancel_requested"> {
    const { status } = await this.#post<{ status: "ok" | "cancel_requested" }>("heartbeat");
    return status;
  }

  async progress(percent: number, step: string): Promise<void> {
    await this.#post("progress", { percent, step });
  }

  async stream(call: ChunkCall): Promise<void> {
    await this.#post("stream", call);
  }

  async usage(call: UsageCall): Promise<void> {
    await this.#post("usage", call);
  }

  async toolCall(call: ToolCallCall): Promise<void> {
    await this.#post("tool-call", call);
  }

  async setState(key: string, value: unknown): Promise<void> {
    await this.#post("state", { key, value });
  }

  async output(call: OutputCall): Promise<void> {
    await this.#post("output", call);
  }

  async checkpoint(state: unknown): Promise<void> {
    await this.#post("checkpoint", { state });
  }

  /** Creates a child; whether this run now waits for its children. */
  async spawn(call: SpawnCall): Promise<boolean> {
    const child = await this.#post<{ await_completion?: boolean }>("spawn", call);
    return child.await_completion === true;
  }

  /** Sleeps until the event comes; `received` when it had come before. */
  async waitForEvent(key: string, timeoutSecs: number): Promise<"waiting" | "received"> {
    const body = { event_key: key, timeout_secs: timeoutSecs };
    const { status } = await this.#post<{ status: "waiting" | "received" }>("wait-for-event", body);
    return status;
  }

  /** Creates the run that goes on with the work; its id. */
  async continue(payload: unknown): Promise<string> {
    const { id } = await this.#post<{ id: string }>("continue", { payload });
    return id;
  }

  async complete(result: unknown): Promise<void> {
    await this.#post("complete", { result });
  }

  async fail(error: string): Promise<void> {
    await this.#post("fail", { error });
  }

  #post<Answer>(operation: string, body?: unknown): Promise<Answer> {
    return this.#api.call("POST", `/sdk/v1/runs/${this.id}/${operation}`, body);
  }
}
