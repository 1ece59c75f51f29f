import { MOVE_LIMITS } from "./move-limits.js";
import { WEBHOOK_LIMITS } from "./webhook-limits.js";

/** Every bound of the product: sizes in bytes, times named with their unit; from the contract unless a comment says why. */
export const LIMITS = {
  /** Whole request body; configurable downwards and upwards with MAX_REQUEST_BODY_SIZE. */
  requestBodyBytes: 1_048_576,
  /** Bytes of bodies that have not come or are not decoded, and as many of answers not taken: of a gateway, of an address. */
  bufferedBodyBytes: 268_435_456,
  bufferedBodyBytesAddress: 67_108_864,
  /** Members of any map whose names are the caller's, above which it is not looked at; each has a bound of its own below. */
  mapMembers: 1000,
  /** Levels of `[` and `{` in any body: deep enough for real data, shallow enough for every parser. */
  jsonDepth: 64,
  /** Characters of JSON that are made values at once. Of a longer text so many values are made; what is kept as text is none. */
  jsonAtOnce: 65_536,
  jsonValues: 20_000,
  batchOperations: 100,
  /** Logs and chunks that leave for Redis in one call: others wait for it. */
  appendBytes: 1_048_576,
  /**
   * Who may wait for Redis (`src/store/crowd.ts`): shares that records and calls fill at most; a queue that has stood for
   * standsMs may be as long as what leaves within waitMs, and `least` always, whose share of calls is 64 bulk triggers of 100.
   * While `begun` that have begun wait, large calls do not begin: a little more than three calls of Redis take.
   */
  crowd: { record: 0.5, call: 0.75, waitMs: 200, standsMs: 250, least: 10_000, begun: 256 },
  logMessageBytes: 65_536,
  errorBytes: 65_536,
  annotationPairs: 50,
  annotationKeyLength: 128,
  annotationValueLength: 1024,
  /** All of a run's metadata together; the run object is sent whole, so it must stay small. */
  metadataPairs: 200,
  outputKeyLength: 256,
  stateKeyLength: 256,
  stateValueBytes: 65_536,
  /** Distinct keys a run: the state and output lists answer without paging. */
  stateKeys: 1000,
  outputKeys: 1000,
  streamIdLength: 128,
  chunkBytes: 262_144,
  /** Distinct streams of a run, by attempt, that use `seq` or `done`. */
  streamIds: 1000,
  eventKeyBytes: 512,
  waitSecs: { default: 3600, max: 2_592_000 },
  /** A wait that found its event is the same when it is asked for again within this time, and nothing else was. */
  repeatedWaitMs: 60_000,
  /** Waits of a run, for events and for children, that are kept. */
  runWaits: 10_000,
  awaitSecs: { default: 3600, max: 2_592_000 },
  continuationDepth: 10,
  /** Defaults of MAX_SPAWN_DEPTH and MAX_OPEN_CHILDREN. */
  spawnDepth: 20,
  openChildren: 1000,
  /** Ancestors that a run is counted on: the most that MAX_SPAWN_DEPTH may be, whatever it was before. */
  ancestors: 100,
  memoryValueBytes: 1_048_576,
  memoryJobBytes: 10_485_760,
  memoryKeys: 1000,
  idempotencyKeyLength: 256,
  shortText: 256,
  tags: { pairs: 20, keyLength: 64, valueLength: 256 },
  priority: 10,
  scheduleAheadDays: 30,
  ttlSecs: 2_592_000,
  /** Keys of a trigger: concurrency, debounce, batch. */
  startKeyLength: 256,
  /** The log behind a job's rate limit has as many members. */
  rateLimitRuns: 100_000,
  /** Longest debounce or batch window. */
  holdSecs: 86_400,
  /** Payloads of one batch, in number and in bytes: what comes then begins the next. */
  batchItems: 1000,
  batchBytes: 1_048_576,
  /** Debounce and batch keys of a job that hold something at a time. */
  heldKeys: 10_000,
  cronLength: 256,
  timezoneLength: 64,
  /** Entries of a project in its index of tags and metadata, two for each of a run's; about 100 bytes each. */
  labelEntries: 2_000_000,
  bulkItems: 500,
  /** Bulk triggers of a project that are listed. */
  batchesKept: 10_000,
  attempts: 100,
  timeoutSecs: 86_400,
  retryInitialDelaySecs: 3600,
  retryMaxDelaySecs: 86_400,
  page: { default: 50, max: 100 },
  /** A page ends, with a cursor, behind the record with which it has come to so many bytes. */
  pageBytes: 1_048_576,
  /** A page of a list of runs: steps at most, runs that a step looks at one by one, and places in indexes. */
  runsPage: { steps: 10, runs: 200 },
  indexLooks: 10_000,
  /** What the commands of one call take, and answer: the one that reaches it is the last, and the others go with the next call. */
  groupBytes: 262_144,
  /** Reads of whole states, outputs and memories that one gateway makes at a time, and those that wait for a turn. */
  largeReads: { atOnce: 2, waiting: 1000 },
  resourcesPage: { default: 100, max: 1000 },
  claim: { max: 100, waitMs: 30_000, slugs: 100 },
  /** A claim ends behind the run with which payloads and checkpoints have come to so many bytes; the others stay queued. */
  claimBytes: 1_048_576,
  prefixSend: 100,
  bulkRuns: 100,
  purgedEvents: 10_000,
  purgeDays: 36_500,
  batchJobs: 50,
  /** Calls of endpoint/verify that one gateway holds open. */
  endpointVerifies: 20,
  /** Concurrency keys that are shown of a job's queue. */
  queueKeys: 100,
  /** Executing runs of a project by which the age of heartbeats is told. */
  heartbeatSample: 500,
  /** Runs of a job that its health looks at, the newest. */
  healthRuns: 1000,
  /** Events and samples of a debug bundle, and its size as a whole. */
  debugBundleRecords: 1000,
  debugBundleBytes: 8_388_608,
  /** Runs of a lineage that are looked for. */
  lineageRuns: 1000,
  bulkDeadLetters: 500,
  /** Runs one bulk-cancel-all cancels, and the rest of the page in which it reaches them. */
  bulkCancel: 1000,
  apiKeys: 1000,
  /** Projects of which a cell remembers that they were given a home. */
  homes: 1000,
  ...MOVE_LIMITS,
  /** The id of a deleted project stays taken for so long, longer than what cannot be listed of it is kept: a day. */
  deletedProjectMs: 86_460_000,
  /** Deleted projects that a deletion looks at beside its own, whether their ids are free. */
  deletedStep: 10,
  /** Workers of a project that are remembered, and for how long after their last claim. */
  workers: 10_000,
  workerMs: 3_600_000,
  /** Who holds a revoked or expired key is told so for this long; then it is unknown. */
  revokedKeyMs: 2_592_000_000,
  /** Failed credentials of an address are counted within this time. */
  lockoutWindowMs: 900_000,
  /** The last use of an API key is written at most this often. */
  lastUsedStepMs: 60_000,
  /** Steps of what opens many lines at once: concurrency keys, jobs whose time has come, jobs behind a circuit. */
  unblockedStep: 500,
  wokenStep: 64,
  reopenedStep: 1000,
  /** Lanes, and runs of one priority in each, that one look at an endpoint which is left alone for too long ends. */
  leftAloneLanes: 20,
  leftAloneStep: 100,
  /** How long a dispatcher may ask for the answer to its last claim. */
  takingMs: 86_400_000,
  /** What a run may keep. Older entries leave first; the run's counters say how many were written. */
  runEvents: 10_000,
  /** Characters of a run's status history, about eight a transition. */
  historyLength: 2000,
  runCheckpoints: 100,
  /** Of each kind of record that has no bound of its own. */
  runRecords: 10_000,
  /** The answer of an endpoint that becomes the result of its run. */
  resultBytes: 1_048_576,
  /** Redis memory of a run's events, of its checkpoints, of its usage records and of its tool calls; looked at as chunks are. */
  runStreamBytes: 16_777_216,
  /** Values of a run's state, and of its outputs: both lists are read as a whole. */
  runValueBytes: 8_388_608,
  /** Models that the usage of a run is counted by. */
  usageModels: 200,
  /** Runs that continue one run, and their payloads; payloads of the children of a run that have not ended. */
  continuations: 100,
  continuationBytes: 16_777_216,
  openChildBytes: 67_108_864,
  /** The largest sum of what executors report: what JSON numbers hold exactly. */
  sum: Number.MAX_SAFE_INTEGER,
  /** Redis memory of a run's chunks; looked at with every large chunk and every 64th small one. */
  runChunkBytes: 16_777_216,
  /** Entries of a project's activity, which is written while somebody follows it and for some time after. */
  projectActivity: 5000,
  activityKeptMs: 600_000,
  /** How long a run's changes are told to the gateways after a reader has last looked; readers look more often. */
  followedMs: 60_000,
  /** One read of a followed stream takes about so much; an entry is taken whole. */
  followedPageBytes: 65_536,
  followedPageEntries: 1000,
  /** A reader that takes nothing while more than this waits for it is cut. */
  unsentBytes: 1_048_576,
  /** What waits for a WebSocket to be taken; beyond it the connection is cut. Larger than what a reader hands over. */
  socketBacklogBytes: 4_194_304,
  sseTokenSecs: 300,
  /** Steps of what is counted over time, and how long each is kept: two hours fine, a day coarse. */
  seriesFineMs: 60_000,
  seriesFineKeptMs: 7_800_000,
  seriesCoarseMs: 600_000,
  seriesCoarseKeptMs: 90_000_000,
  /** A gateway or worker says this often that it is there; silent for so long it is not listed. */
  processStepMs: 5_000,
  processSilentMs: 60_000,
  /** Processes that are listed. */
  processes: 1000,
  /** Projects of which a gateway tells how many of their claims wait in it, those with most. */
  processClaims: 1000,
  /** Calls that have held Redis for long that are kept, for how long, and in how many lines they are shown. */
  slowScripts: 1000,
  slowScriptsKeptMs: 86_400_000,
  slowScriptGroups: 20,
  /** A run nobody began working on returns to the queue after this long in `dequeued` (control-api 7.1). */
  dequeuedMs: 60_000,
  /** Grace of a run token beyond the attempt's deadline (executor-api section 1). */
  tokenGraceMs: 60_000,
  /** Health scores (0..100): below the first an endpoint gets one call at a time, up to the second a share of its slots;
   * above the third it is forgotten. */
  unhealthyScore: 30,
  healthyScore: 60,
  forgottenScore: 98,
  /** An endpoint that failed and was not called since is taken as healthy after this. */
  circuitMemoryMs: 3_600_000,
  /** A dead letter leaves the list of those that are shown after this, 30 days. */
  deadLetterShownMs: 2_592_000_000,
  /** Dead letters that leave the list for one that comes, when its bound was lowered. */
  deadLetterStep: 100,
  /** How far an endpoint's Retry-After is believed (control-api 6.3). */
  retryAfterMs: 3_600_000,
  /** Run tokens of one call that heartbeats for a fleet, and the length of one. */
  fleetHeartbeats: 1000,
  runTokenLength: 4096,
  /** A heartbeat this far ahead of Redis's clock was stamped by a wrong one. */
  clockAheadMs: 1_000,
  /** A damaged record is tried again after this, listed as long as it is tried, and so many at most are. */
  damagedRetryMs: 3_600_000,
  damagedKeptMs: 7_500_000,
  damagedRecords: 1000,
  /** A worker asks for new outbox entries every second: one that has not for so long is gone. */
  consumerIdleMs: 15_000,
  /** How late a BullMQ timer may be before the sweep does its work (the repair). */
  timerGraceMs: 5_000,
  /** A timer of more than this is the sweep's alone: most waits are over before, and would leave theirs in BullMQ. */
  timerMs: 60_000,
  /** A run that has open descendants when its time is over is looked at again after this. */
  purgeRetryMs: 60_000,
  /** A queued run that has waited so long is looked for at every priority. */
  agingAfterMs: 300_000,
  /** Score of a waiting run: its priority level, and below that its creation in ms. */
  priorityLevel: 1e13,
  /** Score in a fair queue: its level, and below that virtual time, in which a turn is so long, and the lag that counts. */
  fairLevel: 2 ** 49,
  fairTurn: 4096,
  fairLag: 131_072,
  /** Weights in it, and concurrency keys of a job that may have one. */
  fairWeight: { least: 0.01, most: 100, keys: 100 },
  /** How long before its end an execution window is reckoned anew: it stays open when it goes on. */
  windowAheadMs: 30_000,
  /** Runs that one tick with cancel_running cancels. */
  cronCancels: 1000,
  idempotencyMs: 86_400_000,
  /** In-flight reservation of an Idempotency-Key; must outlast the slowest request. */
  idempotencyReservationMs: 30_000,
  /**
   * A call that holds Redis for longer is counted and logged. Steps of one call of what has no bound by itself, some µs each: cascades of cancels, waits of a run that leaves. The
   * end of a child is so many, and one more for each ancestor; children are read in pages.
   */
  slowScriptUs: 10_000,
  callSteps: 600,
  endSteps: 12,
  waitSteps: 2,
  purgePage: 50,
  cancelPage: 50,
  ...WEBHOOK_LIMITS,
  /** Grace of what was rotated: an API key, the secret of a webhook subscription. */
  rotationGraceMinutes: { default: 60, max: 10_080 },
  /** A step that follows the end of a run, or a delivery, is handed over again when it is this late. */
  followRepairMs: 60_000,
  chainDepth: 10,
  /**
   * A mapped payload may be as large as a request body and so much for what comes with it. To make it, so many times
   * as many characters are looked at; each level of a path looks at what is below it.
   */
  payloadMapping: { fields: 100, pathLength: 512, extraBytes: 131_072, steps: 16 },
  /**
   * What is computed of what users bring in, in threads of their own (`src/sandbox/`). `projectThreads` are kept
   * free of any one project. A thread remembers so many schemas, and has so much memory with them; one that is
   * used up by what it knows is replaced, so a task that runs out of memory in it is tried once in a new one.
   */
  sandbox: {
    waiting: 256,
    waitingOfProject: 64,
    waitingCharacters: 67_108_864,
    cachedSchemas: 200,
    cachedSchemaCharacters: 524_288,
    /** Memory of a thread: with bodies of 1 MiB, and more for each MiB above. */
    memoryMb: 128,
    memoryMbOfMib: 32,
    /** Processor time of what has a bound of its own; it ends what should have ended. */
    backstopMs: 5_000,
  },
  /** What `payload_contains` looks at, in sizes of the largest body: of a run, refused above it, and of a page, which ends. */
  containment: { run: 4, page: 32 },
} as const;
