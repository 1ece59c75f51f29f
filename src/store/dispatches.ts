import type { Job } from "../api/job.js";
import { timestamp } from "../domain/time.js";
import type { Held, SettleArguments } from "./commands.js";
import type { StreamEntry } from "./replies.js";
import type { Scripts } from "./scripts.js";

/** An attempt that a dispatcher holds; times are ms. */
export interface BegunAttempt {
  readonly runId: string;
  /** Number of the dispatch: another one of the run has another number. */
  readonly number: number;
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

export interface DispatchClaim {
  /** The dispatcher, which makes one claim at a time. */
  readonly taker: string;
  /** Of the claim: asked again, it answers the same. */
  readonly number: number;
  readonly wanted: number;
  /** 0, or of how many places kept for those who have few the wanted ones are. */
  readonly reserve: number;
  /** What the dispatcher holds by job, for a claim of its reserve. */
  readonly held: readonly Held[];
}

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

  constructor(scripts: Scripts) {
    this.#scripts = scripts;
  }

  /**
   * Begins runs that may be handed out now, in order, and answers when to ask again whatever happens: that is when time
   * may let more go.
   */
  async claim(
    claim: DispatchClaim,
  ): Promise<{ readonly begun: readonly BegunAttempt[]; readonly wakeAtMs: number | undefined }> {
    const { runs, jobs, wakeAt } = await this.#scripts.run("claim-dispatches", claim);
    const called = new Map(jobs.map((one) => [one.jobId, { ...one, job: JSON.parse(one.json) as Job }]));
    const begun: BegunAttempt[] = [];
    for (const run of runs) {
      const { jobId, timeoutSecs, checkpoint, createdAt, previousError, assignmentId, ...attempt } = run;
      const { job, signingSecret, circuit } = called.get(jobId) ?? {};
      if (job === undefined || circuit === undefined) continue;
      begun.push({
        ...{ ...attempt, previousError, assignmentId, job, signingSecret, circuit, createdAtMs: createdAt },
        timeoutMs: timeoutSecs * 1000,
        checkpoint: checkpoint === undefined ? undefined : checkpointOf(checkpoint),
      });
    }
    return { begun, wakeAtMs: wakeAt };
  }

  /**
   * Settles an attempt. `superseded` when somebody else ended or moved the run first; `health` is the endpoint's score
   * from 0 to 100, undefined without a verdict.
   */
  async settle(
    attempt: {
      readonly runId: string;
      readonly attempt: number;
      readonly number: number;
      readonly circuit: string;
    },
    { verdict, quick }: EndpointVerdict,
    call: CallOutcome,
  ): Promise<{ readonly outcome: "settled" | "superseded"; readonly health: number | undefined }> {
    const { runId, attempt: ownAttempt, number, circuit } = attempt;
    const args: SettleArguments = {
      ...{ runId, attempt: ownAttempt, number: String(number), circuit, verdict, quick },
      ...{ retryable: false, atLeast: 0, random: 0 },
      ...call,
      ...("askedMs" in call ? { atLeast: call.askedMs } : {}),
    };
    return this.#scripts.run("settle", args);
  }

  /**
   * Heartbeats the live-set members of the runs. Answers those that are not as they
   * were, with the code that `heartbeat` has for it.
   */
  async heartbeat(members: ReadonlySet<string>): Promise<Map<string, string>> {
    const others = new Map<string, string>();
    const all = [...members];
    for (let from = 0; from < all.length; from += MOST_HEARTBEATS) {
      const some = all.slice(from, from + MOST_HEARTBEATS);
      const codes = await this.#scripts.run("heartbeat", { members: some });
      codes.forEach((code, index) => {
        if (code !== "ok") others.set(some[index] ?? "", code);
      });
    }
    return others;
  }
}

function checkpointOf({ fields }: StreamEntry) {
  return { state: fields.get("state") ?? "null", createdAt: timestamp(Number(fields.get("at") ?? 0)) };
}
