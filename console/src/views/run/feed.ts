import { signal } from "@preact/signals";
import { followRun, type LiveFrame } from "../../api/live.js";
import { LogLines } from "./log-lines.js";

export interface Change {
  readonly from: string;
  readonly to: string;
  readonly atMs: number;
}

export interface TextStream {
  readonly id: string;
  readonly parts: string[];
  length: number;
  done: boolean;
}

/** Characters of a stream that are kept to be shown: its end. */
const STREAM_LENGTH = 100_000;

/** What a run tells while it is followed: its changes, its log, its streams. Who shows it hears once a frame drawn. */
export class RunFeed {
  readonly changes: Change[] = [];
  readonly log = new LogLines();
  readonly streams = new Map<string, TextStream>();
  /** Samples, progress and changes since the feed began: what else is read again when it grows. */
  readonly heard = signal(0);
  /** Grows with whatever came. */
  readonly version = signal(0);
  /** Something left before it was read. */
  readonly gap = signal(false);
  readonly ended = signal(false);
  readonly #stop: () => void;
  #drawing = 0;

  constructor(runId: string) {
    this.#stop = followRun(runId, (frame) => this.#take(frame));
  }

  close(): void {
    this.#stop();
    cancelAnimationFrame(this.#drawing);
    this.log.close();
  }

  #take({ event, data }: LiveFrame): void {
    if (event === "gap") this.gap.value = true;
    else if (event === "end") {
      this.ended.value = true;
      this.heard.value++;
    } else if (data["type"] === "status_change") this.#change(data);
    else if (data["type"] === "stream_chunk") this.#chunk(data);
    else if (data["type"] === "event") this.#event(data);
    if (this.#drawing !== 0) return;
    this.#drawing = requestAnimationFrame(() => {
      this.#drawing = 0;
      this.version.value++;
    });
  }

  #change(data: LiveFrame["data"]): void {
    this.changes.push({
      from: String(data["from"] ?? ""),
      to: String(data["to"] ?? ""),
      atMs: Date.parse(String(data["timestamp"])),
    });
    this.heard.value++;
  }

  #chunk(data: LiveFrame["data"]): void {
    const id = String(data["stream_id"] ?? "");
    const stream = this.streams.get(id) ?? { id, parts: [], length: 0, done: false };
    const text = String(data["chunk"] ?? "");
    stream.parts.push(text);
    stream.length += text.length;
    while (stream.length > STREAM_LENGTH && stream.parts.length > 1)
      stream.length -= stream.parts.shift()?.length ?? 0;
    stream.done = data["done"] === true;
    this.streams.set(id, stream);
  }

  #event(data: LiveFrame["data"]): void {
    const type = String(data["event_type"] ?? "");
    if (type === "progress") this.heard.value++;
    // Samples come every few seconds and have a plot of their own.
    if (type.startsWith("resource")) return;
    this.log.add({
      atMs: Date.parse(String(data["timestamp"])),
      type,
      level: String(data["level"] ?? "info"),
      message: String(data["message"] ?? ""),
      data: data["data"],
    });
  }
}
