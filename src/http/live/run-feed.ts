import { attemptErrorRecord, OWN_TYPE } from "../../api/event.js";
import { compareEntryIds, entryOfUuid, entryTimeMs } from "../../domain/ids.js";
import { isTerminal } from "../../domain/run-status.js";
import { timestamp } from "../../domain/time.js";
import type { FollowedRun, Follows, StreamEntry } from "../../store/follows.js";
import { comesBefore, type StateChange, stateChanges } from "../../store/run-events.js";
import {
  type Awaited,
  END_SUFFIX,
  type Feed,
  type Frame,
  isWritten,
  justBefore,
  onOneLine,
  type Page,
} from "./feed.js";

/** `status`: changes and events; `logs`: logs alone; `chunks`: chunks alone; `all`: everything in one. */
export type RunFeedKind = "status" | "chunks" | "logs" | "all";

export interface RunFeedOptions {
  readonly kind: RunFeedKind;
  readonly runId: string;
  /** Undefined: of whatever project. */
  readonly projectId: string | undefined;
  /** Only chunks of this stream. */
  readonly streamId?: string;
}

/**
 * A position in the three things a run keeps: the last event, the last chunk (entry ids of their Redis Streams)
 * and the number of the last status change. Each of them is read in its own order, so that a position says
 * exactly what a reader has had, in whatever order the three were put together for it.
 */
interface Place {
  events: string;
  changes: number;
  chunks: string;
}

const ENTRY = "\\d{1,15}-\\d{1,20}";
const FORMS: Readonly<Record<RunFeedKind, RegExp>> = {
  status: new RegExp(`^(?<events>${ENTRY})\\.(?<changes>\\d{1,9}|-1)$`),
  logs: new RegExp(`^(?<events>${ENTRY})$`),
  chunks: new RegExp(`^(?<chunks>${ENTRY})$`),
  all: new RegExp(`^(?<events>${ENTRY})\\.(?<changes>\\d{1,9}|-1)\\.(?<chunks>${ENTRY})$`),
};
const NEWEST = Number.POSITIVE_INFINITY;
/** As many changes as came before the event. */
const UP_TO_EVENT = -1;

/** What a run does: its status, its events, its chunks (control-api section 4). */
export class RunFeed implements Feed {
  readonly name: string;
  readonly topic: string;
  readonly unknown = "run_not_found";
  readonly beginning: string;
  readonly #options: RunFeedOptions;
  readonly #follows: Follows;
  readonly #hasEvents: boolean;
  readonly #hasChunks: boolean;
  readonly #hasChanges: boolean;

  constructor(follows: Follows, options: RunFeedOptions) {
    const { kind, runId, projectId = "", streamId } = options;
    this.#follows = follows;
    this.#options = options;
    this.#hasEvents = kind !== "chunks";
    this.#hasChunks = kind === "chunks" || kind === "all";
    this.#hasChanges = kind === "status" || kind === "all";
    this.name = JSON.stringify(["run", runId, projectId, kind, streamId]);
    this.topic = runId;
    this.beginning = this.#text({ events: "0-0", changes: 0, chunks: "0-0" });
  }

  accepts(position: string): boolean {
    if (!FORMS[this.#options.kind].test(position)) return false;
    const { events, changes, chunks } = this.#place(position);
    return changes !== UP_TO_EVENT && isWritten(events) && isWritten(chunks);
  }

  /** Events and changes up to that one are passed over, chunks are not: no list of events shows them. */
  after(eventId: string): string | undefined {
    const events = entryOfUuid(eventId);
    return events === undefined || !this.#hasEvents
      ? undefined
      : this.#text({ events, changes: UP_TO_EVENT, chunks: "0-0" });
  }

  awaits(position: string): readonly Awaited[] {
    const { runId } = this.#options;
    const { events, chunks } = this.#place(position);
    const awaited: Awaited[] = [];
    if (this.#hasEvents) awaited.push({ key: this.#follows.streamOf(runId, "events"), after: events });
    if (this.#hasChunks) awaited.push({ key: this.#follows.streamOf(runId, "chunks"), after: chunks });
    return awaited;
  }

  async read(position: string, bytes: number): Promise<Page | undefined> {
    const { runId, projectId } = this.#options;
    const place = this.#place(position);
    const run = await this.#follows.run(runId, projectId, bytes, {
      events: this.#hasEvents ? place.events : "",
      chunks: this.#hasChunks ? place.chunks : "",
    });
    if (run === undefined) return undefined;
    place.events = run.events.after;
    place.chunks = run.chunks.after;
    const frames: Frame[] = [];
    const more = this.#merge(run, place, frames);
    const ended = isTerminal(run.status) && !more;
    if (ended) {
      const data = JSON.stringify({ run_id: runId, status: run.status });
      frames.push({ id: this.#text(place) + END_SUFFIX, event: "end", data });
    }
    const final = isTerminal(run.status) ? { final: run.status } : {};
    return { frames, position: this.#text(place), more, ended, ...final, projectId: run.projectId };
  }

  /** Puts what was read in one order, and `place` behind it. Whether more can be read at once. */
  #merge(run: FollowedRun, place: Place, frames: Frame[]): boolean {
    const { runId } = this.#options;
    const all = this.#hasChanges ? stateChanges(run.history, run.createdAtMs) : [];
    const newest = all.at(-1)?.index ?? 0;
    // A change has no place among the entries: what came before the entry was listed before it.
    place.changes =
      place.changes === UP_TO_EVENT
        ? all.filter((change) => comesBefore(change, entryTimeMs(place.events))).length
        : Math.min(place.changes, newest);
    const changes = all.filter(({ index }) => index > place.changes);
    this.#gap(run, place, changes[0], frames);
    const events = [...run.events.entries];
    const chunks = [...run.chunks.entries];
    const last = isTerminal(run.status) ? newest : NEWEST;
    for (;;) {
      const [change] = changes;
      const [event] = events;
      const [chunk] = chunks;
      // Behind the last entry of a part of a stream others come: what belongs behind them waits.
      if ((event === undefined && run.events.more) || (chunk === undefined && run.chunks.more)) return true;
      const entry = earlier(event, chunk);
      if (change !== undefined && (entry === undefined || isDue(change, entry, last))) {
        changes.shift();
        place.changes = change.index;
        const error = change.index === newest && isTerminal(change.to) ? run.error : "";
        frames.push({ id: this.#text(place), event: "", data: changeJson(runId, run, change, error) });
      } else if (entry === undefined) {
        return false;
      } else if (entry === event) {
        events.shift();
        place.events = entry.id;
        this.#addEvent(entry, place, frames);
      } else {
        chunks.shift();
        place.chunks = entry.id;
        const { streamId } = this.#options;
        if (streamId !== undefined && entry.fields.get("s") !== streamId) continue;
        frames.push({ id: this.#text(place), event: "", data: chunkJson(entry) });
      }
    }
  }

  #addEvent(entry: StreamEntry, place: Place, frames: Frame[]): void {
    const { kind, runId } = this.#options;
    const isLogs = kind === "logs";
    if (isLogs && entry.fields.get("type") !== "log") return;
    frames.push({ id: this.#text(place), event: isLogs ? "log" : "", data: eventJson(runId, entry) });
  }

  /** Says so when something between the position and the oldest entry has left. */
  #gap(run: FollowedRun, place: Place, firstChange: StateChange | undefined, frames: Frame[]): void {
    const oldest: Place = { ...place };
    if (run.events.oldest !== "") {
      oldest.events = run.events.oldest;
      place.events = justBefore(run.events.oldest);
    }
    if (run.chunks.oldest !== "") {
      oldest.chunks = run.chunks.oldest;
      place.chunks = justBefore(run.chunks.oldest);
    }
    if (firstChange !== undefined && firstChange.index > place.changes + 1) {
      oldest.changes = firstChange.index;
      place.changes = firstChange.index - 1;
    }
    const missing = run.events.oldest !== "" || run.chunks.oldest !== "" || oldest.changes > place.changes;
    if (!missing) return;
    const data = JSON.stringify({ run_id: this.#options.runId, oldest_id: this.#text(oldest) });
    frames.push({ id: this.#text(place), event: "gap", data });
  }

  #place(position: string): Place {
    if (position === "$") return { events: "$", changes: NEWEST, chunks: "$" };
    const groups = FORMS[this.#options.kind].exec(position)?.groups ?? {};
    const { events = "0-0", changes = "0", chunks = "0-0" } = groups;
    return { events, changes: Number(changes), chunks };
  }

  #text({ events, changes, chunks }: Place): string {
    const { kind } = this.#options;
    if (kind === "chunks") return chunks;
    if (kind === "logs") return events;
    return kind === "status" ? `${events}.${changes}` : `${events}.${changes}.${chunks}`;
  }
}

/** The one that was written first; of one moment, the event. */
function earlier(event: StreamEntry | undefined, chunk: StreamEntry | undefined): StreamEntry | undefined {
  if (event === undefined || chunk === undefined) return event ?? chunk;
  return compareEntryIds(chunk.id, event.id) < 0 ? chunk : event;
}

/** Whether a change is told before an entry; the one that ended the run is told after all entries. */
function isDue(change: StateChange, entry: StreamEntry, lastIndex: number): boolean {
  return change.index < lastIndex && comesBefore(change, entryTimeMs(entry.id));
}

function changeJson(runId: string, run: FollowedRun, change: StateChange, error: string): string {
  const { jobId: job_id, projectId: project_id } = run;
  const { from, to, atMs } = change;
  const more = error === "" ? {} : { error };
  const head = { type: "status_change", run_id: runId, job_id, project_id, from, to };
  return JSON.stringify({ ...head, ...more, timestamp: timestamp(atMs) });
}

/** An event as control-api section 4 shows it, around the members that came. */
function eventJson(runId: string, { id, fields }: StreamEntry): string {
  const record =
    fields.get("record") ?? attemptErrorRecord(fields.get("error") ?? "", Number(fields.get("attempt") ?? 1));
  let type = JSON.stringify(fields.get("type") ?? "");
  let own = record.slice(1, -1);
  if (record.startsWith(OWN_TYPE)) {
    // A log may name its own type; it stands first in the record, and no string can hold a bare quote.
    const end = record.indexOf(',"level":');
    type = record.slice(OWN_TYPE.length, end);
    own = record.slice(end + 1, -1);
  }
  const head = `{"type":"event","event_type":${type},"run_id":"${runId}"`;
  return onOneLine(`${head}${own === "" ? "" : `,${own}`},"timestamp":"${timestamp(entryTimeMs(id))}"}`);
}

function chunkJson({ id, fields }: StreamEntry): string {
  const stream = JSON.stringify(fields.get("s") ?? "");
  const done = fields.get("d") === "1";
  const at = timestamp(entryTimeMs(id));
  return `{"type":"stream_chunk","chunk":${fields.get("c") ?? '""'},"stream_id":${stream},"done":${done},"timestamp":"${at}"}`;
}
