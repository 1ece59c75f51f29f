import { allCells } from "../../src/store/cell.js";
import type { DataSet } from "./data-set.js";

const JOB_KEY = /^b:\{\w+\}:c:job:([0-9a-f-]{36})$/;
const PROJECT_KEY = /:c:project:([^:]+):/;

/** The cells that projects were given, as the newest entry about each says. */
function placedIn({ cells }: DataSet): Map<string, number> {
  const entries = cells.flatMap(({ names, hashes }, number) =>
    Object.entries(hashes.get(names.catalog("homes")) ?? {}).flatMap(([project, text]) => {
      const [version, cell] = text.split(" ");
      return project === ""
        ? []
        : [{ project, version: Number(version), cell: text.endsWith(" here") ? number : Number(cell) }];
    }),
  );
  return new Map(
    entries.sort((left, right) => left.version - right.version).map(({ project, cell }) => [project, cell]),
  );
}

/** Everything is in the cell that its id, the name of its project, or what was said of that leads to. */
export function homeProblems(set: DataSet): string[] {
  const homes = allCells(set.cells.length, placedIn(set));
  const problems = set.strange.map((key) => `${key} is of a cell that there is not`);
  for (const [number, cell] of set.cells.entries()) {
    const jobs = cell.keys.flatMap((key) => JOB_KEY.exec(key)?.[1] ?? []);
    for (const id of [...cell.runs.keys(), ...cell.triggers.keys(), ...jobs]) {
      if (homes.ofId(id).number !== number)
        problems.push(`${id} is in cell ${number}, where nobody looks for it`);
    }
    const named = cell.keys.flatMap((key) => PROJECT_KEY.exec(key)?.[1] ?? []);
    for (const project of new Set([
      ...named,
      ...[...cell.runs.values()].map((run) => run["project_id"] ?? ""),
    ])) {
      if (homes.ofProject(project).number !== number)
        problems.push(`${project} is in cell ${number}, where nobody looks for it`);
    }
  }
  return problems;
}
