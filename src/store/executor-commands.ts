import { type Failure, type FailureName, fail, isFailureName } from "../domain/failures.js";
import { partitionOf } from "../domain/ids.js";
import type { RunView } from "../domain/run-json.js";
import { asFields, asList, asPresentRunView, asText, asTexts, outcomeOf } from "./replies.js";
import type { Argument, Reply, Scripts } from "./scripts.js";

/** Who calls: what a verified run token says. */
export interface ExecutorIdentity {
  readonly runId: string;
  readonly attempt: number;
  readonly assignmentId?: string | undefined;
}

/** One operation as `apply.lua` takes it. */
export interface Operation {
  readonly name: string;
  readonly args: readonly string[];
}

export interface Applied {
  readonly nowMs: number;
  readonly results: readonly string[];
  readonly run?: RunView;
}

export interface SpawnRequest {
  readonly jobId: string;
  readonly jobVersion: string;
  readonly anyProject: boolean;
  readonly idempotencyKey: string;
  readonly childId: string;
  /** Set when the parent awaits. */
  readonly triggerId: string;
  readonly awaitSecs: number;
  readonly executionMode: string;
  readonly fields: readonly string[];
}

/** A refusal of a script as the failure that the API answers. */
function refusal(reply: Reply): Failure {
  const [name, detail] = asList(reply);
  return refusalByName(asText(name), detail === undefined ? "" : asText(detail));
}

/** The same from a code of a batched command, `name[:detail]`. */
export function refusalFromCode(code: string): Failure {
  const colon = code.indexOf(":");
  return colon < 0 ? refusalByName(code, "") : refusalByName(code.slice(0, colon), code.slice(colon + 1));
}

const JOB_REFUSALS: ReadonlySet<string> = new Set(["job_changed"]);

function refusalByName(name: string, detail: string): Failure {
  if (name === "gone") return fail("gone", { extra: { status: detail } });
  if (name === "gap") return fail("gap", { extra: { expected_seq: Number(detail) } });
  if (isFailureName(name) && !JOB_REFUSALS.has(name)) return fail(name as FailureName);
  throw new Error(`a script answered an unknown outcome: ${name}`);
}

/** The commands an executor gives for its own run. Each is one script: guard and write together. */
export class ExecutorCommands {
  readonly #scripts: Scripts;
  readonly #partitions: number;

  constructor(scripts: Scripts, partitions: number) {
    this.#scripts = scripts;
    this.#partitions = partitions;
  }

  partition(identity: ExecutorIdentity): number {
    return partitionOf(identity.runId, this.#partitions);
  }

  #run(script: string, identity: ExecutorIdentity, args: readonly Argument[]): Promise<Reply> {
    const guard = [identity.runId, identity.attempt, identity.assignmentId ?? ""];
    return this.#scripts.run(script, this.partition(identity), [...guard, ...args]);
  }

  /** Applies all operations or none. A refusal of one of them carries its `index`. */
  async apply(
    identity: ExecutorIdentity,
    operations: readonly Operation[],
    wantRun: boolean,
  ): Promise<Applied | (Failure & { readonly index?: number })> {
    const args: Argument[] = [wantRun ? "1" : ""];
    for (const { name, args: own } of operations) args.push(name, own.length, ...own);
    const reply = await this.#run("apply", identity, args);
    const list = asList(reply);
    const outcome = outcomeOf(reply);
    if (outcome === "rejected") {
      return { ...refusalByName(asText(list[2]), asText(list[3])), index: Number(asText(list[1])) };
    }
    if (outcome !== "ok") return refusal(reply);
    const applied = { nowMs: Number(asText(list[1])), results: asTexts(list[2]) };
    return wantRun ? { ...applied, run: asPresentRunView(list[3]) } : applied;
  }

  /**
   * Ends the run; `checkAgainst` hands back the job's result schema, and nothing is written yet. `more` is, of a
   * completed run, the job version whose schema the result was checked against, and of a failed one its error class.
   */
  async end(
    identity: ExecutorIdentity,
    status: "completed" | "failed",
    value: string,
    more: string,
  ): Promise<Failure | { run: RunView } | { checkAgainst: { version: string; schema: string } }> {
    const reply = await this.#run("end-run", identity, [status, value, more]);
    const list = asList(reply);
    const outcome = outcomeOf(reply);
    if (outcome === "check_result") {
      return { checkAgainst: { version: asText(list[1]), schema: asText(list[2]) } };
    }
    return outcome === "ok" ? { run: asPresentRunView(list[1]) } : refusal(reply);
  }

  async spawn(
    identity: ExecutorIdentity,
    request: SpawnRequest,
  ): Promise<Failure | { child: RunView; awaitEventKey: string } | "job_changed"> {
    const reply = await this.#run("spawn", identity, [
      request.jobId,
      request.jobVersion,
      request.idempotencyKey,
      request.childId,
      request.triggerId,
      request.awaitSecs,
      request.anyProject ? "any" : "same",
      request.executionMode,
      ...request.fields,
    ]);
    const list = asList(reply);
    const outcome = outcomeOf(reply);
    if (outcome === "job_changed") return "job_changed";
    if (outcome !== "created" && outcome !== "exists") return refusal(reply);
    return { child: asPresentRunView(list[1]), awaitEventKey: asText(list[2]) };
  }

  async continue(
    identity: ExecutorIdentity,
    newRunId: string,
    payload: string,
  ): Promise<Failure | { run: RunView }> {
    const reply = await this.#run("continue", identity, [newRunId, payload]);
    if (outcomeOf(reply) !== "created") return refusal(reply);
    return { run: asPresentRunView(asList(reply)[1]) };
  }

  async waitForEvent(
    identity: ExecutorIdentity,
    wait: { eventKey: string; timeoutSecs: number; triggerId: string; notifyUrl: string; notifyId: string },
  ): Promise<
    Failure | { status: "waiting" | "received"; triggerId: string; expiresAtMs: number; payload: string }
  > {
    const reply = await this.#run("wait-for-event", identity, [
      wait.eventKey,
      wait.timeoutSecs,
      wait.triggerId,
      wait.notifyUrl,
      wait.notifyId,
    ]);
    const [status, triggerId, expiresAt, payload] = asList(reply);
    if (status !== "waiting" && status !== "received") return refusal(reply);
    return {
      status,
      triggerId: asText(triggerId),
      expiresAtMs: Number(asText(expiresAt)),
      payload: payload === undefined ? "" : asText(payload),
    };
  }

  async readPayload(identity: ExecutorIdentity): Promise<Failure | { text: string }> {
    const reply = await this.#run("read-own", identity, ["payload"]);
    return outcomeOf(reply) === "ok" ? { text: asText(asList(reply)[1]) } : refusal(reply);
  }

  async readStates(identity: ExecutorIdentity): Promise<Failure | { states: Map<string, string> }> {
    const reply = await this.#run("read-own", identity, ["states"]);
    return outcomeOf(reply) === "ok" ? { states: asFields(asList(reply)[1]) } : refusal(reply);
  }

  async readState(identity: ExecutorIdentity, key: string): Promise<Failure | { entry: string }> {
    const reply = await this.#run("read-own", identity, ["state", key]);
    return outcomeOf(reply) === "ok" ? { entry: asText(asList(reply)[1]) } : refusal(reply);
  }

  /** The memory of the run's job; `value` is an entry, or for `list` a field, value list. */
  async memory(
    identity: ExecutorIdentity,
    action: "set" | "get" | "list" | "delete",
    args: readonly Argument[],
  ): Promise<Failure | { jobId: string; projectId: string; value: Reply }> {
    const reply = await this.#run("memory", identity, [action, ...args]);
    const [outcome, jobId, projectId, value] = asList(reply);
    if (outcome !== "ok" || value === undefined) return refusal(reply);
    return { jobId: asText(jobId), projectId: asText(projectId), value };
  }
}
