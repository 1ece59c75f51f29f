import { isTerminal } from "../../src/domain/run-status.js";
import type { CellSet, DataSet } from "./data-set.js";

const AWAY_KEY = /^b:\{\w+\}:p:run:([0-9a-f-]{36}):away$/;

/** A child in another cell that its parent's cell counts. */
interface OpenAway {
  readonly parent: string;
  readonly child: string;
  readonly bytes: number;
  /** It is kept what to make it with. */
  readonly isToMake: boolean;
}

/** The children in other cells that runs of this one count as open. */
export function openAway({ hashes }: CellSet): OpenAway[] {
  return [...hashes].flatMap(([key, children]) => {
    const parent = AWAY_KEY.exec(key)?.[1];
    if (parent === undefined) return [];
    return Object.entries(children).map(([child, kept]) => {
      const [bytes, ...more] = kept.split(" ");
      return { parent, child, bytes: Number(bytes), isToMake: more.length > 0 };
    });
  });
}

/**
 * Parents and children of two cells know of each other: a child that is counted is there, or an errand makes it; one that
 * has ended was told of, or an errand tells of it.
 */
export function familyProblems(set: DataSet): string[] {
  const problems: string[] = [];
  const counted = new Set<string>();
  for (const cell of set.cells) {
    for (const { parent, child, isToMake } of openAway(cell)) {
      counted.add(`${parent} ${child}`);
      const run = set.runs.get(child);
      const isListed = cell.sorted.get(cell.names.partition("children", parent))?.has(child) === true;
      if (!isListed) problems.push(`${parent} counts ${child}, which is not among its children`);
      if (isToMake && !cell.errands.has(`${parent} make.${child}`))
        problems.push(`nobody makes ${child} of ${parent}`);
      if (cell.runs.has(child)) problems.push(`${child} of ${parent} is in the same cell`);
      if (run === undefined ? !isToMake : run["parent_run_id"] !== parent)
        problems.push(`${parent} counts ${child}, which is none of its own`);
      if (run?.["told"] !== undefined)
        problems.push(`${parent} counts ${child}, which was told to have ended`);
    }
  }
  const telling = new Set([...set.errands.keys()].map((member) => /^(\S+) tell\./.exec(member)?.[1]));
  for (const [id, run] of set.runs) {
    if (run["away"] === undefined || run["told"] !== undefined || telling.has(id)) continue;
    if (isTerminal(run["status"] ?? "") && Number(run["open_descendants"] ?? 0) <= 0)
      problems.push(`${id} has ended and nobody tells its parent`);
    if (!counted.has(`${run["parent_run_id"]} ${id}`)) problems.push(`${id} is not counted by its parent`);
  }
  return problems;
}
