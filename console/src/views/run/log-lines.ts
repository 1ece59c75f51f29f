import { signal } from "@preact/signals";
import { turn } from "../../api/live.js";

export interface LogLine {
  readonly atMs: number;
  readonly type: string;
  readonly level: string;
  readonly message: string;
  readonly data: unknown;
}

export interface LogFilter {
  /** The least grave level that is shown; '' for all. */
  readonly level: string;
  readonly text: string;
}

export const LEVELS = ["debug", "info", "warn", "error"] as const;
const MOST_LINES = 150_000;
const DROPPED_LINES = 30_000;
/** Lines that are looked at before the browser gets a turn. */
const STEP = 4_000;

function gravity(level: string): number {
  const at = (LEVELS as readonly string[]).indexOf(level);
  return at < 0 ? 1 : at;
}

/** A log in memory, and which of its lines a filter leaves. Changing the filter looks at all lines, step by step. */
export class LogLines {
  #lines: LogLine[] = [];
  /** Places of the lines that the filter leaves; undefined when it leaves all. */
  #kept: number[] | undefined;
  #filter: LogFilter = { level: "", text: "" };
  #round = 0;
  /** Lines that had to make room. */
  dropped = 0;
  /** Whether a new filter is still looking at lines. */
  readonly filtering = signal(false);

  get total(): number {
    return this.#lines.length;
  }

  get length(): number {
    return this.#kept?.length ?? this.#lines.length;
  }

  at(index: number): LogLine | undefined {
    return this.#lines[this.#kept === undefined ? index : (this.#kept[index] ?? -1)];
  }

  add(line: LogLine): void {
    if (this.#lines.length >= MOST_LINES) {
      this.#lines = this.#lines.slice(DROPPED_LINES);
      this.dropped += DROPPED_LINES;
      this.#kept = this.#kept?.map((at) => at - DROPPED_LINES).filter((at) => at >= 0);
    }
    this.#lines.push(line);
    if (this.#kept !== undefined && !this.filtering.peek() && this.#matches(line)) {
      this.#kept.push(this.#lines.length - 1);
    }
  }

  close(): void {
    this.#round++;
  }

  #matches({ level, message, type }: LogLine): boolean {
    const { level: least, text } = this.#filter;
    if (least !== "" && gravity(level) < gravity(least)) return false;
    return text === "" || message.toLowerCase().includes(text) || type.includes(text);
  }

  /** Calls `shown` after each step. */
  async filter(filter: LogFilter, shown: () => void): Promise<void> {
    const round = ++this.#round;
    this.#filter = { level: filter.level, text: filter.text.toLowerCase() };
    if (filter.level === "" && filter.text === "") {
      this.#kept = undefined;
      this.filtering.value = false;
      shown();
      return;
    }
    const kept: number[] = [];
    this.#kept = kept;
    this.filtering.value = true;
    const dropped = this.dropped;
    for (let at = 0; at < this.#lines.length; at++) {
      const line = this.#lines[at];
      if (line !== undefined && this.#matches(line)) kept.push(at);
      if (at % STEP !== STEP - 1) continue;
      shown();
      await turn();
      if (round !== this.#round) return;
      // Lines that left in between have moved all others.
      if (dropped !== this.dropped) return this.filter(filter, shown);
    }
    this.filtering.value = false;
    shown();
  }
}
