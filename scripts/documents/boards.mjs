/**
 * The boards of `deploy/grafana/`, from a list of panels: what a panel says is the help of the metric it asks for.
 */
const WIDTH = 8;
const HEIGHT = 8;
const COLUMNS = 3;

const rate = (metric, by = "", match = "") =>
  `sum${by === "" ? "" : ` by (${by})`} (rate(strait_${metric}${match}[$__rate_interval]))`;
const quantile = (q, metric, match = "") =>
  `histogram_quantile(${q}, sum by (le) (rate(strait_${metric}_bucket${match}[$__rate_interval])))`;
const quantiles = (metric, match = "") => [
  { expr: quantile(0.5, metric, match), legend: "p50" },
  { expr: quantile(0.99, metric, match), legend: "p99" },
];
const route = (path) => `{route="${path}"}`;

const BOARDS = {
  fleet: {
    title: "bosporus: fleet",
    panels: [
      {
        title: "Runs that begin",
        unit: "ops",
        queries: [{ expr: rate("run_transitions_total", "to", '{from="none"}'), legend: "{{to}}" }],
      },
      {
        title: "Runs that end",
        unit: "ops",
        queries: [
          {
            expr: rate(
              "run_transitions_total",
              "to",
              '{to=~"completed|failed|timed_out|crashed|system_failed|canceled|expired|dead_letter"}',
            ),
            legend: "{{to}}",
          },
        ],
      },
      {
        title: "Runs by status",
        unit: "short",
        queries: [{ expr: "max by (status) (strait_queue_depth_by_status)", legend: "{{status}}" }],
      },
      {
        title: "Queue",
        unit: "short",
        queries: [
          { expr: "max(strait_queue_depth)", legend: "queued" },
          { expr: "max(strait_dlq_depth)", legend: "dead letters" },
        ],
      },
      {
        title: "Age of the oldest queued run",
        unit: "s",
        queries: [{ expr: "max(strait_queue_oldest_queued_age_seconds)", legend: "oldest" }],
      },
      { title: "From takeable to taken", unit: "s", queries: quantiles("queue_lag_seconds") },
      { title: "From creation to end", unit: "s", queries: quantiles("run_end_to_end_seconds") },
      {
        title: "Retries by error class",
        unit: "ops",
        queries: [{ expr: rate("worker_retry_total", "error_class"), legend: "{{error_class}}" }],
      },
      {
        title: "Calls of endpoints that failed",
        unit: "ops",
        queries: [{ expr: rate("dispatch_errors_total", "error_class"), legend: "{{error_class}}" }],
      },
      { title: "Calls of endpoints", unit: "s", queries: quantiles("dispatch_duration_seconds") },
      {
        title: "Waits for events",
        unit: "ops",
        queries: ["created", "received", "timed_out", "canceled"].map((what) => ({
          expr: rate(`event_triggers_${what}_total`),
          legend: what,
        })),
      },
      {
        title: "Webhooks",
        unit: "ops",
        queries: [
          { expr: rate("webhook_deliveries_total", "status"), legend: "{{status}}" },
          { expr: "max(strait_webhook_backlog_depth)", legend: "waiting" },
        ],
      },
    ],
  },
  "hot-path": {
    title: "bosporus: hot path",
    panels: [
      {
        title: "Requests by status",
        unit: "reqps",
        queries: [{ expr: rate("http_request_duration_seconds_count", "status"), legend: "{{status}}" }],
      },
      {
        title: "Busiest routes",
        unit: "reqps",
        queries: [
          {
            expr: `topk(10, ${rate("http_request_duration_seconds_count", "method, route")})`,
            legend: "{{method}} {{route}}",
          },
        ],
      },
      {
        title: "Requests that are not answered yet",
        unit: "short",
        queries: [{ expr: "sum by (instance) (strait_http_inflight_requests)", legend: "{{instance}}" }],
      },
      {
        title: "Heartbeats",
        unit: "s",
        queries: quantiles("http_request_duration_seconds", route("/sdk/v1/runs/:runID/heartbeat")),
      },
      {
        title: "Logs",
        unit: "s",
        queries: quantiles("http_request_duration_seconds", route("/sdk/v1/runs/:runID/log")),
      },
      {
        title: "Stream chunks",
        unit: "s",
        queries: quantiles("http_request_duration_seconds", route("/sdk/v1/runs/:runID/stream")),
      },
      {
        title: "Triggers",
        unit: "s",
        queries: quantiles("http_request_duration_seconds", route("/v1/jobs/:jobID/trigger")),
      },
      {
        title: "Readers of streams, waiting claims",
        unit: "short",
        queries: [
          { expr: "sum(strait_sse_connections)", legend: "readers" },
          { expr: "sum(strait_waiting_claims)", legend: "claims" },
        ],
      },
      {
        title: "Refused by a limit",
        unit: "reqps",
        queries: [{ expr: rate("rate_limited_total", "limit"), legend: "{{limit}}" }],
      },
      {
        title: "Unexpected errors",
        unit: "short",
        queries: [
          {
            expr: "sum by (in) (increase(strait_unexpected_errors_total[$__rate_interval]))",
            legend: "{{in}}",
          },
        ],
      },
    ],
  },
  "redis-and-queues": {
    title: "bosporus: Redis and queues",
    panels: [
      { title: "Round trips to Redis", unit: "s", queries: quantiles("redis_round_trip_seconds") },
      {
        title: "Calls to Redis by command",
        unit: "ops",
        queries: [{ expr: rate("redis_call_duration_seconds_count", "command"), legend: "{{command}}" }],
      },
      {
        title: "Slowest commands (p99)",
        unit: "s",
        queries: [
          {
            expr: "topk(5, histogram_quantile(0.99, sum by (le, command) (rate(strait_redis_call_duration_seconds_bucket[$__rate_interval]))))",
            legend: "{{command}}",
          },
        ],
      },
      { title: "Requests one call carries", unit: "short", queries: quantiles("batch_entries") },
      {
        title: "Requests that wait for Redis",
        unit: "short",
        queries: [{ expr: "sum by (command) (strait_pending_commands)", legend: "{{command}}" }],
      },
      {
        title: "BullMQ jobs",
        unit: "short",
        queries: [{ expr: "max by (queue, state) (strait_bullmq_jobs)", legend: "{{queue}} {{state}}" }],
      },
      { title: "Sweeps", unit: "s", queries: quantiles("scheduler_loop_duration_seconds") },
      {
        title: "What sweeps did",
        unit: "ops",
        queries: [{ expr: rate("reaper_operations_total", "operation"), legend: "{{operation}}" }],
      },
      {
        title: "Lost work handed over again",
        unit: "short",
        queries: [
          { expr: "sum by (kind) (increase(strait_repairs_total[$__rate_interval]))", legend: "{{kind}}" },
        ],
      },
      {
        title: "Places of workers in use",
        unit: "percentunit",
        queries: [{ expr: "strait_queue_concurrency_utilization", legend: "{{instance}}" }],
      },
    ],
  },
};

/** The metrics a query asks for, without their prefix and the endings of a histogram's series. */
function metricsOf(text) {
  const names = text.matchAll(/strait_([a-z_]+)/g);
  return [...new Set([...names].map(([, name]) => name.replace(/_(?:bucket|count|sum)$/, "")))];
}

/** The text of a board's file. `metrics`: what processes export. Throws for a metric that nobody exports. */
export function board(file, { METRICS }) {
  const helps = new Map(Object.values(METRICS).map(({ name, help }) => [name, help]));
  const { title, panels } = BOARDS[file];
  const datasource = { type: "prometheus", uid: "$datasource" };
  const shown = panels.map(({ title, unit, queries }, index) => {
    const asked = queries.flatMap(({ expr }) => metricsOf(expr));
    const unknown = asked.filter((name) => !helps.has(name));
    if (unknown.length > 0) throw new Error(`${file}, ${title}: nobody exports ${unknown.join(", ")}`);
    return {
      id: index + 1,
      type: "timeseries",
      title,
      description: [...new Set(asked)].map((name) => helps.get(name)).join(" "),
      datasource,
      gridPos: { h: HEIGHT, w: WIDTH, x: (index % COLUMNS) * WIDTH, y: Math.floor(index / COLUMNS) * HEIGHT },
      fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
      options: {
        legend: { displayMode: "list", placement: "bottom" },
        tooltip: { mode: "multi", sort: "desc" },
      },
      targets: queries.map(({ expr, legend }, place) => ({
        refId: String.fromCharCode(65 + place),
        datasource,
        expr,
        legendFormat: legend,
      })),
    };
  });
  const dashboard = {
    uid: `bosporus-${file}`,
    title,
    tags: ["bosporus"],
    schemaVersion: 39,
    editable: true,
    refresh: "10s",
    time: { from: "now-1h", to: "now" },
    templating: {
      list: [{ name: "datasource", type: "datasource", query: "prometheus", label: "Data source" }],
    },
    panels: shown,
  };
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}

export const BOARD_FILES = Object.keys(BOARDS);
