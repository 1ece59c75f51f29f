import type { Redis } from "ioredis";
import { checkpointJson } from "../api/checkpoint.js";
import { chunkJson } from "../api/chunk.js";
import { attemptErrorRecord, eventJson, stateChangeJson } from "../api/event.js";
import { type RecordPlace, recordJson } from "../api/record.js";
import { resourceSampleJson } from "../api/resource-sample.js";
import type { RunView } from "../api/run.js";
import { entryTimeMs, entryUuid, isEntryId } from "../domain/ids.js";
import { LIMITS } from "../domain/limits.js";
import { isTerminal } from "../domain/run-status.js";
import { answered } from "./connection.js";
import { ENTRY_KINDS, type EntryKind } from "./keys.js";
import type { StreamEntry } from "./replies.js";
import { comesBefore, type StateChange, stateChanges } from "./run-events.js";
import { scanned } from "./scan.js";
import type { Scripts } from "./scripts.js";

/** One page of records as JSON texts, oldest first. */
export interface RecordPage {
  readonly records: readonly string[];
  readonly nextCursor?: string;
}

const SCAN = { step: 200, steps: 10 };
/** Position in the event list of a run: the last stream entry, and the number of the last state change. */
const EVENT_CURSOR = /^(\d{1,20}-\d{1,20})\.(\d{1,6})$/;

/** Whether the text is a place in the events of a run. */
export function isEventCursor(text: string): boolean {
  const entry = EVENT_CURSOR.exec(text)?.[1];
  return entry !== undefined && isEntryId(entry);
}

/** Where an entry of a run's stream stands as a record: its id and its time follow from its place. */
export function placeOf(runId: string, kind: EntryKind, entryId: string): RecordPlace {
  return { id: entryUuid(runId, ENTRY_KINDS[kind], entryId), runId, atMs: entryTimeMs(entryId) };
}

/** An event as it is kept; an attempt that failed keeps its parts. */
function eventOf(runId: string, { id, fields }: StreamEntry): string {
  const kept =
    fields.get("record") ?? attemptErrorRecord(fields.get("error") ?? "", Number(fields.get("attempt") ?? 1));
  return eventJson(placeOf(runId, "events", id), fields.get("type") ?? "", kept);
}

function stateChangeOf(runId: string, change: StateChange, error: string | undefined): string {
  const { from, to, atMs, index } = change;
  return stateChangeJson(placeOf(runId, "changes", `${atMs}-${index}`), from, to, error);
}

/** A checkpoint as the API shows it, from its stream entry. */
export function checkpointOf(runId: string, { id, fields }: StreamEntry): string {
  const sequence = id.slice(0, id.indexOf("-"));
  const source = fields.get("source") ?? "";
  const place = placeOf(runId, "checkpoints", `${fields.get("at") ?? "0"}-${sequence}`);
  return checkpointJson(place, sequence, source, fields.get("state") ?? "null");
}

function chunkOf(runId: string, { id, fields }: StreamEntry): string {
  return chunkJson(runId, id, {
    chunk: fields.get("c") ?? '""',
    streamId: fields.get("s") ?? "",
    done: fields.get("d") === "1",
  });
}

/** Streams of a run that are read by pages. */
type Listed = Exclude<EntryKind, "events" | "changes"> | "chunks";
type Stream = Listed | "events";

/** How entries are shown whose fields are not the record itself. */
const FORMS: Partial<Record<Listed, (runId: string, entry: StreamEntry) => string>> = {
  checkpoints: checkpointOf,
  chunks: chunkOf,
};

/** An entry as the API shows it: its form, or the record under its name, which is all that there is of most kinds. */
function entryJson(name: Listed, runId: string, entry: StreamEntry): string {
  const form = FORMS[name];
  if (form !== undefined || name === "chunks") return form?.(runId, entry) ?? "";
  return recordJson(placeOf(runId, name, entry.id), entry.fields.get("record") ?? "{}");
}

/** What executors wrote, read back (control-api 3.2, 3.3). Every list is bounded by a page. */
export class Records {
  readonly #scripts: Scripts;
  readonly #redis: Redis;

  constructor(scripts: Scripts, redis: Redis) {
    this.#scripts = scripts;
    this.#redis = redis;
  }

  #entries(stream: Stream, runId: string, from: string, to: string, most: number) {
    const args = { runId, stream, from, to, most, bytes: LIMITS.pageBytes };
    return this.#scripts.runAlone("read-entries", args);
  }

  /** A page of a run's stream, about `bytes` long at most; the cursor is the id of an entry. */
  async page(
    name: Listed,
    runId: string,
    limit: number,
    cursor: string | undefined,
    bytes: number = LIMITS.pageBytes,
  ): Promise<RecordPage> {
    const records: string[] = [];
    let after = cursor;
    for (let room = bytes; ; ) {
      const from = after === undefined ? "-" : `(${after}`;
      const { entries, more } = await this.#entries(name, runId, from, "+", limit - records.length);
      for (const entry of entries) {
        const json = entryJson(name, runId, entry);
        records.push(json);
        room -= json.length;
        after = entry.id;
      }
      if (!more) return { records };
      if (records.length >= limit || room <= 0)
        return { records, ...(after === undefined ? {} : { nextCursor: after }) };
    }
  }

  /**
   * A page of a run's events, about `bytes` long at most: what its executor appended, and the changes of its status in
   * between; from a cursor that {@link isEventCursor} knows.
   */
  async events(
    run: RunView,
    limit: number,
    cursor: string | undefined,
    { keep, bytes = LIMITS.pageBytes }: { keep?: (record: string) => boolean; bytes?: number } = {},
  ): Promise<RecordPage> {
    const [, start = "0-0", last = "0"] = EVENT_CURSOR.exec(cursor ?? "") ?? [];
    const runId = run.fields.get("id") ?? "";
    const changes = stateChanges(run.fields.get("history") ?? "", Number(run.fields.get("created_at")));
    const records: string[] = [];
    let room = bytes;
    let after = start;
    let seen = Number(last);
    let next = changes.filter(({ index }) => index <= seen).length;
    const take = (json: string): void => {
      if (keep !== undefined && !keep(json)) return;
      records.push(json);
      room -= json.length;
    };
    const isFull = (): boolean => records.length === limit || room <= 0;
    for (let step = 0; step < SCAN.steps; step++) {
      const { entries, more } = await this.#entries("events", runId, `(${after}`, "+", SCAN.step);
      for (const entry of [...entries, undefined]) {
        // Behind the last entry of a step more may come: changes wait for it.
        if (entry === undefined && more) break;
        for (let change = changes[next]; change !== undefined; change = changes[next]) {
          if (entry !== undefined && !comesBefore(change, entryTimeMs(entry.id))) break;
          if (isFull()) return { records, nextCursor: `${after}.${seen}` };
          take(stateChangeOf(runId, change, errorOf(run, change, next === changes.length - 1)));
          seen = change.index;
          next++;
        }
        if (entry === undefined) return { records };
        if (isFull()) return { records, nextCursor: `${after}.${seen}` };
        take(eventOf(runId, entry));
        after = entry.id;
      }
      if (isFull()) break;
    }
    return { records, nextCursor: `${after}.${seen}` };
  }

  /** Resource samples between two times (ms), oldest first. */
  async resources(runId: string, fromMs: number, toMs: number, limit: number): Promise<string[]> {
    const samples: string[] = [];
    let from = String(fromMs);
    for (let step = 0; step < SCAN.steps * 5 && samples.length < limit; step++) {
      const { entries, more } = await this.#entries("events", runId, from, String(toMs), SCAN.step);
      for (const { id, fields } of entries) {
        const type = fields.get("type");
        if (type !== "resource_sample" && type !== "resource_snapshot") continue;
        if (samples.length < limit)
          samples.push(resourceSampleJson(placeOf(runId, "events", id), fields.get("record") ?? "{}"));
      }
      const last = entries.at(-1);
      if (last === undefined || !more) break;
      from = `(${last.id}`;
    }
    return samples;
  }

  /** State entries by key: `<updated ms> <JSON>`. */
  states(runId: string): Promise<ReadonlyMap<string, string>> {
    return this.#values("state", runId);
  }

  /** Outputs by key: `<id> <created ms> <JSON>`. */
  outputs(runId: string): Promise<ReadonlyMap<string, string>> {
    return this.#values("outputs", runId);
  }

  /** A job's memory by key, what has expired left out: `<id> <created> <updated> <expires> <size> <JSON>`. */
  async jobMemory(jobId: string): Promise<ReadonlyMap<string, string>> {
    const entries = await this.#values("memory", jobId);
    const now = Date.now();
    return new Map(
      [...entries].filter(([, entry]) => {
        const expires = Number(entry.split(" ", 4)[3]);
        return expires === 0 || expires > now;
      }),
    );
  }

  async #values(of: "state" | "outputs" | "memory", id: string): Promise<ReadonlyMap<string, string>> {
    return (await scanned((cursor) => this.#scripts.runAlone("read-values", { of, id, cursor }))).entries;
  }

  /** Usage totals of a run, and by model. */
  async usageTotals(runId: string): Promise<Map<string, string>> {
    return new Map(
      Object.entries(
        await answered(this.#redis.hgetall(this.#scripts.keys.partition("usage_totals", runId))),
      ),
    );
  }
}

/** The error a run ended with belongs to its last change. */
function errorOf(run: RunView, change: StateChange, isLast: boolean): string | undefined {
  return isLast && isTerminal(change.to) ? run.fields.get("error") : undefined;
}
