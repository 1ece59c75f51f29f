import type { ClaimRequest, ReadyJob } from "../../../store/claims.js";

/** A claim that waits for runs. */
export interface WaitingClaim {
  readonly request: ClaimRequest;
  /** What it is looked for by: see {@link keysOf}. */
  readonly keys: readonly string[];
}

/** What a claim waits for: jobs, queues of its project, or all of this. */
export function keysOf({ by, filter, projectId }: ClaimRequest): readonly string[] {
  if (by === "jobs") return filter.map((jobId) => `job ${jobId}`);
  if (by === "queues") return filter.map((queue) => `queue ${queue} ${projectId}`);
  return [`project ${projectId}`];
}

/** What those wait for who may take runs of the job. */
export function keysOfJob({ jobId, queue, projectId }: ReadyJob): readonly string[] {
  return [`job ${jobId}`, `queue ${queue} ${projectId}`, `project ${projectId}`];
}

/** Claims that wait, in the order they came, found by what they wait for without a look at others. */
export class WaitingClaims<Claim extends WaitingClaim> {
  /** When each came, in the order they did. */
  readonly #numbers = new Map<Claim, number>();
  readonly #byKey = new Map<string, Set<Claim>>();
  /** How far {@link some} has come. */
  #shown: Iterator<[string, Set<Claim>]> | undefined;
  #last = 0;

  get size(): number {
    return this.#numbers.size;
  }

  [Symbol.iterator](): Iterator<Claim> {
    return this.#numbers.keys();
  }

  has(claim: Claim): boolean {
    return this.#numbers.has(claim);
  }

  /** The last in order. */
  add(claim: Claim): void {
    this.#last += 1;
    this.#numbers.set(claim, this.#last);
    for (const key of claim.keys) {
      const claims = this.#byKey.get(key);
      if (claims === undefined) this.#byKey.set(key, new Set([claim]));
      else claims.add(claim);
    }
  }

  delete(claim: Claim): void {
    if (!this.#numbers.delete(claim)) return;
    for (const key of claim.keys) {
      const claims = this.#byKey.get(key);
      claims?.delete(claim);
      if (claims?.size === 0) this.#byKey.delete(key);
    }
  }

  /** The first of those that wait for any of these. */
  first(keys: readonly string[]): Claim | undefined {
    let found: Claim | undefined;
    for (const key of keys) {
      const [first] = this.#byKey.get(key) ?? [];
      if (first === undefined) continue;
      if (found === undefined || this.#numberOf(first) < this.#numberOf(found)) found = first;
    }
    return found;
  }

  /** The next things that are waited for, so many at most; all of them, when it is asked often enough. */
  some(most: number): readonly string[] {
    const keys: string[] = [];
    this.#shown ??= this.#byKey.entries();
    while (keys.length < Math.min(most, this.#byKey.size)) {
      const { value, done } = this.#shown.next();
      if (done) break;
      keys.push(value[0]);
    }
    if (keys.length < most) this.#shown = undefined;
    return keys;
  }

  #numberOf(claim: Claim): number {
    return this.#numbers.get(claim) ?? Number.POSITIVE_INFINITY;
  }
}
