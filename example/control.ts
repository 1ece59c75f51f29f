import { type ApiClient, ApiError } from "./api-client.js";

/** What the example reads of a run. */
export interface Run {
  readonly id: string;
  readonly status: string;
  readonly payload?: unknown;
  readonly result?: unknown;
  readonly error?: string;
  readonly finished_at?: string;
}

interface Page<Item> {
  readonly data: readonly Item[];
  readonly next_cursor?: string;
}

export interface Chunk {
  readonly chunk: string;
  readonly stream_id: string;
  readonly done: boolean;
}
export interface RunEvent {
  readonly type: string;
  readonly data?: { readonly percent?: number };
}
export interface Output {
  readonly output_key: string;
  readonly value: unknown;
  readonly schema?: unknown;
}
export interface StateEntry {
  readonly state_key: string;
  readonly value: unknown;
}
export interface Checkpoint {
  readonly sequence: number;
  readonly state: unknown;
}
export interface ToolCall {
  readonly tool_name: string;
  readonly input?: unknown;
}
export interface UsageTotals {
  readonly records: number;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
}
export interface EventTrigger {
  readonly event_key: string;
  readonly status: string;
  readonly job_run_id?: string;
}

const PAGE_SIZE = 100;

/** The calls of the control API that the example makes with its API key. */
export class Control {
  readonly #api: ApiClient;
  readonly #projectId: string;

  constructor(api: ApiClient, projectId: string) {
    this.#api = api;
    this.#projectId = projectId;
  }

  /** Creates a pull job; its id. */
  async createJob(slug: string, name: string): Promise<string> {
    const job = { project_id: this.#projectId, slug, name, execution_mode: "worker" };
    const { id } = await this.#api.call<{ id: string }>("POST", "/v1/jobs", job);
    return id;
  }

  /** Triggers a run; a repeat of the same call finds the same one. */
  trigger(jobId: string, payload: unknown, idempotencyKey: string): Promise<{ id: string }> {
    const headers = { "x-idempotency-key": idempotencyKey };
    return this.#api.call("POST", `/v1/jobs/${jobId}/trigger`, { payload }, headers);
  }

  run(id: string): Promise<Run> {
    return this.#api.call("GET", `/v1/runs/${id}`);
  }

  cancel(id: string): Promise<Run> {
    return this.#api.call("DELETE", `/v1/runs/${id}`);
  }

  children(id: string): Promise<Run[]> {
    return this.#all(`/v1/runs/${id}/children`);
  }
  continuations(id: string): Promise<Run[]> {
    return this.#all(`/v1/runs/${id}/continuations`);
  }
  chunks(id: string): Promise<Chunk[]> {
    return this.#all(`/v1/runs/${id}/chunks`);
  }
  events(id: string): Promise<RunEvent[]> {
    return this.#all(`/v1/runs/${id}/events`);
  }
  outputs(id: string): Promise<Output[]> {
    return this.#all(`/v1/runs/${id}/outputs`);
  }
  checkpoints(id: string): Promise<Checkpoint[]> {
    return this.#all(`/v1/runs/${id}/checkpoints`);
  }
  toolCalls(id: string): Promise<ToolCall[]> {
    return this.#all(`/v1/runs/${id}/tool-calls`);
  }
  state(id: string): Promise<StateEntry[]> {
    return this.#api.call("GET", `/v1/runs/${id}/state`);
  }
  usageTotals(id: string): Promise<UsageTotals> {
    return this.#api.call("GET", `/v1/runs/${id}/usage/totals`);
  }

  /** The newest wait for the key; undefined when nobody has waited for it yet. */
  async event(key: string): Promise<EventTrigger | undefined> {
    try {
      return await this.#api.call<EventTrigger>("GET", `/v1/events/${encodeURIComponent(key)}`);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  sendEvent(key: string, payload: unknown): Promise<EventTrigger> {
    return this.#api.call("POST", `/v1/events/${encodeURIComponent(key)}/send`, { payload });
  }

  async #all<Item>(path: string): Promise<Item[]> {
    const items: Item[] = [];
    let cursor = "";
    for (;;) {
      const page: Page<Item> = await this.#api.call("GET", `${path}?limit=${PAGE_SIZE}${cursor}`);
      items.push(...page.data);
      if (page.next_cursor === undefined) return items;
      cursor = `&cursor=${encodeURIComponent(page.next_cursor)}`;
    }
  }
}
