import type { Redis } from "ioredis";
import { cellOfName, type Homes } from "../domain/cells.js";
import { PROJECT_ID } from "../domain/ids.js";
import { LIMITS } from "../domain/limits.js";
import type { Cell } from "./cell.js";
import type { SetHomeReply } from "./commands.js";
import { answered } from "./connection.js";
import type { Scripts } from "./scripts.js";

/** What of a cell's store says which projects were given which cell. */
export interface HomeCell {
  readonly cell: Cell;
  readonly redis: Redis;
  readonly scripts: Scripts;
}

/** The cell that a project was given; a higher version is a later one, 0 is where its name leads to. */
interface Home {
  readonly version: number;
  readonly cell: number;
}

/** What a cell knows, as it was last read. */
interface Known {
  /** Its count of changes then. */
  readonly changes: string | null;
  readonly homes: ReadonlyMap<string, Home>;
}

/** How often each gateway looks for projects that were given another cell. */
export const HOMES_STEP_MS = 1_000;
const HERE = "here";
const COUNT = "";
const A_PROJECT = new RegExp(PROJECT_ID);
/** Rounds of finding where a project lies and of giving it another cell, while others do the same. */
const MOST_ROUNDS = 5;

/**
 * Which projects lie in another cell than their names lead to. Each cell that a project was given, or has left, says so under
 * a version; the highest is right. A cell that says that a project lies elsewhere makes nothing of it any more, so that one
 * process may know less than another for a while.
 */
export class HomeDirectory {
  readonly #homes = new Map<string, number>();
  readonly #known = new Map<HomeCell, Known>();
  #cells: readonly HomeCell[] = [];
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  /**
   * Whose cells still say that they have left: who gave them that home has died before it was told there. They are told
   * until they say so.
   */
  readonly #untold = new Map<string, Home>();

  /** As it was last read, for `Cells`. */
  get homes(): Homes {
    return this.#homes;
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
    const failed = looks.find((look) => look.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }

  /** Only what has changed is looked at further. */
  async #look(one: HomeCell): Promise<void> {
    const key = one.cell.keys.catalog("homes");
    const changes = await answered(one.redis.hget(key, COUNT));
    const known = this.#known.get(one);
    if (known !== undefined && known.changes === changes) return;
    const { [COUNT]: count = null, ...entries } = await answered(one.redis.hgetall(key));
    const before = known?.homes ?? new Map<string, Home>();
    const homes = new Map(Object.entries(entries).map(([id, text]) => [id, homeIn(text, one)]));
    this.#known.set(one, { changes: count, homes });
    for (const [id, { version }] of homes) if (before.get(id)?.version !== version) this.#settle(id);
    // A Redis that has lost writes has lost some of these.
    for (const id of before.keys()) if (!homes.has(id)) this.#settle(id);
  }

  #settle(id: string): void {
    let newest: Home | undefined;
    for (const { homes } of this.#known.values()) {
      const home = homes.get(id);
      if (home !== undefined && home.version > (newest?.version ?? 0)) newest = home;
    }
    this.#untold.delete(id);
    if (newest === undefined) {
      this.#homes.delete(id);
      return;
    }
    this.#homes.set(id, newest.cell);
    const own = this.#cells[newest.cell];
    const said = own && this.#known.get(own)?.homes.get(id);
    if (said !== undefined && said.version < newest.version) this.#untold.set(id, newest);
  }
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
  if (!A_PROJECT.test(projectId)) throw new RangeError(`not the id of a project: ${projectId.slice(0, 60)}`);
  const target = cells[to];
  if (target === undefined) {
    throw new RangeError(`no such cell: there are ${cells.length}, from 0 to ${cells.length - 1}`);
  }
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { version, cell } = await newestHome(cells, projectId);
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

async function newestHome(cells: readonly HomeCell[], projectId: string): Promise<Home> {
  let newest: Home = { version: 0, cell: cellOfName(projectId, cells.length) };
  const said = await Promise.all(
    cells.map(async (one) => {
      const text = await answered(one.redis.hget(one.cell.keys.catalog("homes"), projectId));
      return text === null ? newest : homeIn(text, one);
    }),
  );
  for (const home of said) if (home.version > newest.version) newest = home;
  return newest;
}

/** What is stored in a cell: `<version> <cell, or here>`. */
function homeIn(text: string, { cell }: HomeCell): Home {
  const [version, where] = text.split(" ");
  return { version: Number(version), cell: where === HERE ? cell.number : Number(where) };
}
