import type { RunView } from "../api/run.js";
import { type Failure, type FailureName, fail, isFailureName } from "../domain/failures.js";
import { apiKeyDigest } from "./api-keys.js";
import { type AwayChild, type ChildToMake, childToMake } from "./away-runs.js";
import type { GuardReply, SpawnReply } from "./commands.js";
import { checkpointOf } from "./records.js";
import { scanned } from "./scan.js";
import type { Scripts } from "./scripts.js";

/** Who calls: what a verified run token says. */
export interface ExecutorIdentity {
  readonly runId: string;
  readonly attempt: number;
  readonly assignmentId?: string | undefined;
}

/** One operation as `apply.lua` takes it. */
export interface RecordOperation {
  readonly name: string;
  readonly args: readonly string[];
}

/** The operation as Lua takes it: its name, then its arguments. */
function packedRecordOperation({ name, args }: RecordOperation): readonly string[] {
  return [name, ...args];
}

export interface Applied {
  readonly nowMs: number;
  readonly results: readonly string[];
  readonly run?: RunView;
}

export interface SpawnRequest {
  /** The job, by its id or else by its slug; of the parent's project unless another one is named. */
  readonly jobId: string | undefined;
  readonly jobSlug: string | undefined;
  readonly projectId: string | undefined;
  /** What allows another project than the parent's. */
  readonly targetApiKey: string | undefined;
  readonly idempotencyKey: string | undefined;
  readonly childId: string;
  /** Set when the parent awaits. */
  readonly triggerId: string | undefined;
  readonly awaitSecs: number;
  /** The job that the fields were made for; undefined for none. */
  readonly knownId: string | undefined;
  readonly jobVersion: number | undefined;
  readonly executionMode: string | undefined;
  readonly fields: readonly string[];
  /** A child in another cell, of the same idempotency key, that has left. */
  readonly gone: string | undefined;
}

/** Of a child in another cell: what it is made with, or that its job takes none. */
export interface AwaySpawnRequest
  extends Pick<SpawnRequest, "idempotencyKey" | "childId" | "triggerId" | "awaitSecs" | "gone"> {
  readonly child: AwayChild | "refused";
}

/** A child in the run's own cell. */
export interface OwnSpawn {
  readonly child: RunView;
  readonly awaitKey?: string | undefined;
  readonly foreign: boolean;
}

/** A child in another cell, which may not be made yet. */
export interface AwaySpawn {
  readonly childId: string;
  readonly awaitKey: string | undefined;
  /** Undefined once it is made. */
  readonly toMake: ChildToMake | undefined;
}

/** A refusal of the guard (`lua/lib/guard.lua`) as the failure that the API answers. */
export function refusal(reply: GuardReply): Failure {
  return reply.outcome === "gone" ? fail("gone", { extra: { status: reply.status } }) : fail(reply.outcome);
}

/** The failure that a code of a command stands for, `name[:detail]` in a batch. */
export function refusalFromCode(code: string): Failure {
  const colon = code.indexOf(":");
  return colon < 0 ? refusalByName(code, "") : refusalByName(code.slice(0, colon), code.slice(colon + 1));
}

function refusalByName(name: string, detail: string): Failure {
  if (name === "gone") return fail("gone", { extra: { status: detail } });
  if (name === "gap") return fail("gap", { extra: { expected_seq: Number(detail) } });
  if (isFailureName(name)) return fail(name as FailureName);
  throw new Error(`a script answered an unknown outcome: ${name}`);
}

/** Of a child in another cell its payload alone counts here, by its size. */
function fieldsOf(child: AwayChild | "refused"): readonly string[] {
  return child === "refused" ? [] : child.fields;
}

function spawnedBy(reply: SpawnReply): Failure | OwnSpawn | AwaySpawn {
  switch (reply.outcome) {
    case "created":
    case "exists":
      return reply;
    case "away": {
      const { childId, awaitKey, kept } = reply;
      return { childId, awaitKey, toMake: kept === undefined ? undefined : childToMake(kept) };
    }
    case "target_key_refused":
    case "job_not_found":
    case "job_disabled":
    case "job_paused":
    case "too_deep":
    case "too_many_children":
    case "too_many_bytes":
    case "too_many_waits":
      return fail(reply.outcome);
    case "refused":
    case "job_changed":
      throw new Error(`spawn answered ${reply.outcome}, which was not asked for`);
    default:
      return refusal(reply);
  }
}

/** The commands an executor gives for its own run. Each is one script: guard and write together. */
export class ExecutorCommands {
  readonly #scripts: Scripts;

  constructor(scripts: Scripts) {
    this.#scripts = scripts;
  }

  /** Applies all operations or none. A refusal of one of them carries its `index`. */
  async apply(
    identity: ExecutorIdentity,
    operations: readonly RecordOperation[],
    wantRun: boolean,
  ): Promise<Applied | (Failure & { readonly index?: number })> {
    const args = { ...identity, wantsRun: wantRun, operations: operations.map(packedRecordOperation) };
    const reply = await this.#scripts.run("apply", args);
    switch (reply.outcome) {
      case "ok": {
        const { now: nowMs, results, run } = reply;
        return run === undefined ? { nowMs, results } : { nowMs, results, run };
      }
      case "rejected":
        return { ...refusalByName(reply.code, reply.detail ?? ""), index: reply.index };
      default:
        return refusal(reply);
    }
  }

  /** Ends the run as failed. */
  async fail(
    identity: ExecutorIdentity,
    error: string,
    errorClass: string,
  ): Promise<Failure | { run: RunView }> {
    const args = { ...identity, error, errorClass };
    const reply = await this.#scripts.run("fail-run", args);
    return reply.outcome === "ok" ? reply : refusal(reply);
  }

  /**
   * Ends the run as completed; `checkAgainst` hands back the job's result schema, and nothing is written yet.
   * `checkedVersion` is the version of the job whose schema the result was checked against.
   */
  async complete(
    identity: ExecutorIdentity,
    result: string,
    checkedVersion: string,
  ): Promise<Failure | { run: RunView } | { checkAgainst: { version: string; schema: string } }> {
    const args = { ...identity, result, checkedVersion };
    const reply = await this.#scripts.run("complete-run", args);
    if (reply.outcome === "ok") return reply;
    return reply.outcome === "check_result" ? { checkAgainst: reply } : refusal(reply);
  }

  /**
   * `changedTo` is the job to make the fields for: it is not the one they were made for, or another version. The child of
   * an idempotency key is what it was first asked for, in whatever cell.
   */
  async spawn(
    identity: ExecutorIdentity,
    { targetApiKey, ...request }: SpawnRequest,
  ): Promise<Failure | OwnSpawn | AwaySpawn | { changedTo: string }> {
    const targetDigest = targetApiKey === undefined ? undefined : apiKeyDigest(targetApiKey);
    const reply = await this.#scripts.run("spawn", { ...identity, ...request, targetDigest });
    return reply.outcome === "job_changed" ? { changedTo: reply.jobId } : spawnedBy(reply);
  }

  /** Writes down a child that another cell is to make; `refused` when that cell's refusal of it stands. */
  async spawnAway(
    identity: ExecutorIdentity,
    { child, ...request }: AwaySpawnRequest,
  ): Promise<Failure | OwnSpawn | AwaySpawn | "refused"> {
    const away = child === "refused" ? child : JSON.stringify(child);
    const args = { ...identity, ...request, away, fields: fieldsOf(child) };
    const reply = await this.#scripts.run("spawn", args);
    return reply.outcome === "refused" ? "refused" : spawnedBy(reply);
  }

  async continue(
    identity: ExecutorIdentity,
    newRunId: string,
    payload: string,
  ): Promise<Failure | { run: RunView }> {
    const args = { ...identity, newRunId, payload };
    const reply = await this.#scripts.run("continue", args);
    switch (reply.outcome) {
      case "created":
        return reply;
      case "too_deep":
      case "too_many_continuations":
      case "too_many_bytes":
      case "job_not_found":
      case "job_disabled":
        return fail(reply.outcome);
      default:
        return refusal(reply);
    }
  }

  async waitForEvent(
    identity: ExecutorIdentity,
    wait: { eventKey: string; timeoutSecs: number; triggerId: string; notifyUrl: string; notifyId: string },
  ): Promise<
    | Failure
    | {
        status: "waiting" | "received";
        triggerId: string;
        expiresAtMs: number;
        /** JSON text. */
        payload: string | undefined;
      }
  > {
    const reply = await this.#scripts.run("wait-for-event", {
      ...identity,
      ...wait,
    });
    switch (reply.outcome) {
      case "waiting":
      case "received": {
        const { outcome: status, triggerId, expiresAt: expiresAtMs } = reply;
        return { status, triggerId, expiresAtMs, payload: status === "received" ? reply.payload : undefined };
      }
      case "key_in_use":
      case "too_many_waits":
        return fail(reply.outcome);
      default:
        return refusal(reply);
    }
  }

  /** JSON text; empty when it was triggered without one. */
  async readPayload(identity: ExecutorIdentity): Promise<Failure | { payload: string }> {
    const reply = await this.#scripts.run("read-payload", identity);
    return reply.outcome === "ok" ? reply : refusal(reply);
  }

  async readStates(identity: ExecutorIdentity): Promise<Failure | { entries: ReadonlyMap<string, string> }> {
    return scanned(async (cursor) => {
      const reply = await this.#scripts.run("read-states", { ...identity, cursor });
      return reply.outcome === "ok" ? reply : refusal(reply);
    });
  }

  /** The last checkpoint as the API shows it; undefined when there is none. */
  async readCheckpoint(identity: ExecutorIdentity): Promise<Failure | { json: string | undefined }> {
    const reply = await this.#scripts.run("read-checkpoint", identity);
    if (reply.outcome !== "ok") return refusal(reply);
    const { checkpoint } = reply;
    return {
      json: checkpoint === undefined ? undefined : checkpointOf(identity.runId, checkpoint),
    };
  }

  /** Undefined when there is none under the key. */
  async readState(identity: ExecutorIdentity, key: string): Promise<Failure | { entry: string | undefined }> {
    const reply = await this.#scripts.run("read-state", { ...identity, key });
    return reply.outcome === "ok" ? reply : refusal(reply);
  }
}
