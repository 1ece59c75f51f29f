import { LIMITS } from "../domain/limits.js";
import type { DrainProjectReply } from "./commands.js";
import { answered } from "./connection.js";
import { type HomeCell, homesOf, MOST_ROUNDS, newestOf } from "./homes.js";
import { redisNowMs } from "./redis-clock.js";

export const MOST_DRAIN_MS = LIMITS.drainSecs * 1000;

type DrainReply =
  | Exclude<DrainProjectReply, { outcome: "project_elsewhere" }>
  /** It moves, or somebody gives it another cell all the time. */
  | { readonly outcome: "changed" };

/** A project that begins nothing from outside until a time (ms) by the clock of its cell's Redis. */
interface Drain {
  readonly project: string;
  readonly untilMs: number;
}

/**
 * Has a project come to rest for so long at most, anew when it does already; 0 ends that, of another than the one that ends
 * at `only` not. Nobody has to end it: it is over at its time, whoever has died.
 */
export async function drainProject(
  cells: readonly HomeCell[],
  projectId: string,
  lastsMs: number,
  only?: number,
): Promise<DrainReply> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { cell, to } = newestOf(cells, projectId, await homesOf(cells, projectId));
    if (to !== undefined) break;
    const reply = await cells[cell]?.scripts.run("drain-project", {
      ...{ projectId, lasts: lastsMs, ends: only },
    });
    if (reply !== undefined && reply.outcome !== "project_elsewhere") return reply;
  }
  return { outcome: "changed" };
}

/** Projects of a cell that come to rest now. */
export async function drainsOf({ redis, cell }: Pick<HomeCell, "redis" | "cell">): Promise<readonly Drain[]> {
  const nowMs = Math.floor(await redisNowMs(redis));
  const found = await answered(
    redis.zrange(cell.keys.catalog("draining"), `(${nowMs}`, "+inf", "BYSCORE", "WITHSCORES"),
  );
  return found.flatMap((project, index) =>
    index % 2 === 0 ? { project, untilMs: Number(found[index + 1]) } : [],
  );
}
