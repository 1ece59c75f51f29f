import type { StreamWatch, Watcher } from "../../store/stream-watch.js";
import { SendingTurns } from "../wire/sending-turns.js";
import type { Feed, Page } from "./feed.js";
import type { Reader } from "./reader.js";

/** What can change without any Redis Stream growing, and who waits for it. */
interface Topic {
  /** Changes heard of so far. */
  heard: number;
  readers: number;
  readonly waiting: Set<() => void>;
}

export interface ReaderCaps {
  readonly total: number;
  readonly perProject: number;
}

/** Readers look by themselves this often: what was not heard is made up for, and what is followed stays marked. */
const LOOK_AGAIN_MS = 20_000;

/** All who follow something through this process. They share reads of the same position, and what wakes them. */
export class Readers {
  /** When each of them may send. */
  readonly sending = new SendingTurns();
  readonly #watch: Pick<StreamWatch, "add" | "delete">;
  readonly #caps: ReaderCaps;
  readonly #topics = new Map<string, Topic>();
  readonly #byProject = new Map<string, number>();
  readonly #open = new Set<Reader>();
  /** Reads in flight by feed, position and size. */
  readonly #reads = new Map<string, Promise<Page | undefined>>();
  #stopping = false;

  constructor(watch: Pick<StreamWatch, "add" | "delete">, caps: ReaderCaps) {
    this.#watch = watch;
    this.#caps = caps;
  }

  /** Readers that are open now. */
  get count(): number {
    return this.#open.size;
  }

  /** Whether another reader of the project may come. */
  hasRoom(projectId: string): boolean {
    const { total, perProject } = this.#caps;
    const own = this.#byProject.get(projectId) ?? 0;
    return !this.#stopping && this.#open.size < total && own < perProject;
  }

  enter(reader: Reader): void {
    const { projectId, feed } = reader;
    this.#open.add(reader);
    this.#byProject.set(projectId, (this.#byProject.get(projectId) ?? 0) + 1);
    this.#topic(feed.topic).readers++;
  }

  leave(reader: Reader): void {
    if (!this.#open.delete(reader)) return;
    const { projectId, feed } = reader;
    const left = (this.#byProject.get(projectId) ?? 1) - 1;
    if (left === 0) this.#byProject.delete(projectId);
    else this.#byProject.set(projectId, left);
    const topic = this.#topic(feed.topic);
    if (--topic.readers === 0) this.#topics.delete(feed.topic);
  }

  /**
   * What comes after a position; the same read in flight is shared, unless a change was heard of since it began: it
   * may have been too early for that.
   */
  read(feed: Feed, position: string, bytes: number): Promise<Page | undefined> {
    const heard = this.#topics.get(feed.topic)?.heard ?? 0;
    const name = `${feed.name} ${position} ${bytes} ${heard}`;
    const running = this.#reads.get(name);
    if (running !== undefined) return running;
    const read = feed.read(position, bytes).finally(() => this.#reads.delete(name));
    this.#reads.set(name, read);
    return read;
  }

  /** To be asked for before a read: what is heard from then on ends the wait that follows the read. */
  heard(feed: Feed): number {
    return this.#topic(feed.topic).heard;
  }

  /** Waits until there may be more after the position; `cancel` ends it at once. */
  more(feed: Feed, position: string, heard: number): { done: Promise<void>; cancel: () => void } {
    const topic = this.#topic(feed.topic);
    let finish = (): void => undefined;
    const done = new Promise<void>((resolve) => {
      const watchers: Watcher[] = feed.awaits(position).map((awaited) => ({
        ...awaited,
        wake: () => finish(),
      }));
      const timer = setTimeout(() => finish(), LOOK_AGAIN_MS);
      finish = () => {
        clearTimeout(timer);
        topic.waiting.delete(finish);
        for (const watcher of watchers) this.#watch.delete(watcher);
        resolve();
      };
      topic.waiting.add(finish);
      for (const watcher of watchers) this.#watch.add(watcher);
    });
    if (topic.heard !== heard) finish();
    return { done, cancel: () => finish() };
  }

  /** The status of a run has changed. */
  wake(topicName: string): void {
    const topic = this.#topics.get(topicName);
    if (topic !== undefined) this.#wake(topic);
  }

  /** Something may have happened unheard. */
  wakeAll(): void {
    for (const topic of this.#topics.values()) this.#wake(topic);
  }

  /** Closes all streams with a hint to come back, and takes no more. */
  stop(): void {
    this.#stopping = true;
    for (const reader of [...this.#open]) reader.stop("the server is restarting");
  }

  #wake(topic: Topic): void {
    topic.heard++;
    for (const finish of [...topic.waiting]) finish();
  }

  #topic(name: string): Topic {
    let topic = this.#topics.get(name);
    if (topic === undefined) {
      topic = { heard: 0, readers: 0, waiting: new Set() };
      this.#topics.set(name, topic);
    }
    return topic;
  }
}
