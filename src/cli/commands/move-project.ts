import process from "node:process";
import { setTimeout as passed } from "node:timers/promises";
import { KNOWN_MS } from "../../store/home-directory.js";
import type { HomeCell } from "../../store/homes.js";
import { Processes } from "../../store/processes.js";
import { drainProject, MOST_DRAIN_MS } from "../../store/project-drain.js";
import { clearLeft, moveProject } from "../../store/project-move.js";
import { plain } from "../show.js";

const LOOK_AGAIN_MS = 200;

/** For how long a move looks for its moment, in s as they were given: first as things are, then with a drain. */
export interface Patience {
  readonly wait: string;
  readonly drain?: string;
}

type Reply = Awaited<ReturnType<typeof moveProject>>;

/** What has to be over first, by the words of `lua/access/leave-cell.lua`. */
const BUSY: Readonly<Record<string, string>> = {
  runs: "has runs that have not ended",
  held: "has triggers that a debounce or batch window holds back",
  events: "may have events that came before their waits: they are kept for EVENT_BUFFER_SECS",
  spawns: "is promised children that runs of other cells have spawned",
  endings: "has ends of runs that nobody was told of yet",
};

/** Moves a project to a cell, and ends when all gateways know. */
export async function move(
  cells: readonly HomeCell[],
  project: string,
  cell: string,
  { wait, drain }: Patience,
): Promise<void> {
  const waitMs = Number(wait) * 1000;
  const drainMs = Number(drain ?? 0) * 1000;
  if (Number.isNaN(waitMs)) throw new RangeError("--wait takes seconds");
  if (drain !== undefined && !(drainMs >= 1000 && drainMs <= MOST_DRAIN_MS))
    throw new RangeError(`--drain takes seconds, from 1 to ${MOST_DRAIN_MS / 1000}`);
  await checkVersions(cells);
  const moving = () => moveProject(cells, project, Number(cell));
  let reply = await looking(moving, waitMs, () => false);
  const drains = reply.outcome === "busy" && drain !== undefined;
  if (drains) reply = await whileDraining(cells, project, Math.round(drainMs), moving);
  if (reply.outcome !== "moved") throw new Error(sentenceOf(project, reply, drains));
  await passed(KNOWN_MS);
  await clearLeft(cells, project);
  process.stdout.write(`${project} lies in cell ${cell}\n`);
}

/** Ends a drain that somebody has begun who is not there any more, or shall not go on. */
export async function undrain(cells: readonly HomeCell[], project: string): Promise<void> {
  const { outcome } = await drainProject(cells, project, 0);
  if (outcome === "no_project" || outcome === "changed")
    throw new Error(sentenceOf(project, { outcome }, false));
  const how = outcome === "ended" ? "begins runs again" : "was not kept from anything";
  process.stdout.write(`${project} ${how}\n`);
}

/** Looks for a moment of rest until one has come, or the time is over. */
async function looking(moving: () => Promise<Reply>, forMs: number, isOver: () => boolean): Promise<Reply> {
  const untilMs = performance.now() + forMs;
  for (;;) {
    const reply = await moving();
    if (reply.outcome !== "busy" || performance.now() >= untilMs || isOver()) return reply;
    await passed(LOOK_AGAIN_MS);
  }
}

/** The project begins nothing meanwhile. Whoever ends this process ends that; its death leaves it to the time that was set. */
async function whileDraining(
  cells: readonly HomeCell[],
  project: string,
  drainMs: number,
  moving: () => Promise<Reply>,
): Promise<Reply> {
  let isOver = false;
  const end = (): void => {
    isOver = true;
  };
  process.on("SIGINT", end).on("SIGTERM", end);
  try {
    const drain = await drainProject(cells, project, drainMs);
    if (drain.outcome !== "draining") {
      return drain.outcome === "no_project" || drain.outcome === "too_many" ? drain : { outcome: "changed" };
    }
    const until = new Date(drain.till).toISOString();
    process.stderr.write(`${plain(project)} begins nothing until ${until} at most\n`);
    try {
      return await looking(moving, drainMs, () => isOver);
    } finally {
      // Of one that somebody else has taken up, the end is his.
      await drainProject(cells, project, 0, drain.till);
    }
  } finally {
    process.off("SIGINT", end).off("SIGTERM", end);
  }
}

function sentenceOf(
  project: string,
  reply: Exclude<Reply, { outcome: "moved" }>,
  hasDrained: boolean,
): string {
  if (reply.outcome === "busy") {
    const named = reply.named.length === 0 ? "" : ` (${reply.named.join(", ")})`;
    const advice = hasDrained
      ? ", and begins runs again"
      : "; --wait looks for a moment of rest, --drain makes one";
    return `${project} ${BUSY[reply.with]}${named}: it stays where it is${advice}`;
  }
  return {
    no_project: `there is no project ${project}: one that has nothing yet is placed`,
    too_many: `${project} has more jobs than can be moved, or too many projects were given the cell`,
    changed: `somebody else moves ${project}: try again`,
  }[reply.outcome];
}

/** Versions before would look for it in the cell that it has left. */
async function checkVersions(cells: readonly HomeCell[]): Promise<void> {
  const found = await Promise.all(cells.map(({ redis, cell }) => new Processes(redis, cell.keys).list()));
  const versions = new Set(found.flat().map(({ version }) => version));
  if (versions.size > 1) {
    throw new Error(`an upgrade is under way (${[...versions].join(", ")}): move projects when it is done`);
  }
}
