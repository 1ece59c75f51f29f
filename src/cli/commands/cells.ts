import process from "node:process";
import { setTimeout as passed } from "node:timers/promises";
import type { Command } from "commander";
import { readConfig } from "../../config.js";
import { allCells } from "../../store/cell.js";
import { placeOf } from "../../store/cell-findings.js";
import { answered } from "../../store/connection.js";
import { DATA_FORMAT, migrate, storedCells, storedFormat } from "../../store/data-format.js";
import { giveHome, HOMES_STEP_MS, HomeDirectory } from "../../store/home-directory.js";
import type { HomeCell } from "../../store/homes.js";
import { Processes } from "../../store/processes.js";
import { clearLeft, moveProject } from "../../store/project-move.js";
import { waitUntilReady } from "../../store/redis-connections.js";
import { Scripts } from "../../store/scripts.js";
import { CellConnections } from "../cell-connections.js";
import { attempt } from "../connect.js";
import { type Column, plain, type Shown, showPage } from "../show.js";

const MOST_WAIT_MS = 30_000;
/** Gateways look once in a step: after so many each has, or has no Redis to answer from. */
const STEPS = 3;
const LOOK_AGAIN_MS = 200;
/** Projects of a cell that a table names. */
const MOST_NAMED = 5;

interface ShownCell {
  readonly cell: number;
  readonly redis: string;
  readonly projects: number;
  /** Projects that lie there because they were given this cell. */
  readonly placed: readonly string[];
}

const COLUMNS: readonly Column<ShownCell>[] = [
  ["CELL", ({ cell }) => cell],
  ["REDIS", ({ redis }) => redis],
  ["PROJECTS", ({ projects }) => projects],
  ["PLACED HERE", ({ placed }) => shortOf(placed)],
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
    .action((project: string, cell: string, { wait }: { wait: string }) =>
      attempt(() => withCells((all) => move(all, project, cell, Number(wait) * 1000))),
    );
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
    await passed(STEPS * HOMES_STEP_MS);
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

/** What has to be over first, by the words of `lua/access/leave-cell.lua`. */
const BUSY: Readonly<Record<string, string>> = {
  runs: "has runs that have not ended",
  held: "has triggers that a debounce or batch window holds back",
  events: "may have events that came before their waits: they are kept for EVENT_BUFFER_SECS",
  spawns: "is promised children that runs of other cells have spawned",
  endings: "has ends of runs that nobody was told of yet",
};

async function move(
  cells: readonly HomeCell[],
  project: string,
  cell: string,
  waitMs: number,
): Promise<void> {
  if (Number.isNaN(waitMs)) throw new RangeError("--wait takes seconds");
  await checkVersions(cells);
  const untilMs = performance.now() + waitMs;
  for (;;) {
    const reply = await moveProject(cells, project, Number(cell));
    if (reply.outcome === "moved") break;
    if (reply.outcome === "busy" && performance.now() < untilMs) {
      await passed(LOOK_AGAIN_MS);
      continue;
    }
    throw new Error(
      {
        busy: `${project} ${"with" in reply ? BUSY[reply.with] : ""}: it stays where it is; --wait looks for a moment of rest`,
        no_project: `there is no project ${project}: one that has nothing yet is placed`,
        too_many: `${project} has more jobs than can be moved, or too many projects were given the cell`,
        changed: `somebody else moves ${project}: try again`,
      }[reply.outcome],
    );
  }
  await passed(STEPS * HOMES_STEP_MS);
  await clearLeft(cells, project);
  process.stdout.write(`${project} lies in cell ${cell}\n`);
}

/** Versions before would look for it in the cell that it has left. */
async function checkVersions(cells: readonly HomeCell[]): Promise<void> {
  const found = await Promise.all(cells.map(({ redis, cell }) => new Processes(redis, cell.keys).list()));
  const versions = new Set(found.flat().map(({ version }) => version));
  if (versions.size > 1) {
    throw new Error(`an upgrade is under way (${[...versions].join(", ")}): move projects when it is done`);
  }
}
