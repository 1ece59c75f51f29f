import { type TriggerFields, triggerJson } from "../../api/event-trigger.js";
import { timestamp } from "../../domain/time.js";
import type { Follows } from "../../store/follows.js";
import { type Awaited, END_SUFFIX, type Feed, type Frame, type Page } from "./feed.js";

/** The trigger as it was found, and how its wait ended: it changes once. */
const NOTHING = 0;
const SEEN_WAITING = 1;
const SEEN_END = 2;

const FORM = /^([0-9a-f-]{36})\.([012])$/;

/** The trigger that a position of an event stream belongs to; undefined when it is not one. */
export function triggerOfPosition(position: string): string | undefined {
  return FORM.exec(position)?.[1];
}

/** One wait for an event: first the whole trigger, then how it ended (control-api section 4). */
export class TriggerFeed implements Feed {
  readonly name: string;
  readonly topic: string;
  readonly unknown = "event_not_found";
  readonly beginning: string;
  readonly #follows: Follows;
  readonly #triggerId: string;
  readonly #projectId: string;

  constructor(follows: Follows, projectId: string, trigger: TriggerFields) {
    this.#follows = follows;
    this.#projectId = projectId;
    this.#triggerId = trigger.get("id") ?? "";
    this.name = JSON.stringify(["trigger", this.#triggerId, projectId]);
    // A wait ends with a change of its run.
    this.topic = trigger.get("job_run_id") ?? "";
    this.beginning = `${this.#triggerId}.${NOTHING}`;
  }

  accepts(position: string): boolean {
    return triggerOfPosition(position) === this.#triggerId;
  }

  awaits(): readonly Awaited[] {
    return [];
  }

  async read(position: string): Promise<Page | undefined> {
    const trigger = await this.#follows.trigger(this.#triggerId, this.#projectId);
    if (trigger === undefined) return undefined;
    const ended = trigger.get("status") !== "waiting";
    const now = ended ? SEEN_END : SEEN_WAITING;
    const seen = position === "$" ? now : Number(FORM.exec(position)?.[2] ?? 0);
    const id = `${this.#triggerId}.${now}`;
    const frames: Frame[] = [];
    if (seen === NOTHING) frames.push({ id, event: "status", data: triggerJson(trigger) });
    else if (seen < now) frames.push({ id, event: "status", data: statusJson(trigger) });
    if (ended) {
      const [event_key, status] = [trigger.get("event_key"), trigger.get("status")];
      const data = JSON.stringify({ id: this.#triggerId, event_key, status });
      frames.push({ id: id + END_SUFFIX, event: "end", data });
    }
    return { frames, position: id, more: false, ended, projectId: this.#projectId };
  }
}

function statusJson(trigger: TriggerFields): string {
  const [id, event_key, status] = [trigger.get("id"), trigger.get("event_key"), trigger.get("status")];
  const [project_id, source_type] = [trigger.get("project_id"), trigger.get("source_type")];
  const receivedAtMs = Number(trigger.get("received_at") ?? 0);
  const error = trigger.get("error") ?? "";
  return JSON.stringify({
    ...{ id, event_key, status, project_id, source_type },
    ...(receivedAtMs > 0 ? { received_at: timestamp(receivedAtMs) } : {}),
    ...(error === "" ? {} : { error }),
    timestamp: timestamp(receivedAtMs > 0 ? receivedAtMs : Date.now()),
  });
}
