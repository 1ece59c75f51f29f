import type { Job } from "../api/job.js";
import { partitionOf } from "../domain/ids.js";
import { timestamp } from "../domain/time.js";
import type { BeginDispatchReply, SettleArguments } from "./commands.js";
import type { StreamEntry } from "./replies.js";
import type { Scripts } from "./scripts.js";

/** An attempt that a dispatcher holds; times are ms. */
export interface BegunAttempt {
  readonly attempt: number;
  readonly timeoutMs: number;
  readonly payload: string;
  readonly metadata: ReadonlyMap<string, string>;
  readonly job: Job;
  readonly signingSecret: string | undefined;
  readonly checkpoint: { readonly state: string; readonly createdAt: string } | undefined;
  readonly previousError: string | undefined;
  readonly createdAtMs: number;
  /** Name of the endpoint's circuit breaker. */
  readonly circuit: string;
  /** Set when the attempt was begun anew: part of its token. */
  readonly assignmentId: string | undefined;
}

export type Begun =
  | { readonly outcome: "begun"; readonly attempt: BegunAttempt }
  | Exclude<BeginDispatchReply, { readonly outcome: "begin" }>;

/** What a call says about its endpoint; `quick` is 1 for an answer at once, 0 for one just in time. */
export interface EndpointVerdict {
  readonly verdict: "good" | "bad" | "late" | undefined;
  readonly quick: number;
}

/** What the answer means for the run; JSON texts, empty for none. */
export type CallOutcome =
  | { readonly outcome: "accepted" }
  | { readonly outcome: "completed"; readonly result: string; readonly trace: string }
  | {
      readonly outcome: "failed" | "timed_out";
      readonly error: string;
      readonly errorClass: string;
      readonly retryable: boolean;
      readonly trace: string;
      /** How long the endpoint asked to be left alone. */
      readonly askedMs: number;
      /** 0 to 1, spreads the retry. */
      readonly random: number;
    };

/** Members of one command: bounds how long Redis is busy with it. */
const MOST_HEARTBEATS = 1000;

/** Calls of endpoints for http runs (control-api 6.1 to 6.4), as the dispatcher begins and settles them. */
export class Dispatches {
  readonly #scripts: Scripts;
  readonly #partitions: number;

  constructor(scripts: Scripts, partitions: number) {
    this.#scripts = scripts;
    this.#partitions = partitions;
  }

  /**
   * Takes in hand what the outbox handed over under `number`; asked again by the same `taker` it answers the same. The
   * other outcomes are those of the command.
   */
  async begin(runId: string, number: string, taker: string): Promise<Begun> {
    const partition = partitionOf(runId, this.#partitions);
    const reply = await this.#scripts.run("begin-dispatch", partition, { runId, number, taker });
    if (reply.outcome !== "begin") return reply;
    const { outcome: _, timeoutSecs, job, checkpoint, createdAt, ...attempt } = reply;
    return {
      outcome: "begun",
      attempt: {
        ...attempt,
        timeoutMs: timeoutSecs * 1000,
        job: JSON.parse(job) as Job,
        checkpoint: checkpoint === undefined ? undefined : checkpointOf(checkpoint),
        createdAtMs: createdAt,
      },
    };
  }

  /**
   * Settles an attempt. `superseded` when somebody else ended or moved the run first; `health` is the endpoint's score
   * from 0 to 100, undefined without a verdict.
   */
  async settle(
    attempt: {
      readonly runId: string;
      readonly attempt: number;
      readonly number: string;
      readonly circuit: string;
    },
    { verdict, quick }: EndpointVerdict,
    call: CallOutcome,
  ): Promise<{ readonly outcome: "settled" | "superseded"; readonly health: number | undefined }> {
    const { runId, attempt: ownAttempt, number, circuit } = attempt;
    const args: SettleArguments = {
      ...{ runId, attempt: ownAttempt, number, circuit, verdict, quick },
      ...{ retryable: false, atLeast: 0, random: 0 },
      ...call,
      ...("askedMs" in call ? { atLeast: call.askedMs } : {}),
    };
    return this.#scripts.run("settle", partitionOf(runId, this.#partitions), args);
  }

  /** Heartbeats the live-set members of the runs, by partition; each at most once. */
  async heartbeat(members: ReadonlyMap<number, ReadonlySet<string>>): Promise<void> {
    for (const [partition, distinct] of members) {
      const all = [...distinct];
      for (let from = 0; from < all.length; from += MOST_HEARTBEATS) {
        await this.#scripts.run("heartbeat", partition, { members: all.slice(from, from + MOST_HEARTBEATS) });
      }
    }
  }
}

function checkpointOf({ fields }: StreamEntry) {
  return { state: fields.get("state") ?? "null", createdAt: timestamp(Number(fields.get("at") ?? 0)) };
}
