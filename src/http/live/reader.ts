import { LIMITS } from "../../domain/limits.js";
import { RedisUnavailableError } from "../../store/connection.js";
import type { Feed, Frame, Page } from "./feed.js";
import type { Readers } from "./readers.js";

/** Why a stream ends before what it follows does. `comeBack`: the reader shall resume. */
export interface Ending {
  readonly code: "restart" | "max_duration" | "slow_reader" | "internal_error";
  readonly message: string;
}

/** Where frames go: an SSE response or a WebSocket. */
export interface Sink {
  /** The bytes of frames as it sends them. */
  bytesOf(frames: readonly Frame[]): number;
  /** Takes frames; whether the connection took them too. If not, nothing more may be written until `writable`. */
  write(frames: readonly Frame[]): boolean | Promise<boolean>;
  /** True when the connection takes more, false when it did not within the time. */
  writable(timeoutMs: number): Promise<boolean>;
  /** Something that says the connection is alive. Only while it takes more. */
  keepAlive(): void;
  /** Ends the stream, with a reason unless what was followed has ended itself. */
  close(ending: Ending | undefined): void;
  /** Hears that the client has gone. */
  onGone(handler: () => void): void;
}

export interface ReaderTimes {
  readonly keepAliveMs: number;
  readonly mostMs: number;
}

/** A connection that takes nothing for this long is looked at; the server library itself ends it after 8 to 12 s. */
const STALLED_MS = { first: 5_000, second: 2_500 };
const REDIS_AWAY_MS = 500;

/**
 * Takes one reader through a feed: reads a page, hands it over, waits until the connection took it, waits for more.
 * What is not handed over yet stays in Redis, so that a reader costs one page of memory however slow it is.
 */
export class Reader {
  readonly projectId: string;
  readonly feed: Feed;
  readonly #readers: Readers;
  readonly #sink: Sink;
  readonly #report: (error: unknown) => void;
  #position: string;
  #closed = false;
  #blocked = false;
  #cancel: (() => void) | undefined;
  #timers: NodeJS.Timeout[] = [];

  constructor(
    readers: Readers,
    feed: Feed,
    sink: Sink,
    start: { readonly projectId: string; readonly position: string; report(error: unknown): void },
  ) {
    this.#readers = readers;
    this.feed = feed;
    this.#sink = sink;
    this.projectId = start.projectId;
    this.#position = start.position;
    this.#report = (error) => start.report(error);
  }

  /** Follows until the end. `first` is what the position was found to have. */
  async run(first: Page, { keepAliveMs, mostMs }: ReaderTimes): Promise<void> {
    this.#readers.enter(this);
    this.#sink.onGone(() => this.#leave());
    this.#timers = [
      setInterval(() => {
        if (!this.#blocked && !this.#closed) this.#sink.keepAlive();
      }, keepAliveMs),
      setTimeout(() => this.#close({ code: "max_duration", message: "resume on a new connection" }), mostMs),
    ];
    try {
      let page: Page | undefined = first;
      // Nothing was heard before the first page: it is looked at once more before the first wait.
      let heard = -1;
      while (page !== undefined && (await this.#deliver(page))) {
        if (!page.more) await this.#more(heard);
        if (this.#closed) return;
        heard = this.#readers.heard(this.feed);
        page = await this.#read(LIMITS.followedPageBytes);
      }
      this.#close(undefined);
    } catch (error) {
      this.#report(error);
      this.#close({ code: "internal_error", message: "the stream cannot go on" });
    }
  }

  /** Ends the stream with a hint to come back. */
  stop(message: string): void {
    this.#close({ code: "restart", message });
  }

  /** Hands a page over; false when nothing more is to come. */
  async #deliver(page: Page): Promise<boolean> {
    if (this.#closed) return false;
    if (page.frames.length > 0) {
      this.#blocked = true;
      const turn = this.#readers.sending.turn(this.#sink.bytesOf(page.frames));
      if (turn !== undefined) await turn;
      if (this.#closed) return false;
      const taken = await this.#sink.write(page.frames);
      this.#position = page.position;
      if (this.#closed || page.ended) return false;
      if (!taken && !(await this.#drained())) return false;
      this.#blocked = false;
    }
    this.#position = page.position;
    return !page.ended && !this.#closed;
  }

  /** Waits for a connection that does not take more. A reader that stays so is cut, with what it needs to resume. */
  async #drained(): Promise<boolean> {
    if (await this.#sink.writable(STALLED_MS.first)) return true;
    if (this.#closed) return false;
    const waiting = await this.#read(LIMITS.unsentBytes);
    if (waiting?.more !== true && (await this.#sink.writable(STALLED_MS.second))) return true;
    const message = "frames were not taken in time: read faster, or follow less";
    this.#close({ code: "slow_reader", message });
    return false;
  }

  async #more(heard: number): Promise<void> {
    const { done, cancel } = this.#readers.more(this.feed, this.#position, heard);
    this.#cancel = cancel;
    await done;
    this.#cancel = undefined;
  }

  /** The reader stays while Redis is away, and goes on where it was. */
  async #read(bytes: number): Promise<Page | undefined> {
    for (;;) {
      try {
        return await this.#readers.read(this.feed, this.#position, bytes);
      } catch (error) {
        if (!(error instanceof RedisUnavailableError)) throw error;
        await new Promise((resolve) => setTimeout(resolve, REDIS_AWAY_MS * (0.5 + Math.random())));
        if (this.#closed) return undefined;
      }
    }
  }

  #close(ending: Ending | undefined): void {
    if (this.#closed) return;
    this.#leave();
    this.#sink.close(ending);
  }

  #leave(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#cancel?.();
    this.#readers.leave(this);
  }
}
