import fc from "fast-check";
import { expect, it } from "vitest";
import type { Feed, Frame, Page } from "../../../src/http/live/feed.js";
import { Reader, type Sink } from "../../../src/http/live/reader.js";
import { Readers } from "../../../src/http/live/readers.js";

/** What is handed over in one turn, the page included with which it is reached. */
const MOST = 262_144;

/** A feed of so many pages of one frame, which all of its readers share. */
class PagedFeed implements Feed {
  readonly name = "f";
  readonly topic = "t";
  readonly unknown = "run_not_found";
  readonly beginning = "0";
  readonly #pages: readonly Page[];

  constructor(sizes: readonly number[]) {
    this.#pages = sizes.map((size, index) => ({
      frames: [{ id: String(index + 1), event: "", data: "x".repeat(size) }],
      position: String(index + 1),
      more: index + 1 < sizes.length,
      ended: index + 1 === sizes.length,
      projectId: "p",
    }));
  }

  accepts(): boolean {
    return true;
  }

  async read(position: string): Promise<Page | undefined> {
    return this.#pages[Number(position)];
  }

  awaits(): readonly never[] {
    return [];
  }
}

/** Notes what it is given, and in which turn of the event loop. */
class NotingSink implements Sink {
  readonly ids: string[] = [];
  readonly #turns: number[];
  readonly done: Promise<void>;
  #end: () => void = () => undefined;

  constructor(turns: number[]) {
    this.#turns = turns;
    this.done = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  bytesOf(frames: readonly Frame[]): number {
    return frames.reduce((bytes, { data }) => bytes + data.length, 0);
  }

  write(frames: readonly Frame[]): boolean {
    this.#turns.push((this.#turns.pop() ?? 0) + this.bytesOf(frames));
    for (const { id } of frames) this.ids.push(id);
    return true;
  }

  async writable(): Promise<boolean> {
    return true;
  }

  keepAlive(): void {}

  close(): void {
    this.#end();
  }

  onGone(): void {}
}

it("what many readers get at once is sent over turns of the event loop, to each of them in order", async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 300_000 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 95 }), sizes, async (count, pages) => {
      const readers = new Readers(
        { add: () => undefined, delete: () => undefined },
        { total: count, perProject: count },
      );
      const turns: number[] = [0];
      let looking = true;
      const look = (): void => {
        if (turns.at(-1) !== 0) turns.push(0);
        if (looking) setImmediate(look);
      };
      setImmediate(look);
      const feed = new PagedFeed(pages);
      const first = (await feed.read("0")) as Page;
      const sinks = Array.from({ length: count }, () => new NotingSink(turns));
      for (const sink of sinks) {
        const start = {
          projectId: "p",
          position: "0",
          report: (error: unknown) => expect.fail(String(error)),
        };
        void new Reader(readers, feed, sink, start).run(first, { keepAliveMs: 60_000, mostMs: 60_000 });
      }
      await Promise.all(sinks.map(({ done }) => done));
      looking = false;
      const ids = pages.map((_, index) => String(index + 1));
      for (const sink of sinks) expect(sink.ids).toEqual(ids);
      const largest = Math.max(...pages);
      for (const bytes of turns) expect(bytes).toBeLessThan(MOST + largest);
      expect(turns.reduce((all, bytes) => all + bytes)).toBe(count * pages.reduce((all, size) => all + size));
    }),
    { numRuns: 20 },
  );
});
