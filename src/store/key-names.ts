/**
 * The names of all Redis keys, and nothing else. A pattern's `<…>` parts are its arguments in order. The
 * script loader turns this table into the Lua functions `key_<name>(…)`, so that a name is written once, and
 * `keys_of_run(…)` are all keys of a run, which go with it. docs/architecture.md is made from the comments.
 *
 * All keys of a data set, BullMQ's too, carry one hash tag: they are a cell, which is one slot of a Redis Cluster, so that
 * any script may touch any of them. In it, `partition` keys belong to single runs, `catalog` keys span them.
 */
export const PARTITION_KEYS = {
  /** ZSET: `<run>:<attempt>[:<assignment>]` of every executing run; score: last heartbeat in µs. */
  live: "live",
  /** ZSET: run id; score: ms at which the run must be looked at next. */
  due: "due",
  /** STREAM: what must happen next because of a state change; relayed to BullMQ. */
  outbox: "outbox",
  /** HASH: the run; `origin` is what never changes of it, see `src/api/run-origin.ts`, `core` what does as it goes, see `src/api/run-core.ts`. */
  run: "run:<run>",
  /** HASH: annotations and trace headers. */
  metadata: "run:<run>:metadata",
  /** STREAM: logs, progress, state changes, resource samples. */
  events: "run:<run>:events",
  /** STREAM: chunks of the executor's own streams. */
  chunks: "run:<run>:chunks",
  /** HASH: `<attempt>:<stream_id>` to the next seq, or less than 0 once closed. */
  sequences: "run:<run>:sequences",
  /** STREAM: entry id `<sequence>-0`. */
  checkpoints: "run:<run>:checkpoints",
  /** STREAM: usage records. */
  usage: "run:<run>:usage",
  /** HASH: totals of usage, `<amount>[:<model>]` to its sum. */
  usage_totals: "run:<run>:usage-totals",
  /** STREAM: tool calls. */
  tool_calls: "run:<run>:tool-calls",
  /** HASH: output key to `<id> <created ms> <JSON>`. */
  outputs: "run:<run>:outputs",
  /** HASH: state key to `<updated ms> <JSON>`. */
  state: "run:<run>:state",
  /** ZSET: direct children, lexical. */
  children: "run:<run>:children",
  /** HASH: spawn idempotency key to child run id, and ` away` behind that of one in another cell. */
  spawns: "run:<run>:spawns",
  /** HASH: open child in another cell to `<payload bytes>`, and while it is not made `<depth> <ms> <JSON>` to make it with. */
  away: "run:<run>:away",
  /** ZSET: runs that continue this one, lexical. */
  continuations: "run:<run>:continuations",
  /** SET: the run's trigger ids. */
  waits: "run:<run>:waits",
  /** HASH: a trigger that a debounce or batch holds back, see `lua/lib/hold.lua`. */
  held: "held:<held>",
  /** STRING: payloads of a batch that is held back. */
  held_payloads: "held:<held>:payloads",
  /** HASH: `<debounce or batch> <key>` to the id of the held trigger. */
  holding: "holding:<job>",
  /** HASH: the wait a run is in, see `lua/lib/wait.lua`. */
  trigger: "trigger:<trigger>",
  /** HASH: when silent runs were last looked for, and from when on silence means something, ms. */
  sweep: "sweep",
  /** STREAM: the copy of a stream within a step, which takes its place; see `lua/lib/at-rest.lua`. */
  copy: "copy",
  /** ZSET: records that the sweep could not work with; score: ms of the last try. */
  damaged: "damaged",
  /** ZSET: ends of runs whose followers were not told yet; score: ms after which to hand them over again. */
  endings: "endings",
  /** ZSET: `<run> <number>` of what is to be done in other cells; score: ms after which to hand it over again. */
  errands: "errands",
  /** STRING: of a run whose parent was in another cell, and that has left; expires. */
  arrived: "arrived:<run>",
  /** ZSET: pending deliveries; score: ms after which to hand them over again. */
  deliveries_due: "deliveries-due",
} as const;

export const CATALOG_KEYS = {
  /** STRING: number of the format of all that is stored, see `data-format.ts`. */
  format: "format",
  /** STRING: number of cells of the data set, when it has several. */
  cells: "cells",
  /** HASH: project to `<version> <cell, or here>`, of those that were given one, see `homes.ts`; '' to the count of changes. */
  homes: "homes",
  /** STRING: the data was brought to format 6, less than a day ago; expires. */
  upgraded: "upgraded",
  /** STRING: format of the data while its keys get their names of today, see `names-migration.ts`. */
  moving: "moving",
  /** ZSET: gateways and workers as JSON; score: ms at which each last said that it is there. */
  processes: "processes",
  /** HASH: project to its claims that wait in a gateway; expires. */
  process_claims: "process:<process>:claims",
  /** STREAM: calls that have held Redis for long: the names of their commands, and ms; expires. */
  slow_scripts: "slow-scripts",
  /** HASH: what happened in a project in one minute, see `lua/lib/series.lua`; expires. */
  series_fine: "project:<project>:series:fine:<step>",
  /** HASH: what happened in a project in ten minutes; expires. */
  series_coarse: "project:<project>:series:coarse:<step>",
  /** STRING: the worker that does a regular task this time; expires. */
  lease: "lease:<task>",
  /** STRING: written to see whether Redis takes writes; expires. */
  probe: "probe",
  /** HASH: the job; `json` is the record, `line` is made of others, see `lua/lib/line.lua`, which are what scripts check. */
  job: "job:<job>",
  /** HASH: `active` runs of the job that are not terminal; `slots` that are dequeued or executing. */
  job_counts: "job:<job>:counts",
  /** HASH: concurrency key to the count of runs that hold a slot. */
  job_slots: "job:<job>:slots",
  /** HASH: memory key to `<id> <created> <updated> <expires or 0> <size> <JSON>`. */
  job_memory: "job:<job>:memory",
  /** HASH: memory key to `<size> <expires or 0>` of its entry, so that quotas read no value. */
  job_memory_sizes: "job:<job>:memory-sizes",
  /** ZSET: runs of a job that can be handed out, by concurrency key, '' for none; score: priority first, then age. */
  ready: "job:<job>:ready:<key>",
  /** ZSET: concurrency keys of a job whose runs may go now, see `lua/lib/line.lua`; score: level and tag. */
  lanes: "job:<job>:lanes",
  /** ZSET: `<level>:<key>` of those that have left ahead of their clock. */
  lanes_idle: "job:<job>:lanes-idle",
  /** ZSET: concurrency keys that wait for a slot; score: the slots they held when they came to wait. */
  blocked: "job:<job>:blocked",
  /** ZSET: a job's runs, lexical. */
  job_runs: "job:<job>:runs",
  /** ZSET: dead letters of a job that are shown; score: ms of death. */
  job_dead_letters: "job:<job>:dead-letters",
  /** ZSET: `<run>:<job>` of the dead letters of a project that are shown; score: ms of death. */
  dead_letters: "project:<project>:dead-letters",
  /** STRING: run id that holds an idempotency key of the job. */
  run_idempotency: "job:<job>:idempotency:<key>",
  /** ZSET: runs triggered within the rate window by time in ms; expires. */
  job_rate: "job:<job>:rate",
  /** STRING: run id of a payload; expires with the deduplication window. */
  job_payload: "job:<job>:payloads:<digest>",
  /** HASH: job id to `<time zone> <cron>` of jobs that time triggers. */
  cron_jobs: "cron-jobs",
  /** HASH: job id to its last tick in ms. */
  cron_ticks: "cron-ticks",
  /** HASH: job id to `<ms> <time zone> <cron>` of jobs that came from another cell or drain: behind that no tick was looked at. */
  cron_since: "cron-since",
  /** ZSET: job ids by the ms at which their execution window must be reckoned anew. */
  windows: "windows",
  /** HASH: slug to job id. */
  slugs: "project:<project>:slugs",
  /** ZSET: children that runs of other cells were promised and that have not come; score: ms until then; expires. */
  coming: "project:<project>:coming",
  /** ZSET: job ids, lexical. */
  jobs: "project:<project>:jobs",
  /** ZSET: run ids of the project in one status, lexical; `queued` holds the dequeued ones too. */
  runs_in: "project:<project>:runs:<status>",
  /** ZSET: run ids of the project with one tag or metadata name, or one with its value, by digest; lexical. */
  labeled: "project:<project>:labeled:<digest>",
  /** ZSET: run ids of the project with tags or metadata that are not, or not all, in `labeled`; lexical. */
  unlabeled: "project:<project>:unlabeled",
  /** HASH: project to its entries in `labeled`. */
  label_counts: "label-counts",
  /** SET: projects that have had a job, and are not forgotten. */
  job_projects: "job-projects",
  /** ZSET: jobs of the project of which a run may be handed out now, by who takes them; score: level and tag. */
  turn: "project:<project>:turn:<mode>",
  /** ZSET: `<level>:<job>` of those that have left ahead of their clock. */
  turn_idle: "project:<project>:turn-idle:<mode>",
  /** ZSET: those of the pull jobs that are in one queue, with the same scores. */
  queue_turn: "project:<project>:queue:<key>",
  /** ZSET: projects of which a dispatcher can take a run now; score: tag. */
  turns: "turns",
  /** ZSET: `0:<project>` of those that have left ahead of their clock. */
  turns_idle: "turns-idle",
  /** HASH: clocks of fair queues, see `lua/lib/fair.lua`. */
  clocks: "clocks",
  /** ZSET: job ids by the ms at which their window or circuit may let runs go. */
  wakes: "wakes",
  /** SET: jobs that a circuit holds back. */
  behind: "behind:<name>",
  /** STRING: number and runs of the last claim of a dispatcher, for one whose answer was lost; expires. */
  taking: "taking:<taker>",
  /** HASH: event key to trigger id, newest. */
  event_keys: "project:<project>:event-keys",
  /** ZSET: event keys somebody waits for, lexical: prefix send. */
  waiting_keys: "project:<project>:waiting-keys",
  /** ZSET: trigger ids, lexical. */
  triggers: "project:<project>:triggers",
  /** HASH: waits of the project by status, and the sum of ms that those received had waited. */
  trigger_counts: "project:<project>:trigger-counts",
  /** HASH: payload of an event that came before its wait; expires. */
  early_event: "project:<project>:early:<key>",
  /** STRING: some event of the project may wait for its wait; expires. */
  early_kept: "project:<project>:early-kept",
  /** HASH: a bulk trigger; expires. */
  batch: "batch:<batch>",
  /** ZSET: the runs that a bulk trigger created, lexical; expires. */
  batch_runs: "batch:<batch>:runs",
  /** ZSET: batch ids, lexical. */
  batches: "project:<project>:batches",
  /** HASH: subscription id to `<event types or -> <JSON>`. */
  webhooks: "project:<project>:webhooks",
  /** HASH: project to the event types that one of its subscriptions wants. */
  listeners: "webhook-listeners",
  /** HASH: one delivery of a webhook, see `lua/lib/delivery.lua`. */
  delivery: "delivery:<delivery>",
  /** ZSET: a project's delivery ids in one status, lexical. */
  deliveries_in: "project:<project>:deliveries:<status>",
  /** HASH: the project. */
  project: "project:<project>",
  /** ZSET: project ids, lexical. */
  projects: "projects",
  /** ZSET: deleted projects of which something may be kept; score: ms of the deletion. */
  deleted_projects: "deleted-projects",
  /** ZSET: project to the ms until which nothing of it is begun from outside, so that it comes to rest and can move. */
  draining: "draining",
  /** HASH: API key record by the SHA-256 of the key; expires once it is revoked. */
  api_key: "api-key:<digest>",
  /** HASH: API key id to digest. */
  api_keys: "project:<project>:api-keys",
  /** ZSET: worker ids; score: last claim in ms. */
  workers: "project:<project>:workers",
  /** HASH: a worker that claims; expires. */
  worker: "project:<project>:worker:<worker>",
  /** HASH: failed credentials of an address, and until when it is locked out; expires. */
  lockout: "lockout:<kind>:<address>",
  /** STRING: SHA-256 of the internal secret that was last in use. */
  secret_in_use: "internal-secret",
  /** HASH: requests counted against a limit; expires. */
  rate: "rate:<name>",
  /** STRING: `<status> <body>` kept by the HTTP idempotency layer, `held <id>` of the request while in flight; expires. */
  reply: "reply:<digest>",
  /** STRING: reply of a command that was given under an idempotency key, until the call's own reply is kept; expires. */
  once: "once:<digest>",
  /** HASH: state of the circuit breaker around an endpoint, see `lua/lib/circuit.lua`; only while it matters. */
  circuit: "circuit:<name>",
  /** CHANNEL: ids of pull jobs that have got a run to hand out. */
  ready_channel: "ready",
  /** CHANNEL: the same of http jobs. */
  dispatch_channel: "dispatch",
  /** CHANNEL: `<run> <dispatch number>` of calls that are of no use any more. */
  calls_channel: "calls",
  /** CHANNEL: ids of followed runs whose status changed. */
  changes_channel: "changes",
  /** ZSET: project to the ms until which its activity is written. */
  followed_projects: "followed-projects",
  /** STREAM: status changes of a project's runs and waits, written while somebody follows it; expires. */
  activity: "project:<project>:activity",
} as const;
