import { LIMITS } from "../../src/domain/limits.js";
import { Shares } from "./shares.js";

/** A job as it hands out. */
export interface HandingJob {
  readonly id: string;
  readonly project: { readonly id: string; readonly weight?: number };
  /** How many turns it has where others have one, and so its keys; 1 for those without. */
  readonly weight?: number | undefined;
  readonly keyWeights?: Readonly<Record<string, number>> | undefined;
  readonly http: boolean;
  readonly paused: boolean;
  readonly maxConcurrency: number;
  readonly maxPerKey: number;
  /** Its execution window, ms; undefined while it is always open. */
  readonly openMs?: { readonly from: number; readonly until: number } | undefined;
}

export interface HandedRun {
  readonly id: string;
  readonly job: HandingJob;
  readonly key: string;
  readonly priority: number;
  readonly createdAtMs: number;
}

/** What the rules look at. */
interface View<Run extends HandedRun> {
  readonly nowMs: number;
  /** Runs that could be handed out if nothing limited their jobs. */
  readonly waiting: readonly Run[];
  /** Runs of a job, or of one of its keys, that hold a slot. */
  slots(job: Run["job"], key?: string): number;
}

/** What somebody asked for and got. */
interface Claim<Run extends HandedRun> {
  /** Runs in the order in which they came. */
  readonly ids: readonly string[];
  readonly most: number;
  /** Redis's clock, µs: its digits say whose turn the starvation guard is. */
  readonly nowUs: number;
  /** Whether runs of the job were asked for. */
  readonly of: (job: Run["job"]) => boolean;
  /** A dispatcher's places in reserve: which jobs may have one is a rule of its own. */
  readonly isReserve?: boolean;
  /** What becomes of each that was handed out. */
  readonly begin: (run: Run) => void;
}

/** One hand-out in so many looks for a run of a lower priority that has waited long. */
const GUARD = 16;

const levelOf = ({ priority }: HandedRun): number => 10 - priority;
const nameOf = (job: HandingJob): string => job.id;
const turnOf = (job: HandingJob): string => (job.http ? `http ${job.project.id}` : job.project.id);

/** Within a lane: priority, then age. */
function isBefore(one: HandedRun, other: HandedRun): boolean {
  if (one.priority !== other.priority) return one.priority > other.priority;
  return one.createdAtMs < other.createdAtMs || (one.createdAtMs === other.createdAtMs && one.id < other.id);
}

/** The rules by which runs are handed out, without Redis: what may go, in which order, and that turns are fair. */
export class HandOut<Run extends HandedRun> {
  readonly #view: View<Run>;
  /** By what they take turns in: jobs of a project and mode, lanes of a job, and projects. */
  readonly #shares = new Map<string, Shares>();

  constructor(view: View<Run>) {
    this.#view = view;
  }

  /** Whether a run may be handed out now. */
  mayGo(run: Run): boolean {
    const { job } = run;
    if (job.paused || this.#isShut(job)) return false;
    if (job.maxConcurrency > 0 && this.#view.slots(job) >= job.maxConcurrency) return false;
    return !this.#isBlocked(run);
  }

  #isShut({ openMs }: Run["job"]): boolean {
    const { nowMs } = this.#view;
    return openMs !== undefined && (nowMs < openMs.from || nowMs >= openMs.until);
  }

  #isBlocked({ job, key }: Run): boolean {
    return job.maxPerKey > 0 && key !== "" && this.#view.slots(job, key) >= job.maxPerKey;
  }

  #available(): Run[] {
    return this.#view.waiting.filter((run) => this.mayGo(run));
  }

  /** Takes over what a claim has handed out. Throws a sentence that says which rule it broke. */
  take(claim: Claim<Run>): void {
    const { ids, most, nowUs, of, isReserve = false } = claim;
    const tick = nowUs % 10_000;
    const guard = {
      from: (Math.floor(tick / GUARD) % 10) + 1,
      left: Math.floor(most / GUARD) + (tick % GUARD < most % GUARD ? 1 : 0),
    };
    this.settle();
    for (const [index, id] of ids.entries()) {
      const available = this.#available();
      const run = available.find((one) => one.id === id && of(one.job));
      const wrong =
        run === undefined ? "may not go now" : this.#wrongNext(run, available, claim, guard, index === 0);
      if (run === undefined || wrong !== undefined)
        throw new Error(`handed out ${ids.join()}: ${id} ${wrong}`);
      claim.begin(run);
      this.settle();
    }
    const left = this.#available().filter(({ job }) => of(job));
    if (ids.length > most || (ids.length < most && left.length > 0 && !isReserve)) {
      throw new Error(`handed out ${ids.length} of ${most}, left ${left.map(({ id }) => id).join()}`);
    }
  }

  /** Why `run` must not be the next; it counts as such. `guard`: from which level on it looks, and how often yet. */
  #wrongNext(
    run: Run,
    available: readonly Run[],
    { of, isReserve = false }: Claim<Run>,
    guard: { readonly from: number; left: number },
    isFirst: boolean,
  ): string | undefined {
    const could = (job: Run["job"]) => !isReserve && of(job);
    const rivals = available.filter(
      ({ job }) => job === run.job || (could(job) && turnOf(job) === turnOf(run.job)),
    );
    const old = isFirst && guard.left > 0 ? this.#mustBeAged(rivals, of, guard.from) : undefined;
    if (old !== undefined && old !== run) return `comes instead of ${old.id}, which has waited long`;
    const before = this.#comesBehind(run, rivals);
    if (before !== undefined) {
      if (guard.left === 0 || !this.#isAged(run, rivals, guard.from)) return `comes behind ${before.id}`;
      guard.left--;
    }
    return this.#serve(run, could, isReserve);
  }

  /**
   * A run that must go before `run`: of all jobs that are asked for the highest priority is next, and in a lane, which is
   * a job's runs of one concurrency key, age decides.
   */
  #comesBehind(run: Run, rivals: readonly Run[]): Run | undefined {
    return rivals.find((one) => {
      if (one.priority !== run.priority) return one.priority > run.priority;
      return one.job === run.job && one.key === run.key && isBefore(one, run);
    });
  }

  /** Whether a run is what the starvation guard looks for: of its lane the first from a level on, and old. */
  #isAged(run: Run, rivals: readonly Run[], from: number): boolean {
    if (run.createdAtMs > this.#view.nowMs - LIMITS.agingAfterMs || levelOf(run) < from) return false;
    return !rivals.some(
      (one) => one.job === run.job && one.key === run.key && levelOf(one) >= from && isBefore(one, run),
    );
  }

  /** The old run that the guard finds without doubt: only one of the jobs that are asked for waits, and has no keys. */
  #mustBeAged(rivals: readonly Run[], of: (job: Run["job"]) => boolean, from: number): Run | undefined {
    const asked = this.#view.waiting.filter(({ job }) => of(job));
    const isClear = asked.every(({ job, key }) => job === rivals[0]?.job && key === "");
    return isClear ? rivals.find((run) => this.#isAged(run, rivals, from)) : undefined;
  }

  #sharesOf(name: string): Shares {
    const shares = this.#shares.get(name) ?? new Shares();
    this.#shares.set(name, shares);
    return shares;
  }

  #serve(run: Run, could: (job: Run["job"]) => boolean, isReserve: boolean): string | undefined {
    const { job, key } = run;
    const asked = new Set(this.#view.waiting.filter((one) => could(one.job)).map((one) => nameOf(one.job)));
    const { weight = 1, keyWeights = {}, project } = job;
    const ofLanes = this.#sharesOf(nameOf(job)).serve(`lane ${key}`, keyWeights[key] ?? 1, () => true);
    const ofJobs = this.#sharesOf(turnOf(job)).serve(nameOf(job), weight, (other) => asked.has(other));
    const ofProjects = job.http
      ? this.#sharesOf("projects").serve(project.id, project.weight ?? 1, () => !isReserve)
      : undefined;
    return ofLanes ?? ofJobs ?? ofProjects;
  }

  /** Notes who waits for a turn now; after everything that may have changed it. */
  settle(): void {
    const members = new Map([...this.#shares.keys()].map((name) => [name, new Map<string, number>()]));
    const enter = (shares: string, member: string, level: number) => {
      const found = members.get(shares) ?? new Map<string, number>();
      members.set(shares, found.set(member, Math.min(found.get(member) ?? level, level)));
    };
    for (const run of this.#view.waiting) {
      const { job, key } = run;
      if (!this.#isBlocked(run)) enter(nameOf(job), `lane ${key}`, levelOf(run));
      if (!this.mayGo(run)) continue;
      enter(turnOf(job), nameOf(job), levelOf(run));
      if (job.http) enter("projects", job.project.id, 0);
    }
    for (const [name, waiting] of members) this.#sharesOf(name).settle(waiting);
  }

  /** A job that somebody has changed loses its place, and gets one again. */
  changed(job: Run["job"]): void {
    this.#sharesOf(turnOf(job)).forget(nameOf(job));
    this.#sharesOf("projects").forget(job.project.id);
  }
}
