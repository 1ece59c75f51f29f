import { Command, type Redis } from "ioredis";
import { takeLuaCounts } from "../metrics/lua-counts.js";
import { METRICS } from "../metrics/metrics.js";
import { turnNowMs } from "../metrics/turn-clock.js";
import { answered, asUnavailable, RedisUnavailableError } from "./connection.js";
import { CATALOG_PREFIX, partitionPrefix } from "./keys.js";
import { LIBRARY_PREFIX, loadLibrary, type ScriptLibrary, type ScriptSettings } from "./script-source.js";

/** What Lua answers: bulk strings, integers and lists of them. */
export type Reply = string | number | null | readonly Reply[];
export type Argument = string | number | Buffer;

interface Waiting {
  readonly name: string;
  readonly args: readonly Argument[];
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: unknown) => void;
}

interface Lane {
  readonly prefix: string;
  waiting: Waiting[];
  /** When the first of them came (turn clock). */
  sinceMs: number;
  inFlight: boolean;
  scheduled: boolean;
}

/** A command that Lua could not run: a bug of ours, never of a caller. */
export class ScriptError extends Error {
  readonly code = "SCRIPT";
}

const MS_PER_SECOND = 1000;
const GROUP_ENTRIES = METRICS.batchEntries.cell("group");
const GROUP_WAIT = METRICS.batchWait.cell("group");
const GROUP_CALL = METRICS.redisCall.cell("group");
/** Commands and bytes of one group: bounds how long Redis is busy with it. */
const MOST_IN_GROUP = { commands: 64, bytes: 1_048_576 };
/** Libraries of other versions that stay loaded; a process whose library was removed loads it again. */
const MOST_OTHER_LIBRARIES = 4;

/**
 * Runs the commands of `lua/`; the only sender of FCALL. Commands that come while a group is in flight leave
 * together as the next one: with many callers a round trip, a write and a wake-up of Redis serve many commands.
 */
export class Scripts {
  readonly #redis: Redis;
  readonly #library: ScriptLibrary;
  readonly #lanes: readonly Lane[];
  readonly #maxPending: number;
  #pending = 0;

  constructor(redis: Redis, partitions: number, settings: ScriptSettings, maxPending = 100_000) {
    this.#redis = redis;
    this.#library = loadLibrary(settings);
    this.#maxPending = maxPending;
    this.#lanes = Array.from({ length: partitions }, (_, partition) => ({
      prefix: partitionPrefix(partition),
      waiting: [],
      sinceMs: 0,
      inFlight: false,
      scheduled: false,
    }));
  }

  /** Commands that wait or are in flight. */
  get pending(): number {
    return this.#pending;
  }

  /**
   * Runs one command on a partition. Rejects with `RedisUnavailableError` when Redis is away or slow (the write
   * may then have happened or not) or when too many commands wait, and with an error of ours when it is wrong.
   */
  run(name: string, partition: number, args: readonly Argument[]): Promise<Reply> {
    const lane = this.#lanes[partition];
    if (lane === undefined || !this.#library.functions.has(name)) {
      return Promise.reject(new ScriptError(`no command ${name} on partition ${partition}`));
    }
    if (this.#pending >= this.#maxPending) {
      return Promise.reject(new RedisUnavailableError("too many commands wait for Redis"));
    }
    this.#pending++;
    return new Promise((resolve, reject) => {
      if (lane.waiting.length === 0) lane.sinceMs = turnNowMs();
      lane.waiting.push({ name, args, resolve, reject });
      if (!lane.inFlight && !lane.scheduled) this.#schedule(lane);
    });
  }

  /** Runs a command that is a batch already, at once and by itself. */
  async runAlone(name: string, partition: number, args: readonly Argument[]): Promise<Reply> {
    const lane = this.#lanes[partition];
    const fn = this.#library.functions.get(name);
    if (lane === undefined || fn === undefined) throw new ScriptError(`no command ${name} on ${partition}`);
    return this.#call(fn, lane.prefix, args);
  }

  /** Loads the library into Redis; done by itself when it is missing there. */
  async load(): Promise<void> {
    await answered(this.#redis.call("FUNCTION", "LOAD", "REPLACE", this.#library.source));
    const listed = await answered(this.#redis.call("FUNCTION", "LIST", "LIBRARYNAME", `${LIBRARY_PREFIX}*`));
    const names = (listed as string[][]).map((library) => library[library.indexOf("library_name") + 1] ?? "");
    const others = names.filter((name) => name !== this.#library.name);
    for (const other of others.slice(MOST_OTHER_LIBRARIES)) {
      // Another process may remove the same one at the same time.
      await this.#redis.call("FUNCTION", "DELETE", other).catch(() => undefined);
    }
  }

  #schedule(lane: Lane): void {
    lane.scheduled = true;
    // After all sockets of this turn were read, so that what came together is sent together.
    setImmediate(() => {
      lane.scheduled = false;
      this.#flush(lane);
    });
  }

  #flush(lane: Lane): void {
    const group = takeGroup(lane);
    if (group.length === 0) return;
    lane.inFlight = true;
    const sentMs = turnNowMs();
    GROUP_ENTRIES.observe(group.length);
    GROUP_WAIT.observe((sentMs - lane.sinceMs) / MS_PER_SECOND);
    lane.sinceMs = sentMs;
    this.#send(lane.prefix, group).then(
      (replies) => {
        GROUP_CALL.observe((turnNowMs() - sentMs) / MS_PER_SECOND);
        this.#settled(lane, group.length);
        const counts = replies[group.length * 2];
        if (Array.isArray(counts)) takeLuaCounts(counts);
        deliver(group, replies);
      },
      (error: unknown) => {
        this.#settled(lane, group.length);
        for (const one of group) one.reject(error);
      },
    );
  }

  #settled(lane: Lane, count: number): void {
    this.#pending -= count;
    lane.inFlight = false;
    if (lane.waiting.length > 0) this.#schedule(lane);
  }

  async #send(prefix: string, group: readonly Waiting[]): Promise<readonly Reply[]> {
    const args: Argument[] = [];
    for (const { name, args: own } of group) {
      args.push(name, own.length);
      for (const argument of own) args.push(argument);
    }
    return (await this.#call(this.#library.group, prefix, args)) as readonly Reply[];
  }

  async #call(fn: string, prefix: string, args: readonly Argument[]): Promise<Reply> {
    try {
      return await this.#fcall(fn, prefix, args);
    } catch (error) {
      if (!isMissing(error)) throw asUnavailable(error);
    }
    await this.load();
    return answered(this.#fcall(fn, prefix, args));
  }

  #fcall(fn: string, prefix: string, args: readonly Argument[]): Promise<Reply> {
    const command = new Command("fcall", [fn, "2", prefix, CATALOG_PREFIX, ...args], {
      replyEncoding: "utf8",
    });
    return this.#redis.sendCommand(command) as Promise<Reply>;
  }
}

/** The commands at the head of the lane that may leave together. */
function takeGroup(lane: Lane): Waiting[] {
  if (lane.inFlight) return [];
  let count = 0;
  let bytes = 0;
  while (count < lane.waiting.length && count < MOST_IN_GROUP.commands && bytes < MOST_IN_GROUP.bytes) {
    for (const argument of lane.waiting[count]?.args ?? []) {
      bytes += typeof argument === "number" ? 8 : argument.length;
    }
    count++;
  }
  const group = lane.waiting.slice(0, count);
  lane.waiting = count === lane.waiting.length ? [] : lane.waiting.slice(count);
  return group;
}

function deliver(group: readonly Waiting[], replies: readonly Reply[]): void {
  group.forEach((one, index) => {
    const reply = replies[index * 2 + 1];
    if (replies[index * 2] === 1 && reply !== undefined) one.resolve(reply);
    else one.reject(new ScriptError(`${one.name}: ${String(reply)}`));
  });
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && error.message.includes("Function not found");
}
