/** Arguments and replies of all commands, from the heads of lua/ by `npm run commands`: change those, not this file. */
/* biome-ignore-all lint: made by scripts/commands.mjs */
/* biome-ignore-all format: made by scripts/commands.mjs */
import type { RunView } from "../api/run.js";
import {
  asEntry, asFields, asList, asNumber, asOptionalEntry, asOptionalNumber, asOptionalText, asPresentRunView, asRunView,
  asText, asTexts, type Packed, type Reply, type StreamEntry, UnexpectedReplyError,
} from "./replies.js";

/** How the arguments of a command are written, and its reply is read. */
export interface Codec<Arguments, Answer> {
  encode(args: Arguments): Packed[];
  decode(reply: Reply): Answer;
}

function unexpected(command: string, reply: Reply | undefined): UnexpectedReplyError {
  return new UnexpectedReplyError(`${command} answered ${String(reply)}`);
}

export interface Asked {
  readonly key?: string | undefined;
  readonly digest?: string | undefined;
}

function packAsked(one: Asked): Packed {
  return [one.key ?? "", one.digest ?? ""];
}

export interface BulkItem {
  readonly idempotencyKey?: string | undefined;
  readonly runId: string;
  readonly scheduledAt?: number | undefined;
  readonly ttl: number;
  readonly priority: number;
  readonly concurrencyKey?: string | undefined;
  readonly digest?: string | undefined;
  readonly fields: readonly string[];
  readonly metadata: readonly string[];
}

function packBulkItem(one: BulkItem): Packed {
  return [one.idempotencyKey ?? "", one.runId, one.scheduledAt === undefined ? "" : String(one.scheduledAt), String(one.ttl), String(one.priority), one.concurrencyKey ?? "", one.digest ?? "", one.fields, one.metadata];
}

/** known by its idempotency key */
export interface BulkResult {
  readonly runId: string;
  readonly status: string;
  readonly attempt: number;
  readonly known: boolean;
  readonly created: boolean;
}

function asBulkResult(reply: Reply | undefined): BulkResult {
  const list = asList(reply);
  return { runId: asText(list[0]), status: asText(list[1]), attempt: asNumber(list[2]), known: list[3] === "1", created: list[4] === "1" };
}

export interface CalledJob {
  readonly jobId: string;
  readonly json: string;
  readonly signingSecret?: string | undefined;
  readonly circuit: string;
}

function asCalledJob(reply: Reply | undefined): CalledJob {
  const list = asList(reply);
  return { jobId: asText(list[0]), json: asText(list[1]), signingSecret: asOptionalText(list[2]), circuit: asText(list[3]) };
}

export interface Claimed {
  readonly runId: string;
  readonly jobId: string;
  readonly attempt: number;
  readonly assignmentId: string;
  readonly timeoutSecs: number;
  readonly payload: string;
  readonly metadata: readonly string[];
  readonly checkpoint?: StreamEntry | undefined;
}

function asClaimed(reply: Reply | undefined): Claimed {
  const list = asList(reply);
  return { runId: asText(list[0]), jobId: asText(list[1]), attempt: asNumber(list[2]), assignmentId: asText(list[3]), timeoutSecs: asNumber(list[4]), payload: asText(list[5]), metadata: asTexts(list[6]), checkpoint: asOptionalEntry(list[7]) };
}

/** kind: exists, duplicate, debounced, buffered, or none */
export interface Found {
  readonly kind: string;
  readonly runId: string;
  readonly status: string;
  readonly attempt: number;
  readonly fireAt: number;
}

function asFound(reply: Reply | undefined): Found {
  const list = asList(reply);
  return { kind: asText(list[0]), runId: asText(list[1]), status: asText(list[2]), attempt: asNumber(list[3]), fireAt: asNumber(list[4]) };
}

export interface Held {
  readonly jobId: string;
  readonly projectId: string;
  readonly count: number;
}

function packHeld(one: Held): Packed {
  return [one.jobId, one.projectId, String(one.count)];
}

/** the newest first; what is left begins behind `after`, absent when nothing is */
export interface Newest {
  readonly ids: readonly string[];
  readonly after?: string | undefined;
}

function asNewest(reply: Reply | undefined): Newest {
  const list = asList(reply);
  return { ids: asTexts(list[0]), after: asOptionalText(list[1]) };
}

export interface Page {
  readonly after: string;
  readonly more: boolean;
  readonly oldest: string;
  readonly entries: readonly (StreamEntry)[];
}

function asPage(reply: Reply | undefined): Page {
  const list = asList(reply);
  return { after: asText(list[0]), more: list[1] === "1", oldest: asText(list[2]), entries: asList(list[3]).map(asEntry) };
}

function asOptionalPage(reply: Reply | undefined): Page | undefined {
  return asList(reply).length === 0 ? undefined : asPage(reply);
}

export interface Rate {
  readonly name: string;
  readonly most: number;
  readonly window: number;
}

function packRate(one: Rate): Packed {
  return [one.name, String(one.most), String(one.window)];
}

export interface Reaped {
  readonly runId: string;
  readonly status: string;
}

function asReaped(reply: Reply | undefined): Reaped {
  const list = asList(reply);
  return { runId: asText(list[0]), status: asText(list[1]) };
}

/** damaged are the runs that were not known to be */
export interface Swept {
  readonly ended: readonly (Reaped)[];
  readonly damaged: readonly string[];
}

function asSwept(reply: Reply | undefined): Swept {
  const list = asList(reply);
  return { ended: asList(list[0]).map(asReaped), damaged: asTexts(list[1]) };
}

export interface Taken {
  readonly runId: string;
  readonly jobId: string;
  readonly attempt: number;
  readonly number: number;
  readonly timeoutSecs: number;
  readonly payload: string;
  readonly metadata: ReadonlyMap<string, string>;
  readonly checkpoint?: StreamEntry | undefined;
  readonly previousError?: string | undefined;
  readonly createdAt: number;
  readonly assignmentId?: string | undefined;
}

function asTaken(reply: Reply | undefined): Taken {
  const list = asList(reply);
  return { runId: asText(list[0]), jobId: asText(list[1]), attempt: asNumber(list[2]), number: asNumber(list[3]), timeoutSecs: asNumber(list[4]), payload: asText(list[5]), metadata: asFields(list[6]), checkpoint: asOptionalEntry(list[7]), previousError: asOptionalText(list[8]), createdAt: asNumber(list[9]), assignmentId: asOptionalText(list[10]) };
}

export interface WindowedJob {
  readonly id: string;
  readonly version: string;
  readonly json?: string | undefined;
}

function asWindowedJob(reply: Reply | undefined): WindowedJob {
  const list = asList(reply);
  return { id: asText(list[0]), version: asText(list[1]), json: asOptionalText(list[2]) };
}

/** Replies of lua/lib/admit.lua. */
export type AdmitReply =
  | { readonly outcome: "job_not_found" }
  | { readonly outcome: "job_changed" }
  | { readonly outcome: "job_disabled" }
  | { readonly outcome: "job_paused" }
  | { readonly outcome: "project_elsewhere" };

/** Replies of lua/lib/arriving.lua. */
export type ArrivingReply =
  | { readonly outcome: "known" };

/** Replies of lua/lib/drain.lua. */
export type DrainReply =
  | { readonly outcome: "project_drains"; readonly left: number };

/** Replies of lua/lib/guard.lua. */
export type GuardReply =
  | { readonly outcome: "not_found" }
  | { readonly outcome: "gone"; readonly status: string }
  | { readonly outcome: "stale_attempt" }
  | { readonly outcome: "assignment_lost" }
  | { readonly outcome: "not_executing" }
  | { readonly outcome: "not_active" };

/** Replies of lua/lib/known.lua. */
export type KnownReply =
  | { readonly outcome: "exists"; readonly runId: string; readonly status: string; readonly attempt: number }
  | { readonly outcome: "debounced"; readonly fireAt: number }
  | { readonly outcome: "buffered" };

/** Does what is due for a run, whatever that is by its status: the one place all timers end in. Called by BullMQ timers and by the sweep over `due`; calling it twice, early or late is harmless. */
export interface AdvanceArguments {
  /** A run, or a held trigger. */
  readonly id: string;
  /** 0 to 1, spreads a retry. */
  readonly random: number;
  /** An id beside it, for the run that a held trigger becomes. */
  readonly newRunId: string;
}
export type AdvanceReply =
  | { readonly outcome: "moved"; readonly status: string }
  | { readonly outcome: "early"; readonly at: number }
  | { readonly outcome: "nothing" }
  | { readonly outcome: "purged" };

/** Logs, progress and stream chunks of many runs at once (executor-api rows 2, 3, 20). */
export interface AppendArguments {
  /** The live-set member of each entry. */
  readonly members: readonly string[];
  /** Of all entries, one behind the other: log, progress or stream and its arguments, see lib/operations; lists in a list would cost as much to unpack as an entry to append. */
  readonly operations: readonly string[];
}
export type AppendReply = readonly string[];

/** Applies operations to one run: all of them or none (executor-api rows 2-9, 16, 18-20, and `batch`). */
export interface ApplyArguments {
  readonly runId: string;
  readonly attempt: number;
  readonly assignmentId?: string | undefined;
  /** Whether the run itself is wanted in the reply. */
  readonly wantsRun: boolean;
  /** Of each: name and arguments, see lib/operations. */
  readonly operations: readonly (readonly string[])[];
}
export type ApplyReply =
  | { readonly outcome: "ok"; readonly now: number; readonly results: readonly string[]; readonly run: RunView | undefined }
  | { readonly outcome: "rejected"; readonly index: number; readonly code: string; readonly detail: string | undefined }
  | GuardReply;

/** Creates the child that a run of another cell has spawned, once, however often the errand is done. */
export interface ArriveArguments {
  readonly childId: string;
  readonly parentRunId: string;
  /** Of the child below the run that was not spawned. */
  readonly depth: number;
  /** In ms, as its parent's executor was told. */
  readonly createdAt: number;
  readonly jobId: string;
  readonly projectId: string;
  readonly executionMode: string;
  /** Field, value pairs of the child. */
  readonly fields: readonly string[];
}
export type ArriveReply =
  | { readonly outcome: "created" }
  | { readonly outcome: "exists" }
  | { readonly outcome: "job_not_found" };

/** Looks up an API key, and locks out an address that guesses (control-api 8.1). */
export interface AuthenticateArguments {
  /** Of the key; absent when the credential was judged elsewhere. */
  readonly digest?: string | undefined;
  /** Absent when nobody is locked out. */
  readonly address?: string | undefined;
  /** Of credential. */
  readonly kind: string;
  /** Of a good credential that was judged elsewhere, absent for a wrong one. */
  readonly goodDigest?: string | undefined;
}
export type AuthenticateReply =
  | { readonly outcome: "key"; readonly key: ReadonlyMap<string, string>; readonly limit: string | undefined; readonly windowSecs: string | undefined }
  | { readonly outcome: "good" }
  | { readonly outcome: "unknown" }
  | { readonly outcome: "locked"; readonly secs: number };

/** Writes an API key of a project that comes from another cell. */
export interface BringApiKeyArguments {
  readonly projectId: string;
  /** Of the home that the project will have here. */
  readonly version: number;
  readonly id: string;
  readonly digest: string;
  /** Field, value pairs of the key. */
  readonly fields: readonly string[];
}
export type BringApiKeyReply =
  | { readonly outcome: "brought" }
  | ArrivingReply;

/** Writes a job of a project that comes from another cell. Nobody triggers it, and time does not, before the project has entered. */
export interface BringJobArguments {
  readonly projectId: string;
  /** Of the home that the project will have here. */
  readonly version: number;
  readonly jobId: string;
  readonly slug: string;
  readonly jobVersion: number;
  /** Field, value pairs of the job. */
  readonly fields: readonly string[];
  readonly schedule?: string | undefined;
  readonly lastTick?: number | undefined;
  /** Behind which ticks were not looked at. */
  readonly since: number;
}
export type BringJobReply =
  | { readonly outcome: "brought" }
  | ArrivingReply;

/** Writes some of the memory of a job whose project comes from another cell. */
export interface BringMemoryArguments {
  readonly projectId: string;
  /** Of the home that the project will have here. */
  readonly version: number;
  readonly jobId: string;
  /** Key, entry pairs. */
  readonly entries: readonly string[];
  /** Key, `<size> <expires>` pairs. */
  readonly sizes: readonly string[];
}
export type BringMemoryReply =
  | { readonly outcome: "brought" }
  | ArrivingReply;

/** Writes what a project that comes from another cell has beside its jobs: its record, its subscriptions. */
export interface BringProjectArguments {
  readonly projectId: string;
  /** Of the home that it will have here. */
  readonly version: number;
  /** Where it is not 1. */
  readonly weight?: string | undefined;
  /** Field, value pairs of the project. */
  readonly fields: readonly string[];
  /** Id, record pairs. */
  readonly webhooks: readonly string[];
  /** Event types that a subscription wants. */
  readonly listeners?: string | undefined;
}
export type BringProjectReply =
  | { readonly outcome: "brought" }
  | ArrivingReply;

/** Cancels a run and its descendants (control-api 3.2, DELETE /v1/runs/{id}). */
export interface CancelArguments {
  readonly runId: string;
  /** What the caller may touch; absent for a worker that goes on with a cascade. */
  readonly projectId?: string | undefined;
  /** In which the executor is told on its heartbeat; 0: at once. */
  readonly grace: number;
  readonly reason?: string | undefined;
  /** Child of the run behind which a cascade goes on. */
  readonly after?: string | undefined;
}
export type CancelReply =
  | { readonly outcome: "canceled"; readonly run: RunView }
  | { readonly outcome: "asked"; readonly run: RunView }
  | { readonly outcome: "not_found" }
  | { readonly outcome: "terminal"; readonly status: string };

/** Cancels a wait and with it the run and its descendants (control-api 5.2, DELETE). */
export interface CancelEventArguments {
  readonly triggerId: string;
}
export type CancelEventReply =
  | { readonly outcome: "canceled"; readonly trigger: ReadonlyMap<string, string> }
  | { readonly outcome: "conflict"; readonly trigger: ReadonlyMap<string, string> }
  | { readonly outcome: "not_found" };

/** Triggers the run that is to follow the end of another one (control-api 1.1, on_complete_* and on_failure_*). */
export interface ChainArguments {
  readonly endedRunId: string;
  /** In ms, as the run has it. */
  readonly endedAt: string;
  /** Of the new run. */
  readonly runId: string;
  readonly jobId?: string | undefined;
  readonly jobVersion?: number | undefined;
  readonly projectId: string;
  readonly executionMode?: string | undefined;
  /** Of the new run in its chain. */
  readonly depth: number;
  /** No run can follow because of that. */
  readonly payloadTooLarge: boolean;
  /** Field, value pairs of the new run. */
  readonly fields: readonly string[];
}
export type ChainReply =
  | { readonly outcome: "created" }
  | { readonly outcome: "exists" }
  | { readonly outcome: "gone" }
  | { readonly outcome: "job_changed" }
  | { readonly outcome: "job_not_found" }
  | { readonly outcome: "job_disabled" }
  | { readonly outcome: "too_deep" }
  | { readonly outcome: "payload_too_large" };

/** Hands ready pull runs to a worker (control-api 6.5). */
export interface ClaimArguments {
  readonly projectId: string;
  readonly workerId: string;
  readonly by: "jobs" | "queues" | "all";
  /** Job ids or queue names. */
  readonly filter: readonly string[];
  /** One for each run that is wanted. */
  readonly assignmentIds: readonly string[];
}
export type ClaimReply =
  | { readonly outcome: "claimed"; readonly runs: readonly (Claimed)[]; readonly more: number };

/** Hands ready http runs to a dispatcher, and begins them (control-api 6.1, 6.4). */
export interface ClaimDispatchesArguments {
  /** The dispatcher, which asks for one thing at a time. */
  readonly taker: string;
  /** Of the claim: asked again, because the answer was lost, it is the same and nothing is done twice. */
  readonly number: number;
  readonly wanted: number;
  /** 0, or of how many places kept for those who have few the wanted ones are. */
  readonly reserve: number;
  /** What the dispatcher holds; when it asks for its reserve. */
  readonly held: readonly (Held)[];
}
export type ClaimDispatchesReply =
  | { readonly outcome: "taken"; readonly runs: readonly (Taken)[]; readonly jobs: readonly (CalledJob)[]; readonly wakeAt: number | undefined };

/** Takes away what a project has brought to the cell that it lies in now, and what nobody asks this one for any more. What has ended here stays, with the records of its jobs, the project's subscriptions and its idempotency keys. */
export interface ClearLeftArguments {
  readonly projectId: string;
  /** With which it left. */
  readonly version: number;
}
export type ClearLeftReply =
  | { readonly outcome: "cleared" }
  | { readonly outcome: "known"; readonly home: string | undefined };

/** What was to be done in another cell has been done: it is not done again, and of a child that was made only that is kept which counts at its end. */
export interface CloseErrandArguments {
  readonly runId: string;
  /** Of the errand. */
  readonly number: string;
  /** The parent has heard that the run has ended, which may leave now. */
  readonly told: boolean;
}
export type CloseErrandReply =
  | { readonly outcome: "closed" };

/** Forgets that ticks of a job were to be made up for. */
export interface CloseTicksArguments {
  readonly jobId: string;
  /** Behind which they were. */
  readonly since: number;
}
export type CloseTicksReply =
  | { readonly outcome: "ok" };

/** The executor ends its run as completed (executor-api row 10). */
export interface CompleteRunArguments {
  readonly runId: string;
  readonly attempt: number;
  readonly assignmentId?: string | undefined;
  /** JSON. */
  readonly result?: string | undefined;
  /** The job version whose result schema it was checked against. */
  readonly checkedVersion?: string | undefined;
}
export type CompleteRunReply =
  | { readonly outcome: "ok"; readonly run: RunView }
  | { readonly outcome: "check_result"; readonly version: string; readonly schema: string }
  | GuardReply;

/** Continues a run in a new one of the same job (executor-api row 13). */
export interface ContinueArguments {
  readonly runId: string;
  readonly attempt: number;
  readonly assignmentId?: string | undefined;
  readonly newRunId: string;
  /** JSON; absent for the run's own. */
  readonly payload?: string | undefined;
}
export type ContinueReply =
  | { readonly outcome: "created"; readonly run: RunView }
  | { readonly outcome: "too_deep" }
  | { readonly outcome: "too_many_continuations" }
  | { readonly outcome: "too_many_bytes" }
  | { readonly outcome: "job_not_found" }
  | { readonly outcome: "job_disabled" }
  | GuardReply;

/** Stores a new API key (control-api 8.1). */
export interface CreateApiKeyArguments {
  readonly projectId: string;
  readonly id: string;
  readonly digest: string;
  /** 0: never. */
  readonly expiresIn: number;
  /** Field, value pairs of the key. */
  readonly fields: readonly string[];
}
export type CreateApiKeyReply =
  | { readonly outcome: "created"; readonly key: ReadonlyMap<string, string> }
  | { readonly outcome: "too_many_api_keys" }
  | { readonly outcome: "project_elsewhere" }
  | { readonly outcome: "project_kept" };

/** Creates a delivery of a webhook, once however often it is asked for (control-api 7.7). */
export interface CreateDeliveryArguments {
  readonly id: string;
  readonly projectId: string;
  /** Field, value pairs of the delivery. */
  readonly fields: readonly string[];
}
export type CreateDeliveryReply =
  | { readonly outcome: "created"; readonly id: string }
  | { readonly outcome: "exists" }
  | { readonly outcome: "full" };

/** Creates a job (control-api 1). */
export interface CreateJobArguments {
  readonly projectId: string;
  readonly slug: string;
  readonly jobId: string;
  readonly schedule?: string | undefined;
  /** When to look at its window. */
  readonly lookAt?: number | undefined;
  /** Field, value pairs of the job. */
  readonly fields: readonly string[];
}
export type CreateJobReply =
  | { readonly outcome: "created"; readonly jobId: string }
  | { readonly outcome: "slug_taken" }
  | { readonly outcome: "project_elsewhere" }
  | { readonly outcome: "project_kept" };

/** Creates a project (control-api 8.1). */
export interface CreateProjectArguments {
  readonly projectId: string;
  /** Where it is not 1. */
  readonly weight?: string | undefined;
  /** Field, value pairs of the project. */
  readonly fields: readonly string[];
}
export type CreateProjectReply =
  | { readonly outcome: "created" }
  | { readonly outcome: "project_exists" }
  | { readonly outcome: "project_elsewhere" }
  | { readonly outcome: "project_kept" };

/** Deletes a job without active runs (control-api 1, DELETE). */
export interface DeleteJobArguments {
  readonly projectId: string;
  readonly jobId: string;
}
export type DeleteJobReply =
  | { readonly outcome: "deleted" }
  | { readonly outcome: "not_found" }
  | { readonly outcome: "active" }
  | { readonly outcome: "project_elsewhere" };

/** Deletes an entry of a job's memory, through one of its runs. */
export interface DeleteMemoryArguments {
  readonly runId: string;
  readonly attempt: number;
  readonly assignmentId?: string | undefined;
  readonly key: string;
}
export type DeleteMemoryReply =
  | { readonly outcome: "ok" }
  | GuardReply;

/** Deletes a project without jobs, and its API keys and webhook subscriptions with it (control-api 8.1). */
export interface DeleteProjectArguments {
  readonly projectId: string;
}
export type DeleteProjectReply =
  | { readonly outcome: "deleted" }
  | { readonly outcome: "project_not_found" }
  | { readonly outcome: "project_busy" }
  | { readonly outcome: "project_elsewhere" };

/** Has a project that is to move come to rest, or lets it begin runs again (docs/architecture.md, Cells): until a time, which ends it by itself, triggers and replays are refused, ticks are put off, and events that nobody waits for are not kept. */
export interface DrainProjectArguments {
  readonly projectId: string;
  /** From now on; 0 ends it. */
  readonly lasts: number;
  /** Only the drain that ends then is ended: somebody else may have taken it up. */
  readonly ends?: number | undefined;
}
export type DrainProjectReply =
  | { readonly outcome: "draining"; readonly till: number }
  | { readonly outcome: "ended" }
  | { readonly outcome: "rests" }
  | { readonly outcome: "no_project" }
  | { readonly outcome: "project_elsewhere" }
  | { readonly outcome: "too_many" };

/** Consumers of workers that are gone leave the group of the outbox. */
export interface DropConsumersArguments {
  readonly group: string;
  /** A consumer that lives is never idle for so long. */
  readonly idle: number;
}
export type DropConsumersReply = number;

/** The runs that must be looked at by now, the most overdue first. */
export interface DueArguments {
  readonly most: number;
}
export type DueReply = readonly string[];

/** A child in another cell has ended with all its descendants, or could not be made: the parent counts it no more, and resumes when it awaits its children and this was the last one. */
export interface EndAwayArguments {
  /** The parent. */
  readonly runId: string;
  readonly childId: string;
}
export type EndAwayReply =
  | { readonly outcome: "ended" }
  | { readonly outcome: "nothing" };

/** Lets a project whose records were brought lie in the cell: from here on it is served here. */
export interface EnterCellArguments {
  readonly projectId: string;
  /** Of this home of the project. */
  readonly version: number;
  /** Numbers of the cells that it has left, with commas. */
  readonly left: string;
}
export type EnterCellReply =
  | { readonly outcome: "entered" }
  | ArrivingReply;

/** A worker is about to make an attempt of a delivery (control-api 7.7). */
export interface EnterDeliveryArguments {
  readonly id: string;
  /** What it was handed over with. */
  readonly number: string;
  /** Name of the one around the receiver. */
  readonly circuit: string;
}
export type EnterDeliveryReply =
  | { readonly outcome: "go" }
  | { readonly outcome: "superseded" }
  | { readonly outcome: "postponed"; readonly wait: number }
  | { readonly outcome: "given_up" };

/** The executor ends its run as failed (executor-api row 11). */
export interface FailRunArguments {
  readonly runId: string;
  readonly attempt: number;
  readonly assignmentId?: string | undefined;
  readonly error: string;
  readonly errorClass: string;
}
export type FailRunReply =
  | { readonly outcome: "ok"; readonly run: RunView }
  | GuardReply;

/** The job that a run of another cell wants a child of, and whether it may have one. The child is made a moment later, by an errand: a job that is paused in between has it all the same. */
export interface FindJobToSpawnArguments {
  /** The job's. */
  readonly projectId: string;
  /** Of the API key that allows it. */
  readonly targetDigest?: string | undefined;
  /** The job, by its id or else by its slug. */
  readonly jobId?: string | undefined;
  readonly jobSlug?: string | undefined;
  /** That it may have. */
  readonly childId: string;
}
export type FindJobToSpawnReply =
  | { readonly outcome: "found"; readonly jobId: string; readonly version: number }
  | { readonly outcome: "target_key_refused" }
  | { readonly outcome: "job_not_found" }
  | { readonly outcome: "job_disabled" }
  | { readonly outcome: "job_paused" }
  | { readonly outcome: "project_elsewhere" };

/** What triggers with these idempotency keys and payloads have made in a cell that the job's project has left. */
export interface FindTriggeredArguments {
  readonly jobId: string;
  readonly asked: readonly (Asked)[];
}
export type FindTriggeredReply =
  | { readonly outcome: "ok"; readonly found: readonly (Found)[] };

/** Reads a project's activity after a position, and has it written from now on. */
export interface FollowProjectArguments {
  readonly projectId: string;
  /** At most. */
  readonly bytes: number;
  /** Entry id; '$' for the newest. */
  readonly after: string;
}
export type FollowProjectReply = Page;

/** Reads a run's streams after a position, and has the gateways told of its changes from now on. */
export interface FollowRunArguments {
  readonly runId: string;
  /** Absent for any. */
  readonly projectId?: string | undefined;
  /** Of a stream at most. */
  readonly bytes: number;
  /** Entry id; '$' for the newest, absent for no events. */
  readonly eventsAfter?: string | undefined;
  readonly chunksAfter?: string | undefined;
}
export type FollowRunReply =
  | { readonly outcome: "found"; readonly status: string; readonly jobId: string; readonly projectId: string; readonly createdAt: number; readonly history: string; readonly error: string; readonly events: Page | undefined; readonly chunks: Page | undefined }
  | { readonly outcome: "not_found" };

/** Reads a wait, and has the gateways told of the changes of its run from now on. */
export interface FollowTriggerArguments {
  readonly triggerId: string;
  readonly projectId: string;
}
export type FollowTriggerReply =
  | { readonly outcome: "found"; readonly trigger: ReadonlyMap<string, string> }
  | { readonly outcome: "not_found" };

/** Forgets what a project that is to be deleted has left behind in a cell that it has moved from. */
export interface ForgetLeftArguments {
  readonly projectId: string;
}
export type ForgetLeftReply =
  | { readonly outcome: "forgotten" }
  | { readonly outcome: "kept" };

/** Takes a worker off the list of those that claim; it comes back with its next claim (control-api 6.5). */
export interface ForgetWorkerArguments {
  readonly projectId: string;
  readonly workerId: string;
}
export type ForgetWorkerReply =
  | { readonly outcome: "forgotten" }
  | { readonly outcome: "worker_not_found" };

/** Frees the idempotency key of a run for another one (control-api 2.2). */
export interface FreeIdempotencyKeyArguments {
  readonly runId: string;
  readonly projectId: string;
}
export type FreeIdempotencyKeyReply =
  | { readonly outcome: "ok" }
  | { readonly outcome: "not_found" };

/** Heartbeats of many runs at once (executor-api row 4). */
export interface HeartbeatArguments {
  /** `<run>:<attempt>[:<assignment>]`, each at most once. */
  readonly members: readonly string[];
}
export type HeartbeatReply = readonly string[];

/** Keeps the reply of a request that has reserved its idempotency key (control-api 2.2). */
export interface KeepReplyArguments {
  /** The key with its project, caller and path. */
  readonly digest: string;
  /** `<status> <body>`. */
  readonly reply: string;
}
export type KeepReplyReply =
  | { readonly outcome: "ok" };

/** Lets a project that has jobs and runs leave the cell, in a moment in which none of its runs is under way (docs/architecture.md, Cells). What has ended stays. */
export interface LeaveCellArguments {
  readonly projectId: string;
  /** Of this home of the project. */
  readonly version: number;
  /** Number of this cell. */
  readonly from: number;
  /** Number of the cell it goes to. */
  readonly to: number;
}
export type LeaveCellReply =
  | { readonly outcome: "left" }
  | { readonly outcome: "known"; readonly home: string }
  | { readonly outcome: "no_project" }
  | { readonly outcome: "busy"; readonly with: string; readonly named: readonly string[] }
  | { readonly outcome: "too_many" };

/** Entries of a job's memory, through one of its runs, some at a time: all of them would hold Redis for long. */
export interface ListMemoryArguments {
  readonly runId: string;
  readonly attempt: number;
  readonly assignmentId?: string | undefined;
  /** '0' for the first. */
  readonly cursor: string;
}
export type ListMemoryReply =
  | { readonly outcome: "ok"; readonly jobId: string; readonly projectId: string; readonly cursor: string; readonly entries: ReadonlyMap<string, string> }
  | GuardReply;

/** Lists keys with a prefix that runs wait for, in lexical order: to whom an event is sent (control-api 5.2). */
export interface ListWaitingArguments {
  readonly projectId: string;
  readonly prefix: string;
  readonly most: number;
}
export type ListWaitingReply =
  | { readonly outcome: "found"; readonly keys: readonly string[] };

/** What `repair-follow` would hand over now, so that what stands in its way can be taken away before. */
export interface OverdueFollowArguments {
  /** Ends of runs, deliveries, and what other cells are to do. */
  readonly most: number;
}
export type OverdueFollowReply = readonly string[];

/** Takes an executing run out of execution until it is resumed (control-api 3.2). Its executor is answered 409. */
export interface PauseRunArguments {
  readonly runId: string;
  readonly projectId: string;
}
export type PauseRunReply =
  | { readonly outcome: "ok"; readonly run: RunView }
  | { readonly outcome: "not_found" }
  | { readonly outcome: "wrong_state"; readonly status: string }
  | { readonly outcome: "canceling" };

/** Takes waits that are over out of Redis before their runs leave (control-api 5.2, purge). */
export interface PurgeEventsArguments {
  readonly projectId: string;
  /** Waits that were over by then. */
  readonly before: number;
  /** Count only. */
  readonly dryRun: boolean;
  readonly ids: readonly string[];
}
export type PurgeEventsReply =
  | { readonly outcome: "purged"; readonly count: number };

/** Stores the API key that the configuration names (control-api 8.1). The same one again changes only its project and scopes. */
export interface PutBootstrapKeyArguments {
  readonly projectId: string;
  /** Unless it has one. */
  readonly id: string;
  readonly digest: string;
}
export type PutBootstrapKeyReply =
  | { readonly outcome: "ok" }
  | { readonly outcome: "project_elsewhere" };

/** Counts a request against its limits (control-api 8.2): a window that slides, from the counts of two fixed ones. */
export interface RateLimitArguments {
  readonly limits: readonly (Rate)[];
}
export type RateLimitReply =
  | { readonly outcome: "ok"; readonly remaining: number }
  | { readonly outcome: "limited"; readonly number: number; readonly wait: number };

/** The last checkpoint of an executor's own run (executor-api row 6). */
export interface ReadCheckpointArguments {
  readonly runId: string;
  readonly attempt: number;
  readonly assignmentId?: string | undefined;
}
export type ReadCheckpointReply =
  | { readonly outcome: "ok"; readonly checkpoint: StreamEntry | undefined }
  | GuardReply;

/** Reads what was appended to a stream of a run. */
export interface ReadEntriesArguments {
  readonly runId: string;
  readonly stream: "events" | "chunks" | "checkpoints" | "usage" | "tool_calls";
  /** As XRANGE has it. */
  readonly from: string;
  readonly to: string;
  readonly most: number;
  /** Behind the entry with which they are reached nothing is read. */
  readonly bytes: number;
}
export type ReadEntriesReply =
  | { readonly outcome: "read"; readonly entries: readonly (StreamEntry)[]; readonly more: boolean };

/** An entry of a job's memory, through one of its runs. */
export interface ReadMemoryArguments {
  readonly runId: string;
  readonly attempt: number;
  readonly assignmentId?: string | undefined;
  readonly key: string;
}
export type ReadMemoryReply =
  | { readonly outcome: "ok"; readonly jobId: string; readonly projectId: string; readonly entry: string | undefined }
  | GuardReply;

/** Lists the newest runs that are in an index of each of some groups: those with a label, say, that are of one job and in one of some statuses. It looks at the smallest group and asks the others, and passes over what none of a group has. */
export interface ReadNewestArguments {
  /** Keys of the indexes of each: sorted sets of ids, lexical. */
  readonly groups: readonly (readonly string[])[];
  /** As ZRANGE BYLEX REV has it. */
  readonly from: string;
  readonly most: number;
}
export type ReadNewestReply = Newest;

/** The payload of an executor's own run (executor-api row 1). */
export interface ReadPayloadArguments {
  readonly runId: string;
  readonly attempt: number;
  readonly assignmentId?: string | undefined;
}
export type ReadPayloadReply =
  | { readonly outcome: "ok"; readonly payload: string }
  | GuardReply;

/** Reads runs as the API shows them: as many of those named as come to a number of bytes, one at least. */
export interface ReadRunsArguments {
  readonly ids: readonly string[];
  /** 0: all, however large. */
  readonly bytes: number;
}
export type ReadRunsReply = readonly (RunView | undefined)[];

/** A state entry of an executor's own run (executor-api row 17). */
export interface ReadStateArguments {
  readonly runId: string;
  readonly attempt: number;
  readonly assignmentId?: string | undefined;
  readonly key: string;
}
export type ReadStateReply =
  | { readonly outcome: "ok"; readonly entry: string | undefined }
  | GuardReply;

/** State entries of an executor's own run (executor-api row 17), some at a time: all of them would hold Redis for long. */
export interface ReadStatesArguments {
  readonly runId: string;
  readonly attempt: number;
  readonly assignmentId?: string | undefined;
  /** '0' for the first. */
  readonly cursor: string;
}
export type ReadStatesReply =
  | { readonly outcome: "ok"; readonly cursor: string; readonly entries: ReadonlyMap<string, string> }
  | GuardReply;

/** What a run or a job keeps under keys, some at a time: all of it would hold Redis, and who reads it, for long. */
export interface ReadValuesArguments {
  readonly of: "state" | "outputs" | "memory";
  /** Of the run; of the job whose memory it is. */
  readonly id: string;
  /** '0' for the first. */
  readonly cursor: string;
}
export type ReadValuesReply =
  | { readonly outcome: "read"; readonly cursor: string; readonly entries: ReadonlyMap<string, string> };

/** Ends the attempts of runs whose executor has fallen silent (control-api 7.1). Costs O(silent), not O(runs). */
export interface ReapArguments {
  /** After which a heartbeat is lost. */
  readonly silence: number;
  readonly most: number;
  /** Without a sweep after which silence says nothing. */
  readonly gap: number;
}
export type ReapReply = Swept;

/** Frees an idempotency key from what holds it: the reservation of a request that was refused, or a reply that does not hold any more (control-api 2.2). */
export interface ReleaseReplyArguments {
  /** The key with its project, caller and path. */
  readonly digest: string;
  /** The reservation or the reply. */
  readonly held: string;
}
export type ReleaseReplyReply =
  | { readonly outcome: "ok" };

/** Takes runs from a worker that is gone: back to the queue in the same attempt, or to the end that their cancel asked for (control-api 6.5). */
export interface ReleaseRunsArguments {
  readonly projectId: string;
  readonly workerId: string;
  readonly runIds: readonly string[];
}
export type ReleaseRunsReply = readonly string[];

/** Hands over again what should have followed long ago: the repair for steps that got lost between Redis and a worker. Costs O(overdue). */
export interface RepairFollowArguments {
  /** Ends of runs, deliveries, and what other cells are to do. */
  readonly most: number;
}
export type RepairFollowReply =
  | { readonly outcome: "repaired"; readonly count: number };

/** Queues a dead letter again: the same run, from attempt 1 (control-api 3.2, dlq-replay). */
export interface ReplayDeadLetterArguments {
  readonly runId: string;
  readonly projectId: string;
}
export type ReplayDeadLetterReply =
  | { readonly outcome: "ok"; readonly run: RunView }
  | { readonly outcome: "not_found" }
  | { readonly outcome: "wrong_state"; readonly status: string }
  | { readonly outcome: "job_not_found" }
  | { readonly outcome: "run_left_behind" }
  | DrainReply;

/** Replays a run that failed as a new run of the same job (control-api 3.2). */
export interface ReplayRunArguments {
  readonly runId: string;
  readonly projectId: string;
  readonly newRunId: string;
  /** Sequence of the one whose state is the payload. */
  readonly checkpoint?: number | undefined;
  /** Until it must have begun. */
  readonly ttl: number;
  readonly actor: string;
  /** Field, value pairs. */
  readonly metadata: readonly string[];
}
export type ReplayRunReply =
  | { readonly outcome: "created"; readonly run: RunView }
  | { readonly outcome: "not_found" }
  | { readonly outcome: "not_replayable"; readonly status: string }
  | { readonly outcome: "checkpoint_not_found" }
  | { readonly outcome: "job_not_found" }
  | { readonly outcome: "job_disabled" }
  | { readonly outcome: "job_paused" }
  | { readonly outcome: "run_left_behind" }
  | DrainReply;

/** Resumes a paused run, or restarts one that is executing or paused, in the same attempt (control-api 3.2). */
export interface RequeueRunArguments {
  readonly runId: string;
  readonly projectId: string;
  readonly how: "resume" | "restart";
}
export type RequeueRunReply =
  | { readonly outcome: "ok"; readonly run: RunView }
  | { readonly outcome: "not_found" }
  | { readonly outcome: "wrong_state"; readonly status: string }
  | { readonly outcome: "canceling" };

/** Moves the start of a run that has not begun (control-api 3.2). */
export interface RescheduleRunArguments {
  readonly runId: string;
  readonly projectId: string;
  /** Its new start. */
  readonly at: number;
  /** JSON; absent for the one it has. */
  readonly payload?: string | undefined;
}
export type RescheduleRunReply =
  | { readonly outcome: "ok"; readonly run: RunView }
  | { readonly outcome: "not_found" };

/** Reserves an idempotency key for a request, or tells what became of the one before (control-api 2.2). */
export interface ReserveReplyArguments {
  /** The key with its project, caller and path. */
  readonly digest: string;
  /** Of this request alone; begins with no digit, which a kept reply does. */
  readonly reservation: string;
}
export type ReserveReplyReply =
  | { readonly outcome: "reserved" }
  | { readonly outcome: "in_flight" }
  | { readonly outcome: "kept"; readonly reply: string };

/** Tries a delivery again at once: one that was given up from the beginning, one that waits for its next attempt without the wait (control-api 7.7). */
export interface RetryDeliveryArguments {
  readonly id: string;
  readonly projectId: string;
}
export type RetryDeliveryReply =
  | { readonly outcome: "pending"; readonly delivery: ReadonlyMap<string, string> }
  | { readonly outcome: "not_found" }
  | { readonly outcome: "delivered" }
  | { readonly outcome: "full" };

/** Revokes an API key (control-api 8.1). Its record stays for a while, so that its holder is told why it is refused. */
export interface RevokeApiKeyArguments {
  readonly projectId: string;
  readonly id: string;
}
export type RevokeApiKeyReply =
  | { readonly outcome: "revoked" }
  | { readonly outcome: "api_key_not_found" }
  | { readonly outcome: "project_elsewhere" };

/** Replaces an API key by a new one with the same rights; the old one is good for a while yet (control-api 8.1). */
export interface RotateApiKeyArguments {
  readonly projectId: string;
  /** Of the old key. */
  readonly id: string;
  readonly newId: string;
  /** Of the new key. */
  readonly digest: string;
  /** Of the new key. */
  readonly prefix: string;
  /** For which the old key stays good. */
  readonly grace: number;
}
export type RotateApiKeyReply =
  | { readonly outcome: "rotated"; readonly key: ReadonlyMap<string, string>; readonly graceEnds: number }
  | { readonly outcome: "api_key_not_found" }
  | { readonly outcome: "project_elsewhere" }
  | { readonly outcome: "api_key_rotated" }
  | { readonly outcome: "too_many_api_keys" };

/** Delivers an event to the run that waits for it (control-api 5.2, 5.3). */
export interface SendEventArguments {
  readonly projectId: string;
  readonly key: string;
  /** What the caller found under the key. */
  readonly triggerId?: string | undefined;
  /** JSON. */
  readonly payload?: string | undefined;
  readonly sender: string;
  /** An event nobody waits for now, whatever became of earlier waits; 0: refuse it. */
  readonly keep: number;
}
export type SendEventReply =
  | { readonly outcome: "sent"; readonly trigger: ReadonlyMap<string, string> }
  | { readonly outcome: "conflict"; readonly trigger: ReadonlyMap<string, string> }
  | { readonly outcome: "buffered"; readonly keptUntil: number }
  | { readonly outcome: "not_found" }
  | { readonly outcome: "project_elsewhere" }
  | { readonly outcome: "moved" }
  | DrainReply;

/** Puts off a run that the sweep cannot work with. */
export interface SetAsideArguments {
  readonly runId: string;
}
export type SetAsideReply = number;

/** Switches the debug mode of a run (control-api 3.2). */
export interface SetDebugArguments {
  readonly runId: string;
  readonly projectId: string;
  readonly on: boolean;
}
export type SetDebugReply =
  | { readonly outcome: "ok" }
  | { readonly outcome: "not_found" };

/** Says in a cell which one a project lies in (docs/architecture.md, Cells). */
export interface SetHomeArguments {
  readonly projectId: string;
  /** Of this home of the project; the newest is the right one. */
  readonly version: number;
  /** Its number, or `here`. */
  readonly cell: string;
}
export type SetHomeReply =
  | { readonly outcome: "set" }
  | { readonly outcome: "known"; readonly home: string }
  | { readonly outcome: "in_use" }
  | { readonly outcome: "upgraded"; readonly until: number }
  | { readonly outcome: "too_many" };

/** Writes when a job's execution window is open next (control-api 1.1). */
export interface SetWindowArguments {
  readonly jobId: string;
  /** What the window was reckoned for. */
  readonly version: string;
  readonly opensAt: number;
  readonly closesAt: number;
  /** When to look again. */
  readonly lookAt: number;
}
export type SetWindowReply =
  | { readonly outcome: "set" }
  | { readonly outcome: "changed" };

/** What a dispatch's answer means for the run (control-api 6.3). */
export interface SettleArguments {
  readonly runId: string;
  readonly attempt: number;
  /** Of the dispatch. */
  readonly number: string;
  /** Name of the endpoint's. */
  readonly circuit: string;
  /** On the endpoint. */
  readonly verdict?: "good" | "bad" | "late" | undefined;
  /** See lib/circuit. */
  readonly quick: number;
  /** Accepted: a 202 of a job with async_completion. */
  readonly outcome: "completed" | "accepted" | "failed" | "timed_out";
  /** JSON. */
  readonly result?: string | undefined;
  /** JSON. */
  readonly trace?: string | undefined;
  readonly error?: string | undefined;
  readonly errorClass?: string | undefined;
  readonly retryable: boolean;
  /** What the endpoint asked to wait. */
  readonly atLeast: number;
  /** 0 to 1, spreads the retry. */
  readonly random: number;
}
export type SettleReply =
  | { readonly outcome: "settled"; readonly status: string; readonly health: number | undefined }
  | { readonly outcome: "superseded"; readonly status: string | undefined; readonly health: number | undefined };

/** What an attempt of a delivery means for it (control-api 7.7). */
export interface SettleDeliveryArguments {
  readonly id: string;
  /** What it was handed over with. */
  readonly number: string;
  /** Over; or one attempt more; or none was made. */
  readonly outcome: "delivered" | "dead" | "failed" | "retry" | "postponed";
  readonly statusCode?: number | undefined;
  readonly error: string;
  /** Body of the answer. */
  readonly response: string;
  /** Until it is handed over again. */
  readonly delay: number;
  /** Name of the one around the receiver; absent when the attempt says nothing of it. */
  readonly circuit?: string | undefined;
  readonly verdict?: "good" | "bad" | "late" | undefined;
  /** How quick the answer was, 0 to 1. */
  readonly quick: number;
}
export type SettleDeliveryReply =
  | { readonly outcome: "settled"; readonly status: string }
  | { readonly outcome: "superseded" };

/** Creates a child of an executing run and, when asked, lets the parent wait for all its descendants (executor-api row 12). */
export interface SpawnArguments {
  readonly runId: string;
  readonly attempt: number;
  readonly assignmentId?: string | undefined;
  /** The job, by its id or else by its slug. */
  readonly jobId?: string | undefined;
  readonly jobSlug?: string | undefined;
  /** The job's; absent for that of the parent. */
  readonly projectId?: string | undefined;
  /** Of the API key that allows another project than the parent's. */
  readonly targetDigest?: string | undefined;
  /** The job that the fields were made for. */
  readonly knownId?: string | undefined;
  /** In this version. */
  readonly jobVersion?: number | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly childId: string;
  /** Absent when the parent goes on. */
  readonly triggerId?: string | undefined;
  readonly awaitSecs: number;
  readonly executionMode?: string | undefined;
  /** Field, value pairs of the child. */
  readonly fields: readonly string[];
  /** The child is to be made in another cell, with this; `refused` when its job takes none. */
  readonly away?: string | undefined;
  /** Child in another cell that is not there any more. */
  readonly gone?: string | undefined;
}
export type SpawnReply =
  | { readonly outcome: "away"; readonly childId: string; readonly awaitKey: string | undefined; readonly kept: string | undefined }
  | { readonly outcome: "refused" }
  | { readonly outcome: "created"; readonly child: RunView; readonly awaitKey: string | undefined; readonly foreign: boolean }
  | { readonly outcome: "exists"; readonly child: RunView; readonly awaitKey: string | undefined; readonly foreign: boolean }
  | { readonly outcome: "job_not_found" }
  | { readonly outcome: "job_changed"; readonly jobId: string }
  | { readonly outcome: "target_key_refused" }
  | { readonly outcome: "job_disabled" }
  | { readonly outcome: "job_paused" }
  | { readonly outcome: "too_deep" }
  | { readonly outcome: "too_many_children" }
  | { readonly outcome: "too_many_bytes" }
  | { readonly outcome: "too_many_waits" }
  | GuardReply;

/** Remembers a worker that claims (control-api 6.5). */
export interface TouchWorkerArguments {
  readonly projectId: string;
  readonly workerId: string;
  /** Field, value pairs of the worker. */
  readonly fields: readonly string[];
}
export type TouchWorkerReply =
  | { readonly outcome: "ok" };

/** Creates a run of a job that has no gate; see trigger-gated (control-api 2.1). */
export interface TriggerArguments {
  readonly jobId: string;
  /** What the caller validated against. */
  readonly jobVersion: number;
  readonly idempotencyKey?: string | undefined;
  readonly runId: string;
  readonly scheduledAt?: number | undefined;
  /** Until the first start. */
  readonly ttl: number;
  readonly projectId: string;
  readonly executionMode: string;
  readonly priority: number;
  readonly concurrencyKey?: string | undefined;
  /** Field, value pairs of the run. */
  readonly fields: readonly string[];
  readonly metadata: readonly string[];
}
export type TriggerReply =
  | { readonly outcome: "created"; readonly status: string; readonly createdAt: number; readonly expiresAt: number }
  | AdmitReply
  | DrainReply
  | KnownReply;

/** Creates the runs of a bulk trigger, all or none (control-api 2.3). */
export interface TriggerBulkArguments {
  readonly jobId: string;
  /** What the caller validated against. */
  readonly jobVersion: number;
  readonly batchId: string;
  readonly projectId: string;
  readonly executionMode: string;
  readonly creator: string;
  /** Most runs in the rate window. */
  readonly rateMax: number;
  /** 0: none. */
  readonly rateWindow: number;
  readonly dedupWindow: number;
  /** How long to keep the batch. */
  readonly keep: number;
  /** Id before which batches of the project are too old. */
  readonly oldestBatch: string;
  readonly items: readonly (BulkItem)[];
}
export type TriggerBulkReply =
  | { readonly outcome: "created"; readonly batchId: string; readonly createdAt: number; readonly results: readonly (BulkResult)[] }
  | { readonly outcome: "rate_limited" }
  | AdmitReply
  | DrainReply;

/** Makes the run of one tick of a job's schedule, once (control-api 1.1). */
export interface TriggerCronArguments {
  readonly jobId: string;
  /** What the caller has read. */
  readonly jobVersion: number;
  readonly tick: number;
  /** Whether runs that have not ended stop it. */
  readonly skip: boolean;
  readonly runId: string;
  readonly scheduledAt?: number | undefined;
  /** Until the first start. */
  readonly ttl: number;
  readonly projectId: string;
  readonly executionMode: string;
  /** Behind which ticks are made up for, in their order, of which this is one. */
  readonly since?: number | undefined;
  /** Field, value pairs of the run. */
  readonly fields: readonly string[];
  readonly metadata: readonly string[];
}
export type TriggerCronReply =
  | { readonly outcome: "created"; readonly status: string }
  | { readonly outcome: "done" }
  | { readonly outcome: "skipped" }
  | { readonly outcome: "behind" }
  | AdmitReply
  | DrainReply;

/** Triggers a job that has a gate: rate limit, payload deduplication, debounce or batch window (control-api 1.1, 2.1). */
export interface TriggerGatedArguments {
  readonly jobId: string;
  /** What the caller validated against. */
  readonly jobVersion: number;
  readonly idempotencyKey?: string | undefined;
  readonly runId: string;
  readonly scheduledAt?: number | undefined;
  /** Until the first start. */
  readonly ttl: number;
  readonly projectId: string;
  readonly executionMode: string;
  readonly priority: number;
  readonly concurrencyKey?: string | undefined;
  /** Most runs in the rate window. */
  readonly rateMax: number;
  /** 0: none. */
  readonly rateWindow: number;
  /** Of the payload. */
  readonly digest?: string | undefined;
  readonly dedupWindow: number;
  readonly hold?: "debounce" | "batch" | undefined;
  readonly holdKey?: string | undefined;
  readonly holdWindow: number;
  /** Of a batch. */
  readonly mostPayloads: number;
  /** Of a batch. */
  readonly payload?: string | undefined;
  readonly heldId?: string | undefined;
  /** Field, value pairs of the run. */
  readonly fields: readonly string[];
  readonly metadata: readonly string[];
}
export type TriggerGatedReply =
  | { readonly outcome: "created"; readonly status: string; readonly createdAt: number; readonly expiresAt: number }
  | { readonly outcome: "duplicate"; readonly runId: string; readonly status: string; readonly attempt: number }
  | { readonly outcome: "flushed"; readonly runId: string; readonly status: string }
  | { readonly outcome: "rate_limited" }
  | { readonly outcome: "too_many_held" }
  | AdmitReply
  | DrainReply
  | KnownReply;

/** Replaces a job that nobody changed since it was read (control-api 1, PATCH, pause, resume). */
export interface UpdateJobArguments {
  readonly projectId: string;
  readonly jobId: string;
  /** What was read. */
  readonly version: number;
  readonly slug: string;
  readonly schedule?: string | undefined;
  /** When to look at its window. */
  readonly lookAt?: number | undefined;
  /** Field, value pairs of the job. */
  readonly fields: readonly string[];
}
export type UpdateJobReply =
  | { readonly outcome: "updated" }
  | { readonly outcome: "not_found" }
  | { readonly outcome: "changed" }
  | { readonly outcome: "slug_taken" }
  | { readonly outcome: "project_elsewhere" };

/** Puts a run to sleep until an event comes (executor-api row 14). */
export interface WaitForEventArguments {
  readonly runId: string;
  readonly attempt: number;
  readonly assignmentId?: string | undefined;
  readonly eventKey: string;
  readonly timeoutSecs: number;
  readonly triggerId: string;
  readonly notifyUrl?: string | undefined;
  /** Of the delivery that notifies. */
  readonly notifyId?: string | undefined;
}
export type WaitForEventReply =
  | { readonly outcome: "waiting"; readonly triggerId: string; readonly expiresAt: number }
  | { readonly outcome: "received"; readonly triggerId: string; readonly expiresAt: number; readonly payload: string | undefined }
  | { readonly outcome: "key_in_use" }
  | { readonly outcome: "too_many_waits" }
  | GuardReply;

/** Gives a project a weight among those of which a dispatcher takes runs (control-api 8.1). */
export interface WeighProjectArguments {
  readonly projectId: string;
  /** Where it is not 1. */
  readonly weight?: string | undefined;
}
export type WeighProjectReply =
  | { readonly outcome: "weighed" }
  | { readonly outcome: "project_not_found" }
  | { readonly outcome: "project_elsewhere" };

/** Jobs whose execution window must be reckoned anew by now. */
export interface WindowsDueArguments {
  readonly most: number;
}
export type WindowsDueReply =
  | { readonly outcome: "due"; readonly now: number; readonly jobs: readonly (WindowedJob)[] };

/** Writes an entry of a job's memory, through one of its runs. */
export interface WriteMemoryArguments {
  readonly runId: string;
  readonly attempt: number;
  readonly assignmentId?: string | undefined;
  readonly key: string;
  /** For a key that is new. */
  readonly newId: string;
  /** 0: for ever. */
  readonly ttlSecs: number;
  /** Bytes of the value. */
  readonly size: number;
  /** JSON. */
  readonly value: string;
}
export type WriteMemoryReply =
  | { readonly outcome: "ok"; readonly jobId: string; readonly projectId: string; readonly entry: string }
  | { readonly outcome: "quota_exceeded" }
  | GuardReply;

/** Creates, replaces or deletes a webhook subscription (control-api 7.7). */
export interface WriteWebhookArguments {
  readonly projectId: string;
  readonly id: string;
  /** The record that was read; `<event types, or - while inactive> <JSON>`. */
  readonly before?: string | undefined;
  /** The new record; absent deletes. */
  readonly after?: string | undefined;
}
export type WriteWebhookReply =
  | { readonly outcome: "written"; readonly record: string | undefined }
  | { readonly outcome: "changed" }
  | { readonly outcome: "too_many" }
  | { readonly outcome: "project_elsewhere" }
  | { readonly outcome: "project_kept" };

/** What each command takes and answers. */
export interface Commands {
  readonly "advance": { readonly takes: AdvanceArguments; readonly answers: AdvanceReply };
  readonly "append": { readonly takes: AppendArguments; readonly answers: AppendReply };
  readonly "apply": { readonly takes: ApplyArguments; readonly answers: ApplyReply };
  readonly "arrive": { readonly takes: ArriveArguments; readonly answers: ArriveReply };
  readonly "authenticate": { readonly takes: AuthenticateArguments; readonly answers: AuthenticateReply };
  readonly "bring-api-key": { readonly takes: BringApiKeyArguments; readonly answers: BringApiKeyReply };
  readonly "bring-job": { readonly takes: BringJobArguments; readonly answers: BringJobReply };
  readonly "bring-memory": { readonly takes: BringMemoryArguments; readonly answers: BringMemoryReply };
  readonly "bring-project": { readonly takes: BringProjectArguments; readonly answers: BringProjectReply };
  readonly "cancel": { readonly takes: CancelArguments; readonly answers: CancelReply };
  readonly "cancel-event": { readonly takes: CancelEventArguments; readonly answers: CancelEventReply };
  readonly "chain": { readonly takes: ChainArguments; readonly answers: ChainReply };
  readonly "claim": { readonly takes: ClaimArguments; readonly answers: ClaimReply };
  readonly "claim-dispatches": { readonly takes: ClaimDispatchesArguments; readonly answers: ClaimDispatchesReply };
  readonly "clear-left": { readonly takes: ClearLeftArguments; readonly answers: ClearLeftReply };
  readonly "close-errand": { readonly takes: CloseErrandArguments; readonly answers: CloseErrandReply };
  readonly "close-ticks": { readonly takes: CloseTicksArguments; readonly answers: CloseTicksReply };
  readonly "complete-run": { readonly takes: CompleteRunArguments; readonly answers: CompleteRunReply };
  readonly "continue": { readonly takes: ContinueArguments; readonly answers: ContinueReply };
  readonly "create-api-key": { readonly takes: CreateApiKeyArguments; readonly answers: CreateApiKeyReply };
  readonly "create-delivery": { readonly takes: CreateDeliveryArguments; readonly answers: CreateDeliveryReply };
  readonly "create-job": { readonly takes: CreateJobArguments; readonly answers: CreateJobReply };
  readonly "create-project": { readonly takes: CreateProjectArguments; readonly answers: CreateProjectReply };
  readonly "delete-job": { readonly takes: DeleteJobArguments; readonly answers: DeleteJobReply };
  readonly "delete-memory": { readonly takes: DeleteMemoryArguments; readonly answers: DeleteMemoryReply };
  readonly "delete-project": { readonly takes: DeleteProjectArguments; readonly answers: DeleteProjectReply };
  readonly "drain-project": { readonly takes: DrainProjectArguments; readonly answers: DrainProjectReply };
  readonly "drop-consumers": { readonly takes: DropConsumersArguments; readonly answers: DropConsumersReply };
  readonly "due": { readonly takes: DueArguments; readonly answers: DueReply };
  readonly "end-away": { readonly takes: EndAwayArguments; readonly answers: EndAwayReply };
  readonly "enter-cell": { readonly takes: EnterCellArguments; readonly answers: EnterCellReply };
  readonly "enter-delivery": { readonly takes: EnterDeliveryArguments; readonly answers: EnterDeliveryReply };
  readonly "fail-run": { readonly takes: FailRunArguments; readonly answers: FailRunReply };
  readonly "find-job-to-spawn": { readonly takes: FindJobToSpawnArguments; readonly answers: FindJobToSpawnReply };
  readonly "find-triggered": { readonly takes: FindTriggeredArguments; readonly answers: FindTriggeredReply };
  readonly "follow-project": { readonly takes: FollowProjectArguments; readonly answers: FollowProjectReply };
  readonly "follow-run": { readonly takes: FollowRunArguments; readonly answers: FollowRunReply };
  readonly "follow-trigger": { readonly takes: FollowTriggerArguments; readonly answers: FollowTriggerReply };
  readonly "forget-left": { readonly takes: ForgetLeftArguments; readonly answers: ForgetLeftReply };
  readonly "forget-worker": { readonly takes: ForgetWorkerArguments; readonly answers: ForgetWorkerReply };
  readonly "free-idempotency-key": { readonly takes: FreeIdempotencyKeyArguments; readonly answers: FreeIdempotencyKeyReply };
  readonly "heartbeat": { readonly takes: HeartbeatArguments; readonly answers: HeartbeatReply };
  readonly "keep-reply": { readonly takes: KeepReplyArguments; readonly answers: KeepReplyReply };
  readonly "leave-cell": { readonly takes: LeaveCellArguments; readonly answers: LeaveCellReply };
  readonly "list-memory": { readonly takes: ListMemoryArguments; readonly answers: ListMemoryReply };
  readonly "list-waiting": { readonly takes: ListWaitingArguments; readonly answers: ListWaitingReply };
  readonly "overdue-follow": { readonly takes: OverdueFollowArguments; readonly answers: OverdueFollowReply };
  readonly "pause-run": { readonly takes: PauseRunArguments; readonly answers: PauseRunReply };
  readonly "purge-events": { readonly takes: PurgeEventsArguments; readonly answers: PurgeEventsReply };
  readonly "put-bootstrap-key": { readonly takes: PutBootstrapKeyArguments; readonly answers: PutBootstrapKeyReply };
  readonly "rate-limit": { readonly takes: RateLimitArguments; readonly answers: RateLimitReply };
  readonly "read-checkpoint": { readonly takes: ReadCheckpointArguments; readonly answers: ReadCheckpointReply };
  readonly "read-entries": { readonly takes: ReadEntriesArguments; readonly answers: ReadEntriesReply };
  readonly "read-memory": { readonly takes: ReadMemoryArguments; readonly answers: ReadMemoryReply };
  readonly "read-newest": { readonly takes: ReadNewestArguments; readonly answers: ReadNewestReply };
  readonly "read-payload": { readonly takes: ReadPayloadArguments; readonly answers: ReadPayloadReply };
  readonly "read-runs": { readonly takes: ReadRunsArguments; readonly answers: ReadRunsReply };
  readonly "read-state": { readonly takes: ReadStateArguments; readonly answers: ReadStateReply };
  readonly "read-states": { readonly takes: ReadStatesArguments; readonly answers: ReadStatesReply };
  readonly "read-values": { readonly takes: ReadValuesArguments; readonly answers: ReadValuesReply };
  readonly "reap": { readonly takes: ReapArguments; readonly answers: ReapReply };
  readonly "release-reply": { readonly takes: ReleaseReplyArguments; readonly answers: ReleaseReplyReply };
  readonly "release-runs": { readonly takes: ReleaseRunsArguments; readonly answers: ReleaseRunsReply };
  readonly "repair-follow": { readonly takes: RepairFollowArguments; readonly answers: RepairFollowReply };
  readonly "replay-dead-letter": { readonly takes: ReplayDeadLetterArguments; readonly answers: ReplayDeadLetterReply };
  readonly "replay-run": { readonly takes: ReplayRunArguments; readonly answers: ReplayRunReply };
  readonly "requeue-run": { readonly takes: RequeueRunArguments; readonly answers: RequeueRunReply };
  readonly "reschedule-run": { readonly takes: RescheduleRunArguments; readonly answers: RescheduleRunReply };
  readonly "reserve-reply": { readonly takes: ReserveReplyArguments; readonly answers: ReserveReplyReply };
  readonly "retry-delivery": { readonly takes: RetryDeliveryArguments; readonly answers: RetryDeliveryReply };
  readonly "revoke-api-key": { readonly takes: RevokeApiKeyArguments; readonly answers: RevokeApiKeyReply };
  readonly "rotate-api-key": { readonly takes: RotateApiKeyArguments; readonly answers: RotateApiKeyReply };
  readonly "send-event": { readonly takes: SendEventArguments; readonly answers: SendEventReply };
  readonly "set-aside": { readonly takes: SetAsideArguments; readonly answers: SetAsideReply };
  readonly "set-debug": { readonly takes: SetDebugArguments; readonly answers: SetDebugReply };
  readonly "set-home": { readonly takes: SetHomeArguments; readonly answers: SetHomeReply };
  readonly "set-window": { readonly takes: SetWindowArguments; readonly answers: SetWindowReply };
  readonly "settle": { readonly takes: SettleArguments; readonly answers: SettleReply };
  readonly "settle-delivery": { readonly takes: SettleDeliveryArguments; readonly answers: SettleDeliveryReply };
  readonly "spawn": { readonly takes: SpawnArguments; readonly answers: SpawnReply };
  readonly "touch-worker": { readonly takes: TouchWorkerArguments; readonly answers: TouchWorkerReply };
  readonly "trigger": { readonly takes: TriggerArguments; readonly answers: TriggerReply };
  readonly "trigger-bulk": { readonly takes: TriggerBulkArguments; readonly answers: TriggerBulkReply };
  readonly "trigger-cron": { readonly takes: TriggerCronArguments; readonly answers: TriggerCronReply };
  readonly "trigger-gated": { readonly takes: TriggerGatedArguments; readonly answers: TriggerGatedReply };
  readonly "update-job": { readonly takes: UpdateJobArguments; readonly answers: UpdateJobReply };
  readonly "wait-for-event": { readonly takes: WaitForEventArguments; readonly answers: WaitForEventReply };
  readonly "weigh-project": { readonly takes: WeighProjectArguments; readonly answers: WeighProjectReply };
  readonly "windows-due": { readonly takes: WindowsDueArguments; readonly answers: WindowsDueReply };
  readonly "write-memory": { readonly takes: WriteMemoryArguments; readonly answers: WriteMemoryReply };
  readonly "write-webhook": { readonly takes: WriteWebhookArguments; readonly answers: WriteWebhookReply };
}
export type CommandName = keyof Commands;

export const CODECS: {
  readonly [Name in CommandName]: Codec<Commands[Name]["takes"], Commands[Name]["answers"]>;
} = {
  "advance": {
    encode: (args) => [args.id, String(args.random), args.newRunId],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "moved": return { outcome: "moved", status: asText(list[1]) };
        case "early": return { outcome: "early", at: asNumber(list[1]) };
        case "nothing": return { outcome: "nothing" };
        case "purged": return { outcome: "purged" };
        default: throw unexpected("advance", list[0]);
      }
    },
  },
  "append": {
    encode: (args) => [args.members, args.operations],
    decode: (reply) => asTexts(reply),
  },
  "apply": {
    encode: (args) => [args.runId, String(args.attempt), args.assignmentId ?? "", args.wantsRun ? "1" : "", args.operations],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "ok": return { outcome: "ok", now: asNumber(list[1]), results: asTexts(list[2]), run: asRunView(list[3]) };
        case "rejected": return { outcome: "rejected", index: asNumber(list[1]), code: asText(list[2]), detail: asOptionalText(list[3]) };
        case "not_found": return { outcome: "not_found" };
        case "gone": return { outcome: "gone", status: asText(list[1]) };
        case "stale_attempt": return { outcome: "stale_attempt" };
        case "assignment_lost": return { outcome: "assignment_lost" };
        case "not_executing": return { outcome: "not_executing" };
        case "not_active": return { outcome: "not_active" };
        default: throw unexpected("apply", list[0]);
      }
    },
  },
  "arrive": {
    encode: (args) => [args.childId, args.parentRunId, String(args.depth), String(args.createdAt), args.jobId, args.projectId, args.executionMode, args.fields],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "created": return { outcome: "created" };
        case "exists": return { outcome: "exists" };
        case "job_not_found": return { outcome: "job_not_found" };
        default: throw unexpected("arrive", list[0]);
      }
    },
  },
  "authenticate": {
    encode: (args) => [args.digest ?? "", args.address ?? "", args.kind, args.goodDigest ?? ""],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "key": return { outcome: "key", key: asFields(list[1]), limit: asOptionalText(list[2]), windowSecs: asOptionalText(list[3]) };
        case "good": return { outcome: "good" };
        case "unknown": return { outcome: "unknown" };
        case "locked": return { outcome: "locked", secs: asNumber(list[1]) };
        default: throw unexpected("authenticate", list[0]);
      }
    },
  },
  "bring-api-key": {
    encode: (args) => [args.projectId, String(args.version), args.id, args.digest, args.fields],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "brought": return { outcome: "brought" };
        case "known": return { outcome: "known" };
        default: throw unexpected("bring-api-key", list[0]);
      }
    },
  },
  "bring-job": {
    encode: (args) => [args.projectId, String(args.version), args.jobId, args.slug, String(args.jobVersion), args.fields, args.schedule ?? "", args.lastTick === undefined ? "" : String(args.lastTick), String(args.since)],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "brought": return { outcome: "brought" };
        case "known": return { outcome: "known" };
        default: throw unexpected("bring-job", list[0]);
      }
    },
  },
  "bring-memory": {
    encode: (args) => [args.projectId, String(args.version), args.jobId, args.entries, args.sizes],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "brought": return { outcome: "brought" };
        case "known": return { outcome: "known" };
        default: throw unexpected("bring-memory", list[0]);
      }
    },
  },
  "bring-project": {
    encode: (args) => [args.projectId, String(args.version), args.weight ?? "", args.fields, args.webhooks, args.listeners ?? ""],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "brought": return { outcome: "brought" };
        case "known": return { outcome: "known" };
        default: throw unexpected("bring-project", list[0]);
      }
    },
  },
  "cancel": {
    encode: (args) => [args.runId, args.projectId ?? "", String(args.grace), args.reason ?? "", args.after ?? ""],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "canceled": return { outcome: "canceled", run: asPresentRunView(list[1]) };
        case "asked": return { outcome: "asked", run: asPresentRunView(list[1]) };
        case "not_found": return { outcome: "not_found" };
        case "terminal": return { outcome: "terminal", status: asText(list[1]) };
        default: throw unexpected("cancel", list[0]);
      }
    },
  },
  "cancel-event": {
    encode: (args) => [args.triggerId],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "canceled": return { outcome: "canceled", trigger: asFields(list[1]) };
        case "conflict": return { outcome: "conflict", trigger: asFields(list[1]) };
        case "not_found": return { outcome: "not_found" };
        default: throw unexpected("cancel-event", list[0]);
      }
    },
  },
  "chain": {
    encode: (args) => [args.endedRunId, args.endedAt, args.runId, args.jobId ?? "", args.jobVersion === undefined ? "" : String(args.jobVersion), args.projectId, args.executionMode ?? "", String(args.depth), args.payloadTooLarge ? "1" : "", args.fields],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "created": return { outcome: "created" };
        case "exists": return { outcome: "exists" };
        case "gone": return { outcome: "gone" };
        case "job_changed": return { outcome: "job_changed" };
        case "job_not_found": return { outcome: "job_not_found" };
        case "job_disabled": return { outcome: "job_disabled" };
        case "too_deep": return { outcome: "too_deep" };
        case "payload_too_large": return { outcome: "payload_too_large" };
        default: throw unexpected("chain", list[0]);
      }
    },
  },
  "claim": {
    encode: (args) => [args.projectId, args.workerId, args.by, args.filter, args.assignmentIds],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "claimed": return { outcome: "claimed", runs: asList(list[1]).map(asClaimed), more: asNumber(list[2]) };
        default: throw unexpected("claim", list[0]);
      }
    },
  },
  "claim-dispatches": {
    encode: (args) => [args.taker, String(args.number), String(args.wanted), String(args.reserve), args.held.map(packHeld)],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "taken": return { outcome: "taken", runs: asList(list[1]).map(asTaken), jobs: asList(list[2]).map(asCalledJob), wakeAt: asOptionalNumber(list[3]) };
        default: throw unexpected("claim-dispatches", list[0]);
      }
    },
  },
  "clear-left": {
    encode: (args) => [args.projectId, String(args.version)],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "cleared": return { outcome: "cleared" };
        case "known": return { outcome: "known", home: asOptionalText(list[1]) };
        default: throw unexpected("clear-left", list[0]);
      }
    },
  },
  "close-errand": {
    encode: (args) => [args.runId, args.number, args.told ? "1" : ""],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "closed": return { outcome: "closed" };
        default: throw unexpected("close-errand", list[0]);
      }
    },
  },
  "close-ticks": {
    encode: (args) => [args.jobId, String(args.since)],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "ok": return { outcome: "ok" };
        default: throw unexpected("close-ticks", list[0]);
      }
    },
  },
  "complete-run": {
    encode: (args) => [args.runId, String(args.attempt), args.assignmentId ?? "", args.result ?? "", args.checkedVersion ?? ""],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "ok": return { outcome: "ok", run: asPresentRunView(list[1]) };
        case "check_result": return { outcome: "check_result", version: asText(list[1]), schema: asText(list[2]) };
        case "not_found": return { outcome: "not_found" };
        case "gone": return { outcome: "gone", status: asText(list[1]) };
        case "stale_attempt": return { outcome: "stale_attempt" };
        case "assignment_lost": return { outcome: "assignment_lost" };
        case "not_executing": return { outcome: "not_executing" };
        case "not_active": return { outcome: "not_active" };
        default: throw unexpected("complete-run", list[0]);
      }
    },
  },
  "continue": {
    encode: (args) => [args.runId, String(args.attempt), args.assignmentId ?? "", args.newRunId, args.payload ?? ""],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "created": return { outcome: "created", run: asPresentRunView(list[1]) };
        case "too_deep": return { outcome: "too_deep" };
        case "too_many_continuations": return { outcome: "too_many_continuations" };
        case "too_many_bytes": return { outcome: "too_many_bytes" };
        case "job_not_found": return { outcome: "job_not_found" };
        case "job_disabled": return { outcome: "job_disabled" };
        case "not_found": return { outcome: "not_found" };
        case "gone": return { outcome: "gone", status: asText(list[1]) };
        case "stale_attempt": return { outcome: "stale_attempt" };
        case "assignment_lost": return { outcome: "assignment_lost" };
        case "not_executing": return { outcome: "not_executing" };
        case "not_active": return { outcome: "not_active" };
        default: throw unexpected("continue", list[0]);
      }
    },
  },
  "create-api-key": {
    encode: (args) => [args.projectId, args.id, args.digest, String(args.expiresIn), args.fields],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "created": return { outcome: "created", key: asFields(list[1]) };
        case "too_many_api_keys": return { outcome: "too_many_api_keys" };
        case "project_elsewhere": return { outcome: "project_elsewhere" };
        case "project_kept": return { outcome: "project_kept" };
        default: throw unexpected("create-api-key", list[0]);
      }
    },
  },
  "create-delivery": {
    encode: (args) => [args.id, args.projectId, args.fields],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "created": return { outcome: "created", id: asText(list[1]) };
        case "exists": return { outcome: "exists" };
        case "full": return { outcome: "full" };
        default: throw unexpected("create-delivery", list[0]);
      }
    },
  },
  "create-job": {
    encode: (args) => [args.projectId, args.slug, args.jobId, args.schedule ?? "", args.lookAt === undefined ? "" : String(args.lookAt), args.fields],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "created": return { outcome: "created", jobId: asText(list[1]) };
        case "slug_taken": return { outcome: "slug_taken" };
        case "project_elsewhere": return { outcome: "project_elsewhere" };
        case "project_kept": return { outcome: "project_kept" };
        default: throw unexpected("create-job", list[0]);
      }
    },
  },
  "create-project": {
    encode: (args) => [args.projectId, args.weight ?? "", args.fields],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "created": return { outcome: "created" };
        case "project_exists": return { outcome: "project_exists" };
        case "project_elsewhere": return { outcome: "project_elsewhere" };
        case "project_kept": return { outcome: "project_kept" };
        default: throw unexpected("create-project", list[0]);
      }
    },
  },
  "delete-job": {
    encode: (args) => [args.projectId, args.jobId],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "deleted": return { outcome: "deleted" };
        case "not_found": return { outcome: "not_found" };
        case "active": return { outcome: "active" };
        case "project_elsewhere": return { outcome: "project_elsewhere" };
        default: throw unexpected("delete-job", list[0]);
      }
    },
  },
  "delete-memory": {
    encode: (args) => [args.runId, String(args.attempt), args.assignmentId ?? "", args.key],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "ok": return { outcome: "ok" };
        case "not_found": return { outcome: "not_found" };
        case "gone": return { outcome: "gone", status: asText(list[1]) };
        case "stale_attempt": return { outcome: "stale_attempt" };
        case "assignment_lost": return { outcome: "assignment_lost" };
        case "not_executing": return { outcome: "not_executing" };
        case "not_active": return { outcome: "not_active" };
        default: throw unexpected("delete-memory", list[0]);
      }
    },
  },
  "delete-project": {
    encode: (args) => [args.projectId],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "deleted": return { outcome: "deleted" };
        case "project_not_found": return { outcome: "project_not_found" };
        case "project_busy": return { outcome: "project_busy" };
        case "project_elsewhere": return { outcome: "project_elsewhere" };
        default: throw unexpected("delete-project", list[0]);
      }
    },
  },
  "drain-project": {
    encode: (args) => [args.projectId, String(args.lasts), args.ends === undefined ? "" : String(args.ends)],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "draining": return { outcome: "draining", till: asNumber(list[1]) };
        case "ended": return { outcome: "ended" };
        case "rests": return { outcome: "rests" };
        case "no_project": return { outcome: "no_project" };
        case "project_elsewhere": return { outcome: "project_elsewhere" };
        case "too_many": return { outcome: "too_many" };
        default: throw unexpected("drain-project", list[0]);
      }
    },
  },
  "drop-consumers": {
    encode: (args) => [args.group, String(args.idle)],
    decode: (reply) => asNumber(reply),
  },
  "due": {
    encode: (args) => [String(args.most)],
    decode: (reply) => asTexts(reply),
  },
  "end-away": {
    encode: (args) => [args.runId, args.childId],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "ended": return { outcome: "ended" };
        case "nothing": return { outcome: "nothing" };
        default: throw unexpected("end-away", list[0]);
      }
    },
  },
  "enter-cell": {
    encode: (args) => [args.projectId, String(args.version), args.left],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "entered": return { outcome: "entered" };
        case "known": return { outcome: "known" };
        default: throw unexpected("enter-cell", list[0]);
      }
    },
  },
  "enter-delivery": {
    encode: (args) => [args.id, args.number, args.circuit],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "go": return { outcome: "go" };
        case "superseded": return { outcome: "superseded" };
        case "postponed": return { outcome: "postponed", wait: asNumber(list[1]) };
        case "given_up": return { outcome: "given_up" };
        default: throw unexpected("enter-delivery", list[0]);
      }
    },
  },
  "fail-run": {
    encode: (args) => [args.runId, String(args.attempt), args.assignmentId ?? "", args.error, args.errorClass],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "ok": return { outcome: "ok", run: asPresentRunView(list[1]) };
        case "not_found": return { outcome: "not_found" };
        case "gone": return { outcome: "gone", status: asText(list[1]) };
        case "stale_attempt": return { outcome: "stale_attempt" };
        case "assignment_lost": return { outcome: "assignment_lost" };
        case "not_executing": return { outcome: "not_executing" };
        case "not_active": return { outcome: "not_active" };
        default: throw unexpected("fail-run", list[0]);
      }
    },
  },
  "find-job-to-spawn": {
    encode: (args) => [args.projectId, args.targetDigest ?? "", args.jobId ?? "", args.jobSlug ?? "", args.childId],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "found": return { outcome: "found", jobId: asText(list[1]), version: asNumber(list[2]) };
        case "target_key_refused": return { outcome: "target_key_refused" };
        case "job_not_found": return { outcome: "job_not_found" };
        case "job_disabled": return { outcome: "job_disabled" };
        case "job_paused": return { outcome: "job_paused" };
        case "project_elsewhere": return { outcome: "project_elsewhere" };
        default: throw unexpected("find-job-to-spawn", list[0]);
      }
    },
  },
  "find-triggered": {
    encode: (args) => [args.jobId, args.asked.map(packAsked)],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "ok": return { outcome: "ok", found: asList(list[1]).map(asFound) };
        default: throw unexpected("find-triggered", list[0]);
      }
    },
  },
  "follow-project": {
    encode: (args) => [args.projectId, String(args.bytes), args.after],
    decode: (reply) => asPage(reply),
  },
  "follow-run": {
    encode: (args) => [args.runId, args.projectId ?? "", String(args.bytes), args.eventsAfter ?? "", args.chunksAfter ?? ""],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "found": return { outcome: "found", status: asText(list[1]), jobId: asText(list[2]), projectId: asText(list[3]), createdAt: asNumber(list[4]), history: asText(list[5]), error: asText(list[6]), events: asOptionalPage(list[7]), chunks: asOptionalPage(list[8]) };
        case "not_found": return { outcome: "not_found" };
        default: throw unexpected("follow-run", list[0]);
      }
    },
  },
  "follow-trigger": {
    encode: (args) => [args.triggerId, args.projectId],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "found": return { outcome: "found", trigger: asFields(list[1]) };
        case "not_found": return { outcome: "not_found" };
        default: throw unexpected("follow-trigger", list[0]);
      }
    },
  },
  "forget-left": {
    encode: (args) => [args.projectId],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "forgotten": return { outcome: "forgotten" };
        case "kept": return { outcome: "kept" };
        default: throw unexpected("forget-left", list[0]);
      }
    },
  },
  "forget-worker": {
    encode: (args) => [args.projectId, args.workerId],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "forgotten": return { outcome: "forgotten" };
        case "worker_not_found": return { outcome: "worker_not_found" };
        default: throw unexpected("forget-worker", list[0]);
      }
    },
  },
  "free-idempotency-key": {
    encode: (args) => [args.runId, args.projectId],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "ok": return { outcome: "ok" };
        case "not_found": return { outcome: "not_found" };
        default: throw unexpected("free-idempotency-key", list[0]);
      }
    },
  },
  "heartbeat": {
    encode: (args) => [args.members],
    decode: (reply) => asTexts(reply),
  },
  "keep-reply": {
    encode: (args) => [args.digest, args.reply],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "ok": return { outcome: "ok" };
        default: throw unexpected("keep-reply", list[0]);
      }
    },
  },
  "leave-cell": {
    encode: (args) => [args.projectId, String(args.version), String(args.from), String(args.to)],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "left": return { outcome: "left" };
        case "known": return { outcome: "known", home: asText(list[1]) };
        case "no_project": return { outcome: "no_project" };
        case "busy": return { outcome: "busy", with: asText(list[1]), named: asTexts(list[2]) };
        case "too_many": return { outcome: "too_many" };
        default: throw unexpected("leave-cell", list[0]);
      }
    },
  },
  "list-memory": {
    encode: (args) => [args.runId, String(args.attempt), args.assignmentId ?? "", args.cursor],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "ok": return { outcome: "ok", jobId: asText(list[1]), projectId: asText(list[2]), cursor: asText(list[3]), entries: asFields(list[4]) };
        case "not_found": return { outcome: "not_found" };
        case "gone": return { outcome: "gone", status: asText(list[1]) };
        case "stale_attempt": return { outcome: "stale_attempt" };
        case "assignment_lost": return { outcome: "assignment_lost" };
        case "not_executing": return { outcome: "not_executing" };
        case "not_active": return { outcome: "not_active" };
        default: throw unexpected("list-memory", list[0]);
      }
    },
  },
  "list-waiting": {
    encode: (args) => [args.projectId, args.prefix, String(args.most)],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "found": return { outcome: "found", keys: asTexts(list[1]) };
        default: throw unexpected("list-waiting", list[0]);
      }
    },
  },
  "overdue-follow": {
    encode: (args) => [String(args.most)],
    decode: (reply) => asTexts(reply),
  },
  "pause-run": {
    encode: (args) => [args.runId, args.projectId],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "ok": return { outcome: "ok", run: asPresentRunView(list[1]) };
        case "not_found": return { outcome: "not_found" };
        case "wrong_state": return { outcome: "wrong_state", status: asText(list[1]) };
        case "canceling": return { outcome: "canceling" };
        default: throw unexpected("pause-run", list[0]);
      }
    },
  },
  "purge-events": {
    encode: (args) => [args.projectId, String(args.before), args.dryRun ? "1" : "", args.ids],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "purged": return { outcome: "purged", count: asNumber(list[1]) };
        default: throw unexpected("purge-events", list[0]);
      }
    },
  },
  "put-bootstrap-key": {
    encode: (args) => [args.projectId, args.id, args.digest],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "ok": return { outcome: "ok" };
        case "project_elsewhere": return { outcome: "project_elsewhere" };
        default: throw unexpected("put-bootstrap-key", list[0]);
      }
    },
  },
  "rate-limit": {
    encode: (args) => [args.limits.map(packRate)],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "ok": return { outcome: "ok", remaining: asNumber(list[1]) };
        case "limited": return { outcome: "limited", number: asNumber(list[1]), wait: asNumber(list[2]) };
        default: throw unexpected("rate-limit", list[0]);
      }
    },
  },
  "read-checkpoint": {
    encode: (args) => [args.runId, String(args.attempt), args.assignmentId ?? ""],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "ok": return { outcome: "ok", checkpoint: asOptionalEntry(list[1]) };
        case "not_found": return { outcome: "not_found" };
        case "gone": return { outcome: "gone", status: asText(list[1]) };
        case "stale_attempt": return { outcome: "stale_attempt" };
        case "assignment_lost": return { outcome: "assignment_lost" };
        case "not_executing": return { outcome: "not_executing" };
        case "not_active": return { outcome: "not_active" };
        default: throw unexpected("read-checkpoint", list[0]);
      }
    },
  },
  "read-entries": {
    encode: (args) => [args.runId, args.stream, args.from, args.to, String(args.most), String(args.bytes)],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "read": return { outcome: "read", entries: asList(list[1]).map(asEntry), more: list[2] === "1" };
        default: throw unexpected("read-entries", list[0]);
      }
    },
  },
  "read-memory": {
    encode: (args) => [args.runId, String(args.attempt), args.assignmentId ?? "", args.key],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "ok": return { outcome: "ok", jobId: asText(list[1]), projectId: asText(list[2]), entry: asOptionalText(list[3]) };
        case "not_found": return { outcome: "not_found" };
        case "gone": return { outcome: "gone", status: asText(list[1]) };
        case "stale_attempt": return { outcome: "stale_attempt" };
        case "assignment_lost": return { outcome: "assignment_lost" };
        case "not_executing": return { outcome: "not_executing" };
        case "not_active": return { outcome: "not_active" };
        default: throw unexpected("read-memory", list[0]);
      }
    },
  },
  "read-newest": {
    encode: (args) => [args.groups, args.from, String(args.most)],
    decode: (reply) => asNewest(reply),
  },
  "read-payload": {
    encode: (args) => [args.runId, String(args.attempt), args.assignmentId ?? ""],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "ok": return { outcome: "ok", payload: asText(list[1]) };
        case "not_found": return { outcome: "not_found" };
        case "gone": return { outcome: "gone", status: asText(list[1]) };
        case "stale_attempt": return { outcome: "stale_attempt" };
        case "assignment_lost": return { outcome: "assignment_lost" };
        case "not_executing": return { outcome: "not_executing" };
        case "not_active": return { outcome: "not_active" };
        default: throw unexpected("read-payload", list[0]);
      }
    },
  },
  "read-runs": {
    encode: (args) => [args.ids, String(args.bytes)],
    decode: (reply) => asList(reply).map(asRunView),
  },
  "read-state": {
    encode: (args) => [args.runId, String(args.attempt), args.assignmentId ?? "", args.key],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "ok": return { outcome: "ok", entry: asOptionalText(list[1]) };
        case "not_found": return { outcome: "not_found" };
        case "gone": return { outcome: "gone", status: asText(list[1]) };
        case "stale_attempt": return { outcome: "stale_attempt" };
        case "assignment_lost": return { outcome: "assignment_lost" };
        case "not_executing": return { outcome: "not_executing" };
        case "not_active": return { outcome: "not_active" };
        default: throw unexpected("read-state", list[0]);
      }
    },
  },
  "read-states": {
    encode: (args) => [args.runId, String(args.attempt), args.assignmentId ?? "", args.cursor],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "ok": return { outcome: "ok", cursor: asText(list[1]), entries: asFields(list[2]) };
        case "not_found": return { outcome: "not_found" };
        case "gone": return { outcome: "gone", status: asText(list[1]) };
        case "stale_attempt": return { outcome: "stale_attempt" };
        case "assignment_lost": return { outcome: "assignment_lost" };
        case "not_executing": return { outcome: "not_executing" };
        case "not_active": return { outcome: "not_active" };
        default: throw unexpected("read-states", list[0]);
      }
    },
  },
  "read-values": {
    encode: (args) => [args.of, args.id, args.cursor],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "read": return { outcome: "read", cursor: asText(list[1]), entries: asFields(list[2]) };
        default: throw unexpected("read-values", list[0]);
      }
    },
  },
  "reap": {
    encode: (args) => [String(args.silence), String(args.most), String(args.gap)],
    decode: (reply) => asSwept(reply),
  },
  "release-reply": {
    encode: (args) => [args.digest, args.held],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "ok": return { outcome: "ok" };
        default: throw unexpected("release-reply", list[0]);
      }
    },
  },
  "release-runs": {
    encode: (args) => [args.projectId, args.workerId, args.runIds],
    decode: (reply) => asTexts(reply),
  },
  "repair-follow": {
    encode: (args) => [String(args.most)],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "repaired": return { outcome: "repaired", count: asNumber(list[1]) };
        default: throw unexpected("repair-follow", list[0]);
      }
    },
  },
  "replay-dead-letter": {
    encode: (args) => [args.runId, args.projectId],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "ok": return { outcome: "ok", run: asPresentRunView(list[1]) };
        case "not_found": return { outcome: "not_found" };
        case "wrong_state": return { outcome: "wrong_state", status: asText(list[1]) };
        case "job_not_found": return { outcome: "job_not_found" };
        case "run_left_behind": return { outcome: "run_left_behind" };
        case "project_drains": return { outcome: "project_drains", left: asNumber(list[1]) };
        default: throw unexpected("replay-dead-letter", list[0]);
      }
    },
  },
  "replay-run": {
    encode: (args) => [args.runId, args.projectId, args.newRunId, args.checkpoint === undefined ? "" : String(args.checkpoint), String(args.ttl), args.actor, args.metadata],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "created": return { outcome: "created", run: asPresentRunView(list[1]) };
        case "not_found": return { outcome: "not_found" };
        case "not_replayable": return { outcome: "not_replayable", status: asText(list[1]) };
        case "checkpoint_not_found": return { outcome: "checkpoint_not_found" };
        case "job_not_found": return { outcome: "job_not_found" };
        case "job_disabled": return { outcome: "job_disabled" };
        case "job_paused": return { outcome: "job_paused" };
        case "run_left_behind": return { outcome: "run_left_behind" };
        case "project_drains": return { outcome: "project_drains", left: asNumber(list[1]) };
        default: throw unexpected("replay-run", list[0]);
      }
    },
  },
  "requeue-run": {
    encode: (args) => [args.runId, args.projectId, args.how],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "ok": return { outcome: "ok", run: asPresentRunView(list[1]) };
        case "not_found": return { outcome: "not_found" };
        case "wrong_state": return { outcome: "wrong_state", status: asText(list[1]) };
        case "canceling": return { outcome: "canceling" };
        default: throw unexpected("requeue-run", list[0]);
      }
    },
  },
  "reschedule-run": {
    encode: (args) => [args.runId, args.projectId, String(args.at), args.payload ?? ""],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "ok": return { outcome: "ok", run: asPresentRunView(list[1]) };
        case "not_found": return { outcome: "not_found" };
        default: throw unexpected("reschedule-run", list[0]);
      }
    },
  },
  "reserve-reply": {
    encode: (args) => [args.digest, args.reservation],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "reserved": return { outcome: "reserved" };
        case "in_flight": return { outcome: "in_flight" };
        case "kept": return { outcome: "kept", reply: asText(list[1]) };
        default: throw unexpected("reserve-reply", list[0]);
      }
    },
  },
  "retry-delivery": {
    encode: (args) => [args.id, args.projectId],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "pending": return { outcome: "pending", delivery: asFields(list[1]) };
        case "not_found": return { outcome: "not_found" };
        case "delivered": return { outcome: "delivered" };
        case "full": return { outcome: "full" };
        default: throw unexpected("retry-delivery", list[0]);
      }
    },
  },
  "revoke-api-key": {
    encode: (args) => [args.projectId, args.id],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "revoked": return { outcome: "revoked" };
        case "api_key_not_found": return { outcome: "api_key_not_found" };
        case "project_elsewhere": return { outcome: "project_elsewhere" };
        default: throw unexpected("revoke-api-key", list[0]);
      }
    },
  },
  "rotate-api-key": {
    encode: (args) => [args.projectId, args.id, args.newId, args.digest, args.prefix, String(args.grace)],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "rotated": return { outcome: "rotated", key: asFields(list[1]), graceEnds: asNumber(list[2]) };
        case "api_key_not_found": return { outcome: "api_key_not_found" };
        case "project_elsewhere": return { outcome: "project_elsewhere" };
        case "api_key_rotated": return { outcome: "api_key_rotated" };
        case "too_many_api_keys": return { outcome: "too_many_api_keys" };
        default: throw unexpected("rotate-api-key", list[0]);
      }
    },
  },
  "send-event": {
    encode: (args) => [args.projectId, args.key, args.triggerId ?? "", args.payload ?? "", args.sender, String(args.keep)],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "sent": return { outcome: "sent", trigger: asFields(list[1]) };
        case "conflict": return { outcome: "conflict", trigger: asFields(list[1]) };
        case "buffered": return { outcome: "buffered", keptUntil: asNumber(list[1]) };
        case "not_found": return { outcome: "not_found" };
        case "project_elsewhere": return { outcome: "project_elsewhere" };
        case "moved": return { outcome: "moved" };
        case "project_drains": return { outcome: "project_drains", left: asNumber(list[1]) };
        default: throw unexpected("send-event", list[0]);
      }
    },
  },
  "set-aside": {
    encode: (args) => [args.runId],
    decode: (reply) => asNumber(reply),
  },
  "set-debug": {
    encode: (args) => [args.runId, args.projectId, args.on ? "1" : ""],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "ok": return { outcome: "ok" };
        case "not_found": return { outcome: "not_found" };
        default: throw unexpected("set-debug", list[0]);
      }
    },
  },
  "set-home": {
    encode: (args) => [args.projectId, String(args.version), args.cell],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "set": return { outcome: "set" };
        case "known": return { outcome: "known", home: asText(list[1]) };
        case "in_use": return { outcome: "in_use" };
        case "upgraded": return { outcome: "upgraded", until: asNumber(list[1]) };
        case "too_many": return { outcome: "too_many" };
        default: throw unexpected("set-home", list[0]);
      }
    },
  },
  "set-window": {
    encode: (args) => [args.jobId, args.version, String(args.opensAt), String(args.closesAt), String(args.lookAt)],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "set": return { outcome: "set" };
        case "changed": return { outcome: "changed" };
        default: throw unexpected("set-window", list[0]);
      }
    },
  },
  "settle": {
    encode: (args) => [args.runId, String(args.attempt), args.number, args.circuit, args.verdict ?? "", String(args.quick), args.outcome, args.result ?? "", args.trace ?? "", args.error ?? "", args.errorClass ?? "", args.retryable ? "1" : "", String(args.atLeast), String(args.random)],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "settled": return { outcome: "settled", status: asText(list[1]), health: asOptionalNumber(list[2]) };
        case "superseded": return { outcome: "superseded", status: asOptionalText(list[1]), health: asOptionalNumber(list[2]) };
        default: throw unexpected("settle", list[0]);
      }
    },
  },
  "settle-delivery": {
    encode: (args) => [args.id, args.number, args.outcome, args.statusCode === undefined ? "" : String(args.statusCode), args.error, args.response, String(args.delay), args.circuit ?? "", args.verdict ?? "", String(args.quick)],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "settled": return { outcome: "settled", status: asText(list[1]) };
        case "superseded": return { outcome: "superseded" };
        default: throw unexpected("settle-delivery", list[0]);
      }
    },
  },
  "spawn": {
    encode: (args) => [args.runId, String(args.attempt), args.assignmentId ?? "", args.jobId ?? "", args.jobSlug ?? "", args.projectId ?? "", args.targetDigest ?? "", args.knownId ?? "", args.jobVersion === undefined ? "" : String(args.jobVersion), args.idempotencyKey ?? "", args.childId, args.triggerId ?? "", String(args.awaitSecs), args.executionMode ?? "", args.fields, args.away ?? "", args.gone ?? ""],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "away": return { outcome: "away", childId: asText(list[1]), awaitKey: asOptionalText(list[2]), kept: asOptionalText(list[3]) };
        case "refused": return { outcome: "refused" };
        case "created": return { outcome: "created", child: asPresentRunView(list[1]), awaitKey: asOptionalText(list[2]), foreign: list[3] === "1" };
        case "exists": return { outcome: "exists", child: asPresentRunView(list[1]), awaitKey: asOptionalText(list[2]), foreign: list[3] === "1" };
        case "job_not_found": return { outcome: "job_not_found" };
        case "job_changed": return { outcome: "job_changed", jobId: asText(list[1]) };
        case "target_key_refused": return { outcome: "target_key_refused" };
        case "job_disabled": return { outcome: "job_disabled" };
        case "job_paused": return { outcome: "job_paused" };
        case "too_deep": return { outcome: "too_deep" };
        case "too_many_children": return { outcome: "too_many_children" };
        case "too_many_bytes": return { outcome: "too_many_bytes" };
        case "too_many_waits": return { outcome: "too_many_waits" };
        case "not_found": return { outcome: "not_found" };
        case "gone": return { outcome: "gone", status: asText(list[1]) };
        case "stale_attempt": return { outcome: "stale_attempt" };
        case "assignment_lost": return { outcome: "assignment_lost" };
        case "not_executing": return { outcome: "not_executing" };
        case "not_active": return { outcome: "not_active" };
        default: throw unexpected("spawn", list[0]);
      }
    },
  },
  "touch-worker": {
    encode: (args) => [args.projectId, args.workerId, args.fields],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "ok": return { outcome: "ok" };
        default: throw unexpected("touch-worker", list[0]);
      }
    },
  },
  "trigger": {
    encode: (args) => [args.jobId, String(args.jobVersion), args.idempotencyKey ?? "", args.runId, args.scheduledAt === undefined ? "" : String(args.scheduledAt), String(args.ttl), args.projectId, args.executionMode, String(args.priority), args.concurrencyKey ?? "", args.fields, args.metadata],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "created": return { outcome: "created", status: asText(list[1]), createdAt: asNumber(list[2]), expiresAt: asNumber(list[3]) };
        case "job_not_found": return { outcome: "job_not_found" };
        case "job_changed": return { outcome: "job_changed" };
        case "job_disabled": return { outcome: "job_disabled" };
        case "job_paused": return { outcome: "job_paused" };
        case "project_elsewhere": return { outcome: "project_elsewhere" };
        case "project_drains": return { outcome: "project_drains", left: asNumber(list[1]) };
        case "exists": return { outcome: "exists", runId: asText(list[1]), status: asText(list[2]), attempt: asNumber(list[3]) };
        case "debounced": return { outcome: "debounced", fireAt: asNumber(list[1]) };
        case "buffered": return { outcome: "buffered" };
        default: throw unexpected("trigger", list[0]);
      }
    },
  },
  "trigger-bulk": {
    encode: (args) => [args.jobId, String(args.jobVersion), args.batchId, args.projectId, args.executionMode, args.creator, String(args.rateMax), String(args.rateWindow), String(args.dedupWindow), String(args.keep), args.oldestBatch, args.items.map(packBulkItem)],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "created": return { outcome: "created", batchId: asText(list[1]), createdAt: asNumber(list[2]), results: asList(list[3]).map(asBulkResult) };
        case "rate_limited": return { outcome: "rate_limited" };
        case "job_not_found": return { outcome: "job_not_found" };
        case "job_changed": return { outcome: "job_changed" };
        case "job_disabled": return { outcome: "job_disabled" };
        case "job_paused": return { outcome: "job_paused" };
        case "project_elsewhere": return { outcome: "project_elsewhere" };
        case "project_drains": return { outcome: "project_drains", left: asNumber(list[1]) };
        default: throw unexpected("trigger-bulk", list[0]);
      }
    },
  },
  "trigger-cron": {
    encode: (args) => [args.jobId, String(args.jobVersion), String(args.tick), args.skip ? "1" : "", args.runId, args.scheduledAt === undefined ? "" : String(args.scheduledAt), String(args.ttl), args.projectId, args.executionMode, args.since === undefined ? "" : String(args.since), args.fields, args.metadata],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "created": return { outcome: "created", status: asText(list[1]) };
        case "done": return { outcome: "done" };
        case "skipped": return { outcome: "skipped" };
        case "behind": return { outcome: "behind" };
        case "job_not_found": return { outcome: "job_not_found" };
        case "job_changed": return { outcome: "job_changed" };
        case "job_disabled": return { outcome: "job_disabled" };
        case "job_paused": return { outcome: "job_paused" };
        case "project_elsewhere": return { outcome: "project_elsewhere" };
        case "project_drains": return { outcome: "project_drains", left: asNumber(list[1]) };
        default: throw unexpected("trigger-cron", list[0]);
      }
    },
  },
  "trigger-gated": {
    encode: (args) => [args.jobId, String(args.jobVersion), args.idempotencyKey ?? "", args.runId, args.scheduledAt === undefined ? "" : String(args.scheduledAt), String(args.ttl), args.projectId, args.executionMode, String(args.priority), args.concurrencyKey ?? "", String(args.rateMax), String(args.rateWindow), args.digest ?? "", String(args.dedupWindow), args.hold ?? "", args.holdKey ?? "", String(args.holdWindow), String(args.mostPayloads), args.payload ?? "", args.heldId ?? "", args.fields, args.metadata],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "created": return { outcome: "created", status: asText(list[1]), createdAt: asNumber(list[2]), expiresAt: asNumber(list[3]) };
        case "duplicate": return { outcome: "duplicate", runId: asText(list[1]), status: asText(list[2]), attempt: asNumber(list[3]) };
        case "flushed": return { outcome: "flushed", runId: asText(list[1]), status: asText(list[2]) };
        case "rate_limited": return { outcome: "rate_limited" };
        case "too_many_held": return { outcome: "too_many_held" };
        case "job_not_found": return { outcome: "job_not_found" };
        case "job_changed": return { outcome: "job_changed" };
        case "job_disabled": return { outcome: "job_disabled" };
        case "job_paused": return { outcome: "job_paused" };
        case "project_elsewhere": return { outcome: "project_elsewhere" };
        case "project_drains": return { outcome: "project_drains", left: asNumber(list[1]) };
        case "exists": return { outcome: "exists", runId: asText(list[1]), status: asText(list[2]), attempt: asNumber(list[3]) };
        case "debounced": return { outcome: "debounced", fireAt: asNumber(list[1]) };
        case "buffered": return { outcome: "buffered" };
        default: throw unexpected("trigger-gated", list[0]);
      }
    },
  },
  "update-job": {
    encode: (args) => [args.projectId, args.jobId, String(args.version), args.slug, args.schedule ?? "", args.lookAt === undefined ? "" : String(args.lookAt), args.fields],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "updated": return { outcome: "updated" };
        case "not_found": return { outcome: "not_found" };
        case "changed": return { outcome: "changed" };
        case "slug_taken": return { outcome: "slug_taken" };
        case "project_elsewhere": return { outcome: "project_elsewhere" };
        default: throw unexpected("update-job", list[0]);
      }
    },
  },
  "wait-for-event": {
    encode: (args) => [args.runId, String(args.attempt), args.assignmentId ?? "", args.eventKey, String(args.timeoutSecs), args.triggerId, args.notifyUrl ?? "", args.notifyId ?? ""],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "waiting": return { outcome: "waiting", triggerId: asText(list[1]), expiresAt: asNumber(list[2]) };
        case "received": return { outcome: "received", triggerId: asText(list[1]), expiresAt: asNumber(list[2]), payload: asOptionalText(list[3]) };
        case "key_in_use": return { outcome: "key_in_use" };
        case "too_many_waits": return { outcome: "too_many_waits" };
        case "not_found": return { outcome: "not_found" };
        case "gone": return { outcome: "gone", status: asText(list[1]) };
        case "stale_attempt": return { outcome: "stale_attempt" };
        case "assignment_lost": return { outcome: "assignment_lost" };
        case "not_executing": return { outcome: "not_executing" };
        case "not_active": return { outcome: "not_active" };
        default: throw unexpected("wait-for-event", list[0]);
      }
    },
  },
  "weigh-project": {
    encode: (args) => [args.projectId, args.weight ?? ""],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "weighed": return { outcome: "weighed" };
        case "project_not_found": return { outcome: "project_not_found" };
        case "project_elsewhere": return { outcome: "project_elsewhere" };
        default: throw unexpected("weigh-project", list[0]);
      }
    },
  },
  "windows-due": {
    encode: (args) => [String(args.most)],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "due": return { outcome: "due", now: asNumber(list[1]), jobs: asList(list[2]).map(asWindowedJob) };
        default: throw unexpected("windows-due", list[0]);
      }
    },
  },
  "write-memory": {
    encode: (args) => [args.runId, String(args.attempt), args.assignmentId ?? "", args.key, args.newId, String(args.ttlSecs), String(args.size), args.value],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "ok": return { outcome: "ok", jobId: asText(list[1]), projectId: asText(list[2]), entry: asText(list[3]) };
        case "quota_exceeded": return { outcome: "quota_exceeded" };
        case "not_found": return { outcome: "not_found" };
        case "gone": return { outcome: "gone", status: asText(list[1]) };
        case "stale_attempt": return { outcome: "stale_attempt" };
        case "assignment_lost": return { outcome: "assignment_lost" };
        case "not_executing": return { outcome: "not_executing" };
        case "not_active": return { outcome: "not_active" };
        default: throw unexpected("write-memory", list[0]);
      }
    },
  },
  "write-webhook": {
    encode: (args) => [args.projectId, args.id, args.before ?? "", args.after ?? ""],
    decode(reply) {
      const list = asList(reply);
      switch (list[0]) {
        case "written": return { outcome: "written", record: asOptionalText(list[1]) };
        case "changed": return { outcome: "changed" };
        case "too_many": return { outcome: "too_many" };
        case "project_elsewhere": return { outcome: "project_elsewhere" };
        case "project_kept": return { outcome: "project_kept" };
        default: throw unexpected("write-webhook", list[0]);
      }
    },
  },
};
