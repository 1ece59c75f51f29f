import { cellOfName, type Homes } from "../domain/cells.js";
import { LIMITS } from "../domain/limits.js";
import type { SetHomeReply } from "./commands.js";
import { answered } from "./connection.js";
import { HERE, type Home, type HomeCell, homeIn, homesOf, MOST_ROUNDS, newestOf, placeFor } from "./homes.js";
import { clearLeft, enterHome, type Leaving } from "./project-move.js";

/** What a cell knows, as it was last read. */
interface Known {
  /** Its count of changes then. */
  readonly changes: string | null;
  readonly homes: ReadonlyMap<string, Home>;
}

interface Left extends Leaving {
  /** Since when this process knows that the project has entered its new cell; by its own clock. */
  readonly sinceMs?: number;
}

/** How often each gateway looks for projects that were given another cell. */
const HOMES_STEP_MS = 1_000;
/** After so many steps each gateway knows, or has no Redis to answer from. */
export const KNOWN_MS = 3 * HOMES_STEP_MS;
const COUNT = "";
/** For so long one gateway finishes a move that somebody has begun, before another one takes it up. */
const FINISH_MS = 5_000;
/** What a project has brought to its cell is cleared from the one before when all processes have known that for long. */
const CLEARED_MS = 10_000;
const NOWHERE: readonly number[] = [];

/**
 * Which projects lie in another cell than their names lead to. Each cell that a project was given, or has left, says so under
 * a version; the highest is right. A cell that says that a project lies elsewhere makes nothing of it any more, so that one
 * process may know less than another for a while.
 */
export class HomeDirectory {
  readonly #homes = new Map<string, number>();
  readonly #left = new Map<string, readonly number[]>();
  readonly #known = new Map<HomeCell, Known>();
  /** When the last look into each cell that came to an end has begun. */
  readonly #lookedMs = new Map<number, number>();
  #cells: readonly HomeCell[] = [];
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  /**
   * Whose cells still say that they have left: who gave them that home has died before it was told there. They are told
   * until they say so.
   */
  readonly #untold = new Map<string, Home>();
  /** Projects that have left a cell and may not have entered the next one, or not have brought all. */
  readonly #leaving = new Map<string, readonly Left[]>();
  readonly #finishing = new Map<string, Promise<void>>();

  /** Hears of each project that lies in another cell than was known. */
  onMove: (projectId: string) => void = () => undefined;

  /** As it was last read, for `Cells`. */
  get homes(): Homes {
    return this.#homes;
  }

  /** The cells in which what had ended of the project when it left them is kept; of any project where none is named. */
  leftBy(projectId: string | undefined): readonly number[] {
    if (projectId !== undefined) return this.#left.get(projectId) ?? NOWHERE;
    return this.#left.size === 0 ? NOWHERE : [...new Set([...this.#left.values()].flat())];
  }

  /** Whether it knows what the cell has said at that time (by this process's clock) or later. */
  knows(cell: number, sinceMs: number): boolean {
    return this.#cells.length === 0 || (this.#lookedMs.get(cell) ?? 0) >= sinceMs;
  }

  /** Whether a project lies in another cell than was thought, as far as cells that answer say now. */
  async hasLeft(projectId: string, cell: number): Promise<boolean> {
    if (this.#cells.length === 0) return false;
    await this.refresh().catch(() => undefined);
    return (this.#homes.get(projectId) ?? cellOfName(projectId, this.#cells.length)) !== cell;
  }

  /** Whether there are several cells that a project can lie in. */
  get areMany(): boolean {
    return this.#cells.length > 0;
  }

  /** Ends when what this process has taken up of moves is done, or has failed. */
  async finished(): Promise<void> {
    await Promise.all(this.#finishing.values());
  }

  /** Reads what all cells know, now and from then on. Where there is one cell there is nothing to know. */
  async start(cells: readonly HomeCell[]): Promise<void> {
    if (cells.length === 1) return;
    this.#cells = cells;
    await this.refresh();
    this.#timer = setInterval(() => {
      // What a cell knows whose Redis is away is read when that is back: until then it takes no calls either.
      if (this.#reading === undefined) this.refresh().catch(() => undefined);
    }, HOMES_STEP_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Reads what has changed until now. Rejects when a cell does not answer, once the others were read. */
  refresh(): Promise<void> {
    // A look that is under way may have read before the change that the caller has heard of.
    if (this.#reading !== undefined) {
      this.#next ??= this.#reading.catch(() => undefined).then(() => this.#begin());
      return this.#next;
    }
    return this.#begin();
  }

  #begin(): Promise<void> {
    this.#next = undefined;
    const reading = this.#read().finally(() => {
      this.#reading = undefined;
    });
    this.#reading = reading;
    return reading;
  }

  async #read(): Promise<void> {
    const looks = await Promise.allSettled(this.#cells.map((one) => this.#look(one)));
    await Promise.allSettled(
      [...this.#untold].map(([id, { version, cell }]) => {
        const own = this.#cells[cell];
        return own === undefined ? undefined : open(own, id, version);
      }),
    );
    for (const [id, leaving] of this.#leaving) this.#finish(id, leaving);
    const failed = looks.find((look) => look.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }

  /** Who has begun the move may be doing it, or be dead. Nobody waits for it here: calls of the project are refused meanwhile. */
  #finish(id: string, leaving: readonly Left[]): void {
    if (this.#finishing.has(id)) return;
    const finish = async (): Promise<void> => {
      for (const one of leaving) {
        const source = this.#cells[one.from];
        const { sinceMs } = one;
        const isDue = sinceMs === undefined || performance.now() - sinceMs >= CLEARED_MS;
        if (source === undefined || !isDue) continue;
        const lease = source.cell.keys.catalog("lease", `move ${id}`);
        if ((await source.redis.set(lease, "", "PX", FINISH_MS, "NX")) !== "OK") continue;
        await (sinceMs === undefined ? enterHome(this.#cells, id, one) : clearLeft(this.#cells, id));
        await source.redis.del(lease);
      }
    };
    const done = finish()
      .catch(() => undefined)
      .finally(() => this.#finishing.delete(id));
    this.#finishing.set(id, done);
  }

  /** Only what has changed is looked at further. */
  async #look(one: HomeCell): Promise<void> {
    const key = one.cell.keys.catalog("homes");
    const begunMs = performance.now();
    const changes = await answered(one.redis.hget(key, COUNT));
    const known = this.#known.get(one);
    if (known !== undefined && known.changes === changes) {
      this.#lookedMs.set(one.cell.number, begunMs);
      return;
    }
    const { [COUNT]: count = null, ...entries } = await answered(one.redis.hgetall(key));
    const before = known?.homes ?? new Map<string, Home>();
    const homes = new Map(Object.entries(entries).map(([id, text]) => [id, homeIn(text, one)]));
    this.#known.set(one, { changes: count, homes });
    for (const [id, { version }] of homes) if (before.get(id)?.version !== version) this.#settle(id);
    // A Redis that has lost writes has lost some of these.
    for (const id of before.keys()) if (!homes.has(id)) this.#settle(id);
    this.#lookedMs.set(one.cell.number, begunMs);
  }

  #settle(id: string): void {
    let newest: Home | undefined;
    const left: number[] = [];
    const leaving: Left[] = [];
    for (const [{ cell }, { homes }] of this.#known) {
      const home = homes.get(id);
      if (home === undefined) continue;
      if (home.version > (newest?.version ?? 0)) newest = home;
      if (home.to !== undefined) leaving.push({ from: cell.number, version: home.version, to: home.to });
      if (home.to !== undefined || home.isLeft) left.push(cell.number);
    }
    this.#untold.delete(id);
    const before = this.#leaving.get(id) ?? [];
    const nowMs = performance.now();
    keep(
      this.#leaving,
      id,
      leaving.map((one) => {
        if (one.version === newest?.version) return one;
        const known = before.find(({ version, sinceMs }) => version === one.version && sinceMs !== undefined);
        return known ?? { ...one, sinceMs: nowMs };
      }),
    );
    keep(this.#left, id, newest?.left ?? left.filter((cell) => cell !== newest?.cell));
    if (newest === undefined) {
      this.#homes.delete(id);
      return;
    }
    const known = this.#homes.get(id);
    this.#homes.set(id, newest.cell);
    if (known !== newest.cell) this.onMove(id);
    if (newest.to !== undefined) return;
    const own = this.#cells[newest.cell];
    const said = own && this.#known.get(own)?.homes.get(id);
    if (said !== undefined && said.version < newest.version) this.#untold.set(id, newest);
  }
}

function keep<Item>(map: Map<string, readonly Item[]>, id: string, items: readonly Item[]): void {
  if (items.length === 0) map.delete(id);
  else map.set(id, items);
}

/**
 * Gives a project that has nothing yet a cell, by its number. Whoever dies meanwhile has given it, or has not: giving it again
 * comes to the same. Rejects when some cell does not answer, and with a RangeError for what is no id or no cell.
 */
export async function giveHome(
  cells: readonly HomeCell[],
  projectId: string,
  to: number,
): Promise<Exclude<SetHomeReply, { outcome: "set" | "known" }> | { readonly outcome: "given" | "changed" }> {
  const target = placeFor(cells, projectId, to);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { version, cell, to: next } = newestOf(cells, projectId, await homesOf(cells, projectId));
    // It moves, and has something.
    if (next !== undefined) return { outcome: "in_use" };
    if (cell === to) {
      if (version > 0) await open(target, projectId, version);
      return { outcome: "given" };
    }
    const key = target.cell.keys.catalog("homes");
    const count = await answered(target.redis.hlen(key));
    if (count > LIMITS.homes && (await answered(target.redis.hexists(key, projectId))) === 0) {
      return { outcome: "too_many" };
    }
    const left = cells[cell] ?? target;
    // From this step on it has its new home.
    const reply = await left.scripts.run("set-home", { projectId, version: version + 1, cell: String(to) });
    if (reply.outcome === "known") continue;
    if (reply.outcome !== "set") return reply;
    await open(target, projectId, version + 1);
    return { outcome: "given" };
  }
  return { outcome: "changed" };
}

/** Says in the cell that the project lies there; in vain where that has heard of a newer home of it. */
function open({ scripts }: HomeCell, projectId: string, version: number): Promise<unknown> {
  return scripts.run("set-home", { projectId, version, cell: HERE });
}
