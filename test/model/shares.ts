import { LIMITS } from "../../src/domain/limits.js";

/** Newcomers stand behind one another by a hair; so many turns are all hairs of a sequence together. */
const HAIRS = 0.05;
/** Turns that one may have in hand whom claims that could not take it have left behind. */
const LAG = LIMITS.fairLag / LIMITS.fairTurn;

interface Waiting {
  level: number;
  /** Of who was served meanwhile: the least that it had been ahead by. */
  readonly least: Map<string, number>;
}

/**
 * Who takes turns, and how often: the runs' lanes of a job, the jobs of a project, or projects. While one waits without a
 * break, nobody of its level, whether he stays, leaves or comes back, is served more often than it by more than one
 * turn of each of the two; a turn of one with weight w counts 1/w.
 */
export class Shares {
  readonly #waiting = new Map<string, Waiting>();
  /** By level and name: turns, by weight. */
  readonly #served = new Map<string, number>();
  /** By name: the longest of its turns. */
  readonly #longest = new Map<string, number>();
  /** Levels on which somebody was passed over by a claim that could not take it, until nobody waits there. */
  readonly #passedOver = new Set<number>();

  /** Who waits now, and on which level. */
  settle(members: ReadonlyMap<string, number>): void {
    for (const [name, { level }] of this.#waiting) {
      if (members.get(name) !== level) this.#waiting.delete(name);
    }
    for (const [name, level] of members) {
      if (!this.#waiting.has(name)) this.#waiting.set(name, { level, least: new Map() });
    }
    const levels = new Set(members.values());
    for (const level of this.#passedOver) if (!levels.has(level)) this.#passedOver.delete(level);
  }

  /** One that was changed stands up and sits down again. */
  forget(name: string): void {
    this.#waiting.delete(name);
  }

  /** `name` was served, and waited; `could` says who else could have been. The sentence for who had to wait too long. */
  serve(name: string, weight: number, could: (other: string) => boolean): string | undefined {
    const own = this.#waiting.get(name);
    if (own === undefined) return `${name} does not wait`;
    const { level } = own;
    const turn = 1 / weight;
    this.#longest.set(name, Math.max(this.#longestOf(name), turn));
    const others = [...this.#waiting].filter(([other, at]) => other !== name && at.level === level);
    if (others.some(([other]) => !could(other))) this.#passedOver.add(level);
    let wrong: string | undefined;
    for (const [other, { least }] of others) {
      const ahead = this.#ahead(level, name, other);
      const from = Math.min(least.get(name) ?? ahead, ahead);
      const most =
        this.#longestOf(name) + this.#longestOf(other) + HAIRS + (this.#passedOver.has(level) ? LAG : 0);
      const gained = ahead + turn - from;
      if (could(other)) {
        least.set(name, from);
        if (gained > most)
          wrong = `${name} had ${gained} turns more than ${other}, which waited; at most ${most}`;
      } else least.set(name, ahead + turn);
    }
    this.#served.set(`${level} ${name}`, this.#servedOf(level, name) + turn);
    for (const [other, from] of own.least) {
      own.least.set(other, Math.min(from, this.#ahead(level, other, name)));
    }
    return wrong;
  }

  #servedOf(level: number, name: string): number {
    return this.#served.get(`${level} ${name}`) ?? 0;
  }

  #ahead(level: number, name: string, other: string): number {
    return this.#servedOf(level, name) - this.#servedOf(level, other);
  }

  #longestOf(name: string): number {
    return this.#longest.get(name) ?? 1;
  }
}
