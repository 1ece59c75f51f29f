import { partitionOf } from "../domain/ids.js";
import type { TriggerFields } from "./event-triggers.js";
import { catalogKey, partitionKey, partitionPrefix } from "./keys.js";
import { asFields, asList, asText, asTexts } from "./replies.js";
import type { Reply, Scripts } from "./scripts.js";

/** An entry of a Redis Stream. */
export interface StreamEntry {
  readonly id: string;
  readonly fields: ReadonlyMap<string, string>;
}

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

function asPage(reply: Reply | undefined): StreamPage {
  const list = asList(reply);
  if (list.length === 0) return EMPTY_PAGE;
  const entries = asList(list[3]).map((entry) => {
    const [id, fields] = asList(entry);
    return { id: asText(id), fields: asFields(fields) };
  });
  return { after: asText(list[0]), more: list[1] === "1", oldest: asText(list[2]), entries };
}

/**
 * Reads for those who follow live. Each read also has what comes next announced: changes of a run on the channel
 * of changes, activity of a project by being written at all. Positions are entry ids, `$` for the newest.
 */
export class Follows {
  readonly #scripts: Scripts;
  readonly #partitions: number;

  constructor(scripts: Scripts, partitions: number) {
    this.#scripts = scripts;
    this.#partitions = partitions;
  }

  /** Undefined when there is no such run, or it is not the project's; `projectId` undefined is any project. */
  async run(
    runId: string,
    projectId: string | undefined,
    bytes: number,
    after: { readonly events: string; readonly chunks: string },
  ): Promise<FollowedRun | undefined> {
    const args = [runId, projectId ?? "", bytes, after.events, after.chunks];
    const list = asList(await this.#scripts.run("follow-run", partitionOf(runId, this.#partitions), args));
    if (list.length === 0) return undefined;
    const [status = "", jobId = "", project = "", createdAt = "", history = "", error = ""] = asTexts(
      list.slice(0, 6),
    );
    return {
      ...{ status, jobId, history, error, projectId: project, createdAtMs: Number(createdAt) },
      events: asPage(list[6]),
      chunks: asPage(list[7]),
    };
  }

  /** Undefined when there is no such trigger in the project. */
  async trigger(triggerId: string, projectId: string): Promise<TriggerFields | undefined> {
    const partition = partitionOf(triggerId, this.#partitions);
    const fields = asFields(await this.#scripts.run("follow-trigger", partition, [triggerId, projectId]));
    return fields.size === 0 ? undefined : fields;
  }

  async activity(projectId: string, bytes: number, after: string): Promise<StreamPage> {
    return asPage(await this.#scripts.run("follow-project", 0, [projectId, bytes, after]));
  }

  /** Name of the Redis Stream that a page of a run comes from. */
  streamOf(runId: string, name: "events" | "chunks"): string {
    return partitionKey(partitionPrefix(partitionOf(runId, this.#partitions)), name, runId);
  }

  /** Name of the Redis Stream of a project's activity. */
  activityOf(projectId: string): string {
    return catalogKey("activity", projectId);
  }
}
