import type { TriggerFields } from "../api/event-trigger.js";
import type { StreamEntry } from "./replies.js";
import type { Scripts } from "./scripts.js";

export type { StreamEntry } from "./replies.js";

/** What follows a position in a Redis Stream. */
export interface StreamPage {
  /** The position it begins after; what `$` stood for. */
  readonly after: string;
  /** Whether more follows behind the last entry. */
  readonly more: boolean;
  /** Id of the oldest entry when some between the position and it have left; '' when none is missing. */
  readonly oldest: string;
  readonly entries: readonly StreamEntry[];
}

/** A moment of a run, as a reader needs it. `events` and `chunks` are empty when they were not asked for. */
export interface FollowedRun {
  readonly status: string;
  readonly jobId: string;
  readonly projectId: string;
  readonly createdAtMs: number;
  readonly history: string;
  readonly error: string;
  readonly events: StreamPage;
  readonly chunks: StreamPage;
}

const EMPTY_PAGE: StreamPage = { after: "", more: false, oldest: "", entries: [] };

/**
 * Reads for those who follow live. Each read also has what comes next announced: changes of a run on the channel
 * of changes, activity of a project by being written at all. Positions are entry ids, `$` for the newest.
 */
export class Follows {
  readonly #scripts: Scripts;

  constructor(scripts: Scripts) {
    this.#scripts = scripts;
  }

  /** Undefined when there is no such run, or it is not the project's; `projectId` undefined is any project. */
  async run(
    runId: string,
    projectId: string | undefined,
    bytes: number,
    after: { readonly events: string; readonly chunks: string },
  ): Promise<FollowedRun | undefined> {
    const args = { runId, projectId, bytes, eventsAfter: after.events, chunksAfter: after.chunks };
    const reply = await this.#scripts.run("follow-run", args);
    if (reply.outcome === "not_found") return undefined;
    const { events = EMPTY_PAGE, chunks = EMPTY_PAGE, createdAt, ...run } = reply;
    return { ...run, createdAtMs: createdAt, events, chunks };
  }

  /** Undefined when there is no such trigger in the project. */
  async trigger(triggerId: string, projectId: string): Promise<TriggerFields | undefined> {
    const reply = await this.#scripts.run("follow-trigger", { triggerId, projectId });
    return reply.outcome === "found" ? reply.trigger : undefined;
  }

  activity(projectId: string, bytes: number, after: string): Promise<StreamPage> {
    return this.#scripts.run("follow-project", { projectId, bytes, after });
  }

  /** Name of the Redis Stream that a page of a run comes from. */
  streamOf(runId: string, name: "events" | "chunks"): string {
    return this.#scripts.keys.partition(name, runId);
  }

  /** Name of the Redis Stream of a project's activity. */
  activityOf(projectId: string): string {
    return this.#scripts.keys.catalog("activity", projectId);
  }
}
