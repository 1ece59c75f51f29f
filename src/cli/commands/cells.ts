import process from "node:process";
import { setTimeout as passed } from "node:timers/promises";
import type { Command } from "commander";
import { readConfig } from "../../config.js";
import { allCells } from "../../store/cell.js";
import { placeOf } from "../../store/cell-findings.js";
import { answered } from "../../store/connection.js";
import { DATA_FORMAT, migrate, storedCells, storedFormat } from "../../store/data-format.js";
import { giveHome, HomeDirectory, KNOWN_MS } from "../../store/home-directory.js";
import type { HomeCell } from "../../store/homes.js";
import { drainsOf } from "../../store/project-drain.js";
import { waitUntilReady } from "../../store/redis-connections.js";
import { Scripts } from "../../store/scripts.js";
import { CellConnections } from "../cell-connections.js";
import { attempt } from "../connect.js";
import { type Column, plain, type Shown, showPage } from "../show.js";
import { move, type Patience, undrain } from "./move-project.js";

const MOST_WAIT_MS = 30_000;
/** Projects of a cell that a table names. */
const MOST_NAMED = 5;

interface ShownCell {
  readonly cell: number;
  readonly redis: string;
  readonly projects: number;
  /** Projects that lie there because they were given this cell. */
  readonly placed: readonly string[];
  /** Projects that begin nothing before they move, and until when at most. */
  readonly draining: readonly { readonly project: string; readonly until: string }[];
}

const COLUMNS: readonly Column<ShownCell>[] = [
  ["CELL", ({ cell }) => cell],
  ["REDIS", ({ redis }) => redis],
  ["PROJECTS", ({ projects }) => projects],
  ["PLACED HERE", ({ placed }) => shortOf(placed)],
  ["DRAINING", ({ draining }) => shortOf(draining.map(({ project, until }) => `${project} until ${until}`))],
];

function shortOf(names: readonly string[]): string {
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : "";
  return plain(names.slice(0, MOST_NAMED).join(" ")) + more;
}

/** The cells of a data set: where they are, and which projects were given one. They are reached as a gateway reaches them. */
export function addCells(program: Command): void {
  const cells = program
    .command("cells")
    .description("the cells of the data set; runs with the environment of a gateway");
  cells
    .command("list", { isDefault: true })
    .description("where each cell is, how many projects it has, and which were placed there")
    .option("--json", "JSON, also on a terminal")
    .action((shown: Shown) =>
      attempt(() => withCells(async (all) => showPage(await listed(all), COLUMNS, shown))),
    );
  cells
    .command("place <project> <cell>")
    .description("have a project that has nothing yet lie in another cell than its name leads to")
    .action((project: string, cell: string) => attempt(() => withCells((all) => place(all, project, cell))));
  cells
    .command("move <project> <cell>")
    .description(
      "have a project whose runs have all ended lie in another cell; what has ended stays where it is",
    )
    .option("--wait <seconds>", "how long to look for a moment in which none of its runs is under way", "0")
    .option(
      "--drain <seconds>",
      "then have it begin nothing for so long at most, until all that is under way has ended",
    )
    .action((project: string, cell: string, patience: Patience) =>
      attempt(() => withCells((all) => move(all, project, cell, patience))),
    );
  cells
    .command("undrain <project>")
    .description("have a project that `move --drain` keeps from beginning anything begin runs again")
    .action((project: string) => attempt(() => withCells((all) => undrain(all, project))));
}

/** Of all cells, once each answers and its data is of this version; of none yet, they are those of `CELLS`. */
async function withCells(use: (cells: readonly HomeCell[]) => Promise<void>): Promise<void> {
  const config = readConfig(process.env);
  const connections = new CellConnections(config.redis);
  try {
    const { first } = connections;
    if (!(await waitUntilReady(first, MOST_WAIT_MS))) throw new Error("Redis does not answer");
    const isNew = (await answered(storedFormat(first))) === undefined;
    const all = allCells(isNew ? config.cells : await answered(storedCells(first)));
    const links = connections.to(all);
    for (const { number } of all.all) {
      if (!(await waitUntilReady(links.at(number), MOST_WAIT_MS)))
        throw new Error(`the Redis of cell ${number} does not answer`);
    }
    const cells = all.map((cell): HomeCell => {
      const redis = links.at(cell.number);
      return {
        cell,
        redis,
        scripts: new Scripts(redis, cell.keys, config, undefined, config.redis.waitReplicas),
      };
    });
    for (const { redis, cell } of cells.all) {
      const format = await answered(storedFormat(redis, cell.keys));
      if (format !== undefined && format !== DATA_FORMAT) {
        throw new Error("the data is not of this version: start the gateways of this version first");
      }
    }
    await use(cells.all);
  } finally {
    connections.close();
  }
}

async function listed(cells: readonly HomeCell[]): Promise<{ readonly data: readonly ShownCell[] }> {
  const directory = new HomeDirectory();
  await directory.start(cells);
  directory.stop();
  const homes = [...directory.homes];
  const data = cells.map(async ({ cell, redis }) => ({
    cell: cell.number,
    redis: placeOf({ cell, redis }),
    projects: await answered(redis.zcard(cell.keys.catalog("projects"))),
    placed: homes
      .filter(([, number]) => number === cell.number)
      .map(([id]) => id)
      .sort(),
    draining: (await drainsOf({ redis, cell })).map(({ project, untilMs }) => ({
      project,
      until: new Date(untilMs).toISOString(),
    })),
  }));
  return { data: await Promise.all(data) };
}

async function place(cells: readonly HomeCell[], project: string, cell: string): Promise<void> {
  // A data set of several is begun, so that the project of the configured key can be placed before the first gateway makes it.
  if (cells.length > 1) {
    for (const { redis, cell: one } of cells) await migrate(redis, one, () => undefined);
  }
  const reply = await giveHome(cells, project, Number(cell));
  if (reply.outcome === "given") {
    await passed(KNOWN_MS);
    process.stdout.write(`${project} lies in cell ${cell}\n`);
    return;
  }
  throw new Error(
    {
      in_use: `${project} has, or had lately, something where it lies: a project is placed before its first key, job or event`,
      upgraded: "the data was brought to this version less than a day ago: place projects a day after it",
      too_many: "too many projects were placed in the cell, or out of it",
      changed: `somebody else places ${project}: try again`,
    }[reply.outcome],
  );
}
