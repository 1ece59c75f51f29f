import { crc32 } from "node:zlib";

/** Cells that a data set may have: more would cost a single Redis something. */
export const MOST_CELLS = 16;

const TAIL_DIGITS = 2;

/** The cell, of so many, that an id of ours tells; 0 for any other text, which no cell knows anything of. */
function cellOfId(id: string, cells: number): number {
  const tail = Number.parseInt(id.slice(-TAIL_DIGITS), 16);
  return Number.isNaN(tail) ? 0 : tail % cells;
}

/** The cell, of so many, of what has a name that others have chosen. It never changes: what is stored is found by it. */
export function cellOfName(name: string, cells: number): number {
  return crc32(name) % cells;
}

/** The cells of projects that were given one, by the ids of the projects: all others lie where their names lead to. */
export type Homes = ReadonlyMap<string, number>;

const NO_HOMES: Homes = new Map();

/** The cell, of so many, in which a project lies. */
export function homeOf(projectId: string, cells: number, homes: Homes): number {
  return homes.get(projectId) ?? cellOfName(projectId, cells);
}

/**
 * One value for each cell of a data set, and which of them serves what. Where a project lies follows from its name,
 * unless it was given a home, where anything else lies from its id, so that nobody has to be asked.
 */
export class Cells<Value> {
  /** By the numbers of the cells. */
  readonly all: readonly Value[];
  readonly first: Value;
  readonly #homes: Homes;

  /** Throws when there is none. `homes` may change at any time. */
  constructor(all: readonly Value[], homes: Homes = NO_HOMES) {
    const [first] = all;
    if (first === undefined) throw new RangeError("a data set has a cell");
    this.all = all;
    this.first = first;
    this.#homes = homes;
  }

  /** By the number of a cell. */
  at(cell: number): Value {
    return this.all[cell] ?? this.first;
  }

  /** Of a run, job, wait, delivery or batch. Any text may be given. */
  ofId(id: string): Value {
    return this.all.length === 1 ? this.first : this.at(cellOfId(id, this.all.length));
  }

  /** Of a job, which may have come from another cell with its project, where that is known. Any text may be given. */
  ofJob(jobId: string, projectId: string | undefined): Value {
    const given = projectId === undefined ? undefined : this.#homes.get(projectId);
    return given === undefined ? this.ofId(jobId) : this.at(given);
  }

  /** Whether projects were given other cells than their names lead to. */
  get areGiven(): boolean {
    return this.#homes.size > 0;
  }

  ofProject(projectId: string): Value {
    return this.all.length === 1 ? this.first : this.at(homeOf(projectId, this.all.length, this.#homes));
  }

  /** Of what is counted under a name that is no project's: an address. */
  ofName(name: string): Value {
    return this.all.length === 1 ? this.first : this.at(cellOfName(name, this.all.length));
  }

  /** The same of something else. */
  map<Other>(make: (value: Value, cell: number) => Other): Cells<Other> {
    return new Cells(this.all.map(make), this.#homes);
  }
}
