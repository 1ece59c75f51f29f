import type { components } from "bosporus/client";
import type { Raw } from "../json/reader.js";

/** Objects of the API as the console reads them: the members it shows, the user's own JSON as text. */
export type RunStatus =
  | ("delayed" | "queued" | "dequeued" | "executing" | "waiting" | "paused" | "replay_staged" | "dead_letter")
  | ("completed" | "failed" | "timed_out" | "crashed" | "system_failed" | "canceled" | "expired");

export interface Run {
  readonly id: string;
  readonly job_id: string;
  readonly project_id: string;
  readonly status: RunStatus;
  readonly attempt: number;
  readonly triggered_by: string;
  readonly priority: number;
  readonly job_version: number;
  readonly debug_mode: boolean;
  readonly lineage_depth: number;
  readonly created_at: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly payload?: Raw;
  readonly result?: Raw;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly error?: string;
  readonly error_class?: string;
  readonly scheduled_at?: string;
  readonly started_at?: string;
  readonly finished_at?: string;
  readonly heartbeat_at?: string;
  readonly next_retry_at?: string;
  readonly expires_at?: string;
  readonly parent_run_id?: string;
  readonly idempotency_key?: string;
  readonly max_attempts_override?: number;
  readonly timeout_secs_override?: number;
  readonly continuation_of?: string;
  readonly created_by?: string;
  readonly batch_id?: string;
  readonly concurrency_key?: string;
  readonly execution_mode?: string;
  readonly queue_name?: string;
  readonly worker_id?: string;
  readonly execution_trace?: Readonly<Record<string, number>>;
  readonly progress?: Raw;
}

export interface Job {
  readonly id: string;
  readonly project_id: string;
  readonly name: string;
  readonly slug: string;
  readonly description?: string;
  readonly execution_mode: "http" | "worker";
  readonly queue: string;
  readonly endpoint_url?: string;
  readonly fallback_endpoint_url?: string;
  readonly max_attempts: number;
  readonly timeout_secs: number;
  readonly retry_strategy: string;
  readonly max_concurrency?: number;
  readonly max_concurrency_per_key?: number;
  readonly fair_weight?: number;
  readonly rate_limit_max?: number;
  readonly rate_limit_window_secs?: number;
  readonly run_ttl_secs?: number;
  readonly cron?: string;
  readonly timezone?: string;
  readonly cron_overlap_policy?: string;
  readonly execution_window_cron?: string;
  readonly payload_schema?: Raw;
  readonly result_schema?: Raw;
  readonly tags?: Readonly<Record<string, string>>;
  readonly enabled: boolean;
  readonly paused: boolean;
  readonly pause_reason?: string;
  readonly version: number;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface JobHealth {
  readonly total_runs: number;
  readonly open_runs: number;
  readonly completed_runs: number;
  readonly failed_runs: number;
  readonly success_rate: number;
  readonly avg_duration_secs: number;
  readonly p95_duration_secs: number;
  readonly p99_duration_secs: number;
  readonly health_score: number;
  readonly endpoint?: Readonly<Record<string, unknown>>;
}

export interface Checkpoint {
  readonly id: string;
  readonly sequence: number;
  readonly source: string;
  readonly state: Raw;
  readonly created_at: string;
}

export interface UsageTotals {
  readonly records: number;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly cost_microusd: number;
}
export interface UsageReport extends UsageTotals {
  readonly by_model: Readonly<Record<string, Omit<UsageTotals, "records">>>;
}

export interface ToolCall {
  readonly id: string;
  readonly tool_name: string;
  readonly status: string;
  readonly input?: Raw;
  readonly output?: Raw;
  readonly duration_ms?: number;
  readonly created_at: string;
}

export interface Output {
  readonly id: string;
  readonly output_key: string;
  readonly value: Raw;
  readonly created_at: string;
}

export interface StateEntry {
  readonly state_key: string;
  readonly value: Raw;
  readonly updated_at: string;
}

export interface Resource {
  readonly created_at: string;
  readonly cpu_percent?: number;
  readonly memory_mb?: number;
  readonly memory_limit_mb?: number;
  readonly network_rx_bytes?: number;
  readonly network_tx_bytes?: number;
}

export interface EventTrigger {
  readonly id: string;
  readonly event_key: string;
  readonly status: string;
  readonly source_type?: string;
  readonly job_run_id?: string;
  readonly response_payload?: Raw;
  readonly timeout_secs?: number;
  readonly requested_at?: string;
  readonly received_at?: string;
  readonly expires_at?: string;
  readonly error?: string;
  readonly trigger_type?: string;
  readonly sent_by?: string;
}

export interface Worker {
  readonly id: string;
  readonly status: "active" | "silent";
  readonly queues: readonly string[];
  readonly job_slugs: readonly string[];
  readonly connected_at: string;
  readonly last_seen_at: string;
}

export interface WorkerTask {
  readonly run_id: string;
  readonly job_id: string;
  readonly attempt: number;
  readonly status: RunStatus;
  readonly started_at?: string;
  readonly heartbeat_at?: string;
}

export interface Subscription {
  readonly id: string;
  readonly webhook_url: string;
  readonly event_types: readonly string[];
  readonly active: boolean;
  readonly retry_policy: string;
  readonly created_at: string;
}

export interface Delivery {
  readonly id: string;
  readonly webhook_url: string;
  readonly status: string;
  readonly attempts: number;
  readonly max_attempts: number;
  readonly subscription_id?: string;
  readonly event_type?: string;
  readonly run_id?: string;
  readonly last_status_code?: number;
  readonly last_error?: string;
  readonly response_body?: string;
  readonly next_retry_at?: string;
  readonly delivered_at?: string;
  readonly replay_of?: string;
  /** Of one that is read alone. */
  readonly payload?: Raw;
  readonly created_at: string;
}

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly key_prefix: string;
  readonly scopes: readonly string[];
  readonly created_at: string;
  readonly key?: string;
  readonly expires_at?: string;
  readonly last_used_at?: string;
  readonly next_rotation_at?: string;
  readonly replaced_by_key_id?: string;
  readonly grace_expires_at?: string;
}

export interface Project {
  readonly id: string;
  readonly name: string;
}

export interface Stats {
  readonly queued: number;
  readonly executing: number;
  readonly delayed: number;
  readonly by_status: Readonly<Record<RunStatus, number>>;
  /** Age of the run that has been queued the longest; absent when none is. */
  readonly oldest_queued_secs?: number;
}

export type ExecutorStats = components["schemas"]["ExecutorStats"];
export type JobQueue = components["schemas"]["JobQueue"];

export interface Page<Item> {
  readonly data: readonly Item[];
  readonly next_cursor?: string;
  readonly has_more: boolean;
  /** Where no index serves the filters: how many were looked at for this page. */
  readonly looked_at?: number;
}

/** What happened in one step of time. */
export interface SeriesPoint {
  readonly at: string;
  readonly triggered: number;
  readonly started: number;
  readonly ended: Readonly<Partial<Record<RunStatus, number>>>;
  readonly errors: Readonly<Record<string, number>>;
  /** Absent where nothing started. */
  readonly start_p50_ms?: number;
  readonly start_p99_ms?: number;
}
export interface StatsSeries {
  readonly step_secs: number;
  readonly points: readonly SeriesPoint[];
}

export interface SystemReport {
  readonly version: string;
  readonly checks: readonly {
    readonly name: string;
    readonly good: boolean;
    readonly found: string;
    readonly advice?: string;
  }[];
  readonly redis: Readonly<Record<string, string | number>>;
  readonly processes: readonly {
    readonly id: string;
    readonly role: string;
    readonly version: string;
    readonly started_at: string;
    readonly seen_at: string;
  }[];
  readonly slow_script_ms: number;
  readonly slow_scripts_secs: number;
  readonly slow_scripts: readonly components["schemas"]["SlowScripts"][];
}
