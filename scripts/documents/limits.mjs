/** docs/limits.md: every bound that a caller can meet, in words. */
import { grouped, table } from "./markdown.mjs";

function bytes(count) {
  if (count % 1_048_576 === 0) return `${count / 1_048_576} MiB`;
  return count % 1024 === 0 ? `${count / 1024} KiB` : `${grouped(count)} bytes`;
}

function seconds(count) {
  const units = [
    [86_400, "day"],
    [3600, "hour"],
    [60, "minute"],
  ];
  // The largest unit of which there is more than one whole: 24 hours, not 1 day.
  const [size, name] = units.find(([unit]) => count % unit === 0 && count > unit) ?? [1, "second"];
  return `${grouped(count / size)} ${name}${count === size ? "" : "s"}`;
}

const ago = (ms) => seconds(ms / 1000);

/** Limits that callers meet: what is bounded, and the words for its value. */
const SHOWN_LIMITS = {
  requestBodyBytes: ["request body (`MAX_REQUEST_BODY_SIZE`)", bytes, "413"],
  bufferedBodyBytes: [
    "bodies that are not whole or not decoded yet, of one gateway; as much again of large answers not taken yet",
    bytes,
    "503",
  ],
  bufferedBodyBytesAddress: ["the same of one address", bytes, "503"],
  jsonDepth: ["nesting of a JSON body", (levels) => `${levels} levels`, "400"],
  jsonValues: [
    "JSON values of a body of more than 64 KiB, beside those that are kept as they came",
    grouped,
    "422",
  ],
  batchOperations: ["operations of one `batch`", grouped, "422"],
  fleetHeartbeats: ["run tokens of one `heartbeats`", grouped, "422"],
  runTokenLength: ["characters of a run token in `heartbeats`", grouped, "422"],
  logMessageBytes: ["message of a log or progress call", bytes, "422"],
  errorBytes: ["error of `fail`", bytes, "422"],
  annotationPairs: ["pairs of one `annotate`", grouped, "422"],
  annotationKeyLength: ["key of an annotation", (length) => `${length} characters`, "422"],
  annotationValueLength: ["value of an annotation", (length) => `${grouped(length)} characters`, "422"],
  metadataPairs: ["metadata pairs of a run", grouped, "400"],
  outputKeyLength: ["key of an output", (length) => `${length} characters`, "422"],
  outputKeys: ["outputs of a run", grouped, "400"],
  stateKeyLength: ["key of a state entry", (length) => `${length} characters`, "422"],
  stateValueBytes: ["value of a state entry", bytes, "422"],
  stateKeys: ["state entries of a run", grouped, "400"],
  streamIdLength: ["stream id", (length) => `${length} characters`, "422"],
  chunkBytes: ["chunk of a stream", bytes, "422"],
  streamIds: ["streams with `seq` or `done` of a run", grouped, "400"],
  eventKeyBytes: ["event key", bytes, "422"],
  waitSecs: [
    "wait for an event",
    ({ default: usual, max }) => `${seconds(max)}, ${seconds(usual)} when not named`,
    "400",
  ],
  awaitSecs: [
    "wait for children",
    ({ default: usual, max }) => `${seconds(max)}, ${seconds(usual)} when not named`,
    "422",
  ],
  continuationDepth: ["continuations in a row", grouped, "400"],
  continuations: ["continuations of one run", grouped, "400"],
  continuationBytes: ["payloads of the continuations of one run together", bytes, "400"],
  openChildBytes: ["payloads of the children of a run that have not ended together", bytes, "400"],
  usageModels: ["models in the usage of a run", grouped, "400"],
  sum: ["tokens and cost of a run, summed", grouped, "422"],
  runValueBytes: ["values of a run's state together, and of its outputs", bytes, "400"],
  spawnDepth: ["children of children (`MAX_SPAWN_DEPTH`)", (levels) => `${levels} levels`, "400"],
  runWaits: ["waits of a run, for events and for children", grouped, "400"],
  openChildren: ["children of a run that have not ended (`MAX_OPEN_CHILDREN`)", grouped, "400"],
  memoryValueBytes: ["value of a job's memory, within the request body", bytes, "413, 422"],
  memoryJobBytes: ["memory of a job", bytes, "400"],
  memoryKeys: ["memory keys of a job", grouped, "400"],
  idempotencyKeyLength: ["idempotency key", (length) => `${length} characters`, "400"],
  shortText: ["provider, model or tool name", (length) => `${length} characters`, "422"],
  tags: [
    "tags of a job or a run",
    ({ pairs, keyLength, valueLength }) =>
      `${pairs}, keys of ${keyLength} and values of ${valueLength} characters`,
    "400, 422",
  ],
  priority: ["priority", (highest) => `0 to ${highest}`, "422"],
  scheduleAheadDays: ["`scheduled_at`", (days) => `${days} days ahead`, "400"],
  ttlSecs: ["`ttl_secs`", seconds, "422"],
  startKeyLength: [
    "`concurrency_key`, `debounce_key`, `batch_key`",
    (length) => `${length} characters`,
    "422",
  ],
  rateLimitRuns: ["`rate_limit_max`", grouped, "422"],
  holdSecs: ["`debounce_window_secs`, `batch_window_secs`", seconds, "422"],
  batchItems: ["payloads of a batch window, `batch_max_size`", grouped, "the batch becomes a run; 422"],
  batchBytes: ["payloads of a batch window together", bytes, "the batch becomes a run"],
  heldKeys: ["debounce and batch keys of a job that hold triggers", grouped, "429"],
  cronLength: ["`cron`, `execution_window_cron`", (length) => `${length} characters`, "422"],
  timezoneLength: ["`timezone`", (length) => `${length} characters`, "422"],
  bulkItems: ["items of a bulk trigger (`MAX_BULK_TRIGGER_ITEMS`)", grouped, "422"],
  labelEntries: [
    "tags and metadata of a project that lists find runs by, two entries for each of a run's",
    grouped,
    "further runs are looked at one by one",
  ],
  batchesKept: ["bulk triggers of a project in the list", grouped, "the oldest leave"],
  attempts: ["`max_attempts`, `max_attempts_override`", grouped, "422"],
  timeoutSecs: ["`timeout_secs`, `timeout_secs_override`", seconds, "422"],
  retryInitialDelaySecs: ["`retry_initial_delay_secs`", seconds, "422"],
  retryMaxDelaySecs: ["`retry_max_delay_secs`", seconds, "422"],
  page: ["page of a list", ({ default: usual, max }) => `${max}, ${usual} when not named`, "fewer are sent"],
  runsPage: [
    "runs that a page of a list looks at one by one, where no index serves a filter",
    ({ steps, runs }) => `${grouped(steps * runs)}, in ${steps} steps`,
    "the page ends early, with `next_cursor`",
  ],
  indexLooks: ["places in indexes that a step of any list of runs looks at", grouped, "the page ends early"],
  pageBytes: ["what a page of a list holds", bytes, "it ends early, with `next_cursor`"],
  crowd: [
    "calls (of those that make many runs: runs) that wait for Redis in one gateway once a queue stands, and of those what runs write, and calls of projects, who share them",
    ({ waitMs, least, record, call }) =>
      `what leaves within ${waitMs} ms, ${grouped(least)} at least; ${record * 100} %, ${call * 100} % of it (of \`MAX_PENDING_COMMANDS\` else)`,
    "503",
  ],
  largeReads: [
    "reads of whole states, outputs or memories that wait for a turn in one gateway",
    ({ waiting }) => grouped(waiting),
    "503",
  ],
  resourcesPage: [
    "resource samples of one answer",
    ({ default: usual, max }) => `${grouped(max)}, ${usual} when not named`,
    "fewer are sent",
  ],
  claim: [
    "runs, names and waiting time of one claim",
    ({ max, waitMs, slugs }) => `${max} runs, ${slugs} queues or slugs, ${ago(waitMs)}`,
    "422",
  ],
  claimBytes: ["payloads and checkpoints of one claim", bytes, "it ends early, the others stay queued"],
  batchJobs: ["jobs of one batch call", grouped, "422"],
  queueKeys: [
    "concurrency keys that the queue of a job shows",
    grouped,
    "those that come next, then those that wait for a slot; `truncated`",
  ],
  heartbeatSample: [
    "executing runs that ages of heartbeats are made from",
    grouped,
    "so many of them by chance; `sampled`",
  ],
  healthRuns: ["runs that the health of a job is made from", grouped, "older ones do not count; `truncated`"],
  debugBundleRecords: ["events, and samples, of a debug bundle", grouped, "the oldest; `truncated`"],
  purgedEvents: ["waits that one purge of events takes", grouped, "call again"],
  bulkRuns: ["runs of one bulk-cancel or bulk-replay", grouped, "422"],
  bulkDeadLetters: ["dead letters of one bulk-dlq-replay", grouped, "422"],
  bulkCancel: ["runs that one bulk-cancel-all cancels", grouped, "`has_more`: call again"],
  homes: [
    "projects that were placed in a cell, or moved there (`bosporus cells`), or out of it",
    grouped,
    "refused",
  ],
  movedJobs: ["jobs of a project that `bosporus cells move` takes", grouped, "refused"],
  comingMs: [
    "time that a project stays in its cell because a run of another cell was promised a child of it",
    ago,
    "`cells move` is refused until it has come",
  ],
  drainSecs: [
    "time for which `bosporus cells move --drain` keeps a project from beginning anything; calls are told to come again within 5 s",
    seconds,
    "refused",
  ],
  endingsLooked: [
    "ends of runs in a cell that nobody was told of yet, when a project is to move",
    grouped,
    "refused",
  ],
  ticksMadeUp: [
    "ticks of a job that are made up for after its project has moved, or was drained",
    grouped,
    "the others are left out",
  ],
  tickLateMs: [
    "time before a move from which ticks that nobody looked at are made up for",
    ago,
    "older ones are left out",
  ],
  apiKeys: ["API keys of a project", grouped, "400"],
  deletedProjectMs: [
    "time that the id of a deleted project stays taken, longer while runs, waits or deliveries of it are kept",
    () => "a day",
    "409",
  ],
  workers: ["workers of a project that are listed", grouped, "the longest silent leave"],
  workerMs: ["time that a worker is listed after its last claim", ago, "it leaves the list"],
  prefixSend: ["waits that one prefix send resolves", grouped, "send again"],
  runEvents: ["events kept of a run", grouped, "the oldest leave"],
  historyLength: [
    "status history kept of a run",
    (length) => `${grouped(length)} characters, some 200 changes`,
    "the oldest leave",
  ],
  runCheckpoints: ["checkpoints kept of a run", grouped, "the oldest leave"],
  runRecords: ["usage records, and tool calls, kept of a run", grouped, "the oldest leave; totals stay"],
  resultBytes: ["answer of an endpoint, which becomes the result", bytes, "the attempt fails"],
  runStreamBytes: [
    "events, checkpoints, usage records and tool calls kept of a run, each as memory of Redis",
    (count) => `about ${bytes(count)}`,
    "the oldest leave; totals stay",
  ],
  runChunkBytes: [
    "chunks kept of a run, as memory of Redis",
    (count) => `about ${bytes(count)}`,
    "the oldest leave",
  ],
  projectActivity: ["activity kept of a project that is followed", grouped, "the oldest leave"],
  activityKeptMs: ["time that activity is kept after its last reader", ago, "an `event: gap`"],
  unsentBytes: ["what may wait for a reader that takes nothing for 5 seconds", bytes, "it is cut"],
  socketBacklogBytes: ["what waits for a WebSocket to be taken", bytes, "cut"],
  sseTokenSecs: ["life of an SSE token", seconds, "401"],
  seriesFineKeptMs: ["time that figures of each minute are kept", ago, "the oldest leave"],
  seriesCoarseKeptMs: ["time that figures of each ten minutes are kept", ago, "the oldest leave"],
  processStepMs: ["time between two signs of life of a gateway or worker", ago, "–"],
  processSilentMs: ["silence after which a gateway or worker is not listed", ago, "–"],
  processClaims: [
    "projects whose waiting claims one gateway tells",
    grouped,
    "those with fewest are left out",
  ],
  slowScripts: ["calls that have held Redis for long that are kept", grouped, "the oldest leave"],
  slowScriptsKeptMs: ["time that they are kept", ago, "the oldest leave"],
  slowScriptGroups: ["lines of them in `GET /v1/system`", grouped, "those that have held it longest"],
  processes: ["gateways and workers that are listed", grouped, "the longest silent leave"],
  webhookSubscriptions: ["webhook subscriptions of a project", grouped, "400"],
  pendingDeliveries: [
    "pending deliveries of a project",
    grouped,
    "recorded as failed; 409 for a retry or replay",
  ],
  keptDeliveries: [
    "ended deliveries kept of a project in each status (`WEBHOOK_RETENTION`)",
    grouped,
    "the oldest leave",
  ],
  webhookResponseBytes: ["answer of a receiver that is kept", bytes, "the rest is not read"],
  webhookTests: ["test deliveries of one gateway at once", grouped, "429"],
  webhookBackoff: [
    "delay between two attempts of a delivery",
    ({ maxMs, jitter }) => `${ago(maxMs)}, ±${jitter * 100} %`,
    "tried by then",
  ],
  deliveryLifeMs: ["time a delivery waits for a receiver whose circuit is open", ago, "given up"],
  rotationGraceMinutes: [
    "grace of a rotated API key or webhook secret",
    ({ default: usual, max }) => `${seconds(max * 60)}, ${seconds(usual * 60)} when not named`,
    "400, 422",
  ],
  chainDepth: ["runs that trigger each other in a row", grouped, "the chain ends"],
  payloadMapping: [
    "payload mapping of a job",
    ({ fields, pathLength }) => `${fields} fields, paths of ${pathLength} characters`,
    "422",
  ],
  fairWeight: [
    "weights by which hand-outs are shared",
    ({ least, most, keys }) => `${least} to ${most}; of ${keys} concurrency keys of a job`,
    "422",
  ],
  containment: [
    "what `payload_contains` looks at, in sizes of the largest request body",
    ({ run, page }) => `${run} a run, ${page} a page`,
    "400; the page ends early",
  ],
  dequeuedMs: ["time from a claim to the first call with its token", ago, "back to the queue"],
  cronCancels: ["runs that a tick with `cancel_running` cancels", grouped, "the others go on"],
  idempotencyMs: ["time that an idempotency key is kept", ago, "a new run"],
};

/** Limits that no caller meets: steps of loops, times of repairs. */
const INNER_LIMITS = new Set([
  "seriesFineMs",
  "seriesCoarseMs",
  "appendBytes",
  "drainedRetryMs",
  "busyNamed",
  "slowScriptUs",
  "callSteps",
  "endSteps",
  "waitSteps",
  "cancelPage",
  "purgePage",
  "timerMs",
  "unblockedStep",
  "wokenStep",
  "reopenedStep",
  "leftAloneLanes",
  "leftAloneStep",
  "takingMs",
  "tokenGraceMs",
  "timerGraceMs",
  "windowAheadMs",
  "agingAfterMs",
  "priorityLevel",
  "fairLevel",
  "fairTurn",
  "fairLag",
  "ancestors",
  "purgeRetryMs",
  "retryAfterMs",
  "endpointVerifies",
  "purgeDays",
  "debugBundleBytes",
  "lineageRuns",
  "unhealthyScore",
  "healthyScore",
  "forgottenScore",
  "circuitMemoryMs",
  "deadLetterShownMs",
  "deadLetterStep",
  "deletedStep",
  "idempotencyReservationMs",
  "followedMs",
  "followedPageBytes",
  "followedPageEntries",
  "groupBytes",
  "keptErrorLength",
  "followRepairMs",
  "revokedKeyMs",
  "lockoutWindowMs",
  "lastUsedStepMs",
  "sandbox",
  "clockAheadMs",
  "damagedRetryMs",
  "damagedKeptMs",
  "damagedRecords",
  "consumerIdleMs",
  "mapMembers",
  "jsonAtOnce",
  "repeatedWaitMs",
]);

/** The table of the limits that callers meet. Throws for a limit that is named neither here nor as an inner one. */
export function limitsTable(limits) {
  const unknown = Object.keys(limits).filter((name) => !(name in SHOWN_LIMITS) && !INNER_LIMITS.has(name));
  const gone = [...Object.keys(SHOWN_LIMITS), ...INNER_LIMITS].filter((name) => !(name in limits));
  if (unknown.length + gone.length > 0) {
    throw new Error(
      `scripts/documents/limits.mjs does not know these limits: ${[...unknown, ...gone].join(", ")}`,
    );
  }
  const rows = Object.entries(SHOWN_LIMITS).map(([name, [what, words, beyond]]) => [
    what,
    words(limits[name]),
    beyond,
  ]);
  return table(["What", "At most", "Beyond it"], rows);
}
