import { entryTimeMs } from "../../domain/ids.js";
import { timestamp } from "../../domain/time.js";
import type { Follows, StreamEntry } from "../../store/follows.js";
import { type Awaited, type Feed, type Frame, isWritten, justBefore, type Page } from "./feed.js";

const FORM = /^\d{1,15}-\d{1,20}$/;

/** Status changes of a project's runs and waits, since somebody follows them (`lua/lib/activity.lua`). */
export class ActivityFeed implements Feed {
  readonly name: string;
  readonly topic = "";
  readonly unknown = "project_not_found";
  readonly beginning = "0-0";
  readonly #follows: Follows;
  readonly #projectId: string;

  constructor(follows: Follows, projectId: string) {
    this.#follows = follows;
    this.#projectId = projectId;
    this.name = JSON.stringify(["activity", projectId]);
  }

  accepts(position: string): boolean {
    return FORM.test(position) && isWritten(position);
  }

  awaits(position: string): readonly Awaited[] {
    return [{ key: this.#follows.activityOf(this.#projectId), after: position }];
  }

  async read(position: string, bytes: number): Promise<Page> {
    const projectId = this.#projectId;
    const page = await this.#follows.activity(projectId, bytes, position);
    const frames: Frame[] = [];
    // Whoever begins here has missed nothing of what was ever written for it.
    if (page.oldest !== "" && position !== this.beginning) {
      const data = JSON.stringify({ project_id: projectId, oldest_id: page.oldest });
      frames.push({ id: justBefore(page.oldest), event: "gap", data });
    }
    for (const entry of page.entries) {
      const data = activityJson(projectId, entry);
      if (data !== undefined) frames.push({ id: entry.id, event: "activity", data });
    }
    const last = page.entries.at(-1)?.id ?? page.after;
    return { frames, position: last, more: page.more, ended: false, projectId };
  }
}

/** `table`, `action` and `record` are what the reference sends; the other members are those of the other streams. */
function activityJson(projectId: string, { id, fields }: StreamEntry): string | undefined {
  const [run = "", job_id = "", from = "", to = ""] = ["run", "job", "from", "to"].map((name) =>
    fields.get(name),
  );
  const error = fields.get("error") ?? "";
  const at = timestamp(entryTimeMs(id));
  const more = error === "" ? {} : { error };
  const trigger = fields.get("trigger");
  if (trigger !== undefined) {
    const event_key = fields.get("key");
    return JSON.stringify({
      ...{ type: "event_trigger", table: "event_triggers", action: to === "waiting" ? "insert" : "update" },
      ...{
        id: trigger,
        event_key,
        status: to,
        project_id: projectId,
        source_type: "job_run",
        job_run_id: run,
      },
      ...(to === "received" ? { received_at: at } : {}),
      ...more,
      record: { id: trigger, event_key, project_id: projectId, job_run_id: run, status: to },
      timestamp: at,
    });
  }
  // The mark of where the record begins.
  if (run === "") return undefined;
  return JSON.stringify({
    ...{ type: "status_change", table: "job_runs", action: from === "" ? "insert" : "update" },
    ...{ run_id: run, job_id, project_id: projectId },
    ...(from === "" ? {} : { from }),
    to,
    ...more,
    record: { id: run, job_id, project_id: projectId, status: to },
    timestamp: at,
  });
}
