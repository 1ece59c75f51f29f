import type { Redis } from "ioredis";
import { Packr } from "msgpackr";
import { LIMITS } from "../domain/limits.js";
import { takeLuaCounts } from "../metrics/lua-counts.js";
import { METRICS } from "../metrics/metrics.js";
import { Batcher } from "./batcher.js";
import { CODECS, type Codec, type CommandName, type Commands } from "./commands.js";
import { answered, asUnavailable, RedisUnavailableError } from "./connection.js";
import { type Crowd, importanceOf } from "./crowd.js";
import type { CellKeys } from "./keys.js";
import { isLight } from "./light-commands.js";
import { FunctionCalls } from "./redis-commands.js";
import { reachReplicas } from "./replication.js";
import type { Packed, Reply } from "./replies.js";
import {
  LIBRARY_PREFIX,
  loadLibrary,
  type ScriptLibrary,
  type ScriptSettings,
  WHEN_FULL,
} from "./script-source.js";
import { goesOnWhenFull, hasRoom, isFull, type Room, StorageFullError } from "./storage.js";
import {
  bytesOf,
  deliver,
  leaveShares,
  leftOf,
  NO_ROOM,
  NO_ROOM_ERROR,
  refuse,
  ScriptError,
  type WaitingCommand,
  weightOf,
} from "./waiting-commands.js";

/** What is logged of a call that `onSlow` hears of. */
export const SLOW_SCRIPT = "a script has held Redis for long";

/** What makes a command that is given again the same command, and whether it was let in before. */
export interface Once {
  /** A digest; undefined for a command that is another one each time. */
  readonly digest: string | undefined;
  /** Outcomes after which something was written. */
  readonly outcomes: readonly string[];
  /** The crowd was asked already: what has been done for the call since then is not done in vain. */
  readonly admitted?: boolean;
}

/** Commands of one group, by weight: bounds how long Redis is busy with it. */
const MOST_IN_GROUP = 64;
/** See `Batcher`; measured in bench/README.md. */
const GROUPS = { early: 16, inFlight: 3 };
/** Libraries of other versions that stay loaded; a process whose library was removed loads it again. */
const MOST_OTHER_LIBRARIES = 4;

const packr = new Packr({ useRecords: false, int64AsType: "number" });

/**
 * Runs the commands of `lua/`; the only sender of FCALL. Commands that come while a group is in flight leave
 * together as the next one: with many callers a round trip, a write and a wake-up of Redis serve many commands.
 */
export class Scripts {
  /** Of the cell that the commands work on. */
  readonly keys: CellKeys;
  readonly #redis: Redis;
  readonly #calls: FunctionCalls;
  readonly #library: ScriptLibrary;
  readonly #groups: Batcher<WaitingCommand, readonly Reply[]>;
  /** What is refused at once for want of memory in Redis. */
  room: Room = "enough";
  /** Hears of a call that has held Redis for longer than LIMITS.slowScriptUs: how often each command was in it. */
  onSlow: (commands: Readonly<Record<string, number>>, ms: number) => void = () => undefined;
  readonly #replicas: number;

  /** `replicas` must have a write before it is answered. */
  constructor(redis: Redis, keys: CellKeys, settings: ScriptSettings, maxPending = 100_000, replicas = 0) {
    this.#redis = redis;
    this.keys = keys;
    this.#calls = new FunctionCalls(keys);
    this.#replicas = replicas;
    this.#library = loadLibrary(settings);
    const group = {
      name: "group",
      maxEntries: MOST_IN_GROUP,
      maxBytes: LIMITS.groupBytes,
      bytesOf,
      weightOf,
      run: (waiting: readonly WaitingCommand[]) => this.#send(waiting),
      deliver: (waiting: readonly WaitingCommand[], replies: readonly Reply[]) => {
        const left = leftOf(waiting, replies);
        if (left.length > 0) this.#groups.putBack(left);
        leaveShares(this.crowd, left.length > 0 ? waiting.filter((one) => !left.includes(one)) : waiting);
        deliver(waiting, replies);
      },
      refuse: (waiting: readonly WaitingCommand[], error: unknown) => {
        leaveShares(this.crowd, waiting);
        refuse(waiting, error);
      },
    };
    this.#groups = new Batcher(group, { maxPending, ...GROUPS });
  }

  /** Who waits, and who may still come. */
  get crowd(): Crowd {
    return this.#groups.crowd;
  }

  /**
   * Runs one command. Rejects with `RedisUnavailableError` when Redis is away or slow (the write
   * may then have happened or not) or when too many commands wait, and with an error of ours when it is wrong. With
   * `once`, a command whose answer was lost may be given again: it answers what it has answered, and writes nothing.
   */
  run<Name extends CommandName>(
    name: Name,
    args: Commands[Name]["takes"],
    once?: Once,
  ): Promise<Commands[Name]["answers"]> {
    if (!hasRoom(this.room, name)) return Promise.reject(new StorageFullError(NO_ROOM_ERROR));
    const importance = importanceOf(name);
    const projectId = projectOf(args);
    const admitted = once?.admitted === true;
    if (!admitted && this.crowd.refuses(importance, projectId)) return Promise.reject(tooMany());
    const weight = "items" in args ? Math.max(1, args.items.length) : 1;
    const share = projectId === undefined ? undefined : this.crowd.enter(projectId, weight);
    const goesAhead = this.crowd.goesAhead(importance, share);
    const codec = codecOf(name);
    const packed = codec.encode(args);
    const digest = once?.digest;
    return new Promise((resolve, reject) => {
      // One shape for all, as the batcher sees tens of thousands of them a second.
      const waiting: WaitingCommand = {
        name: digest === undefined ? name : "once",
        args: digest === undefined ? packed : [digest, once?.outcomes ?? [], name, packed],
        share,
        weight,
        resolve: (reply: Reply) => resolve(codec.decode(reply)),
        reject,
      };
      this.#groups.push(waiting, goesAhead);
    });
  }

  /** Runs a command that is a batch already, at once and by itself. */
  async runAlone<Name extends CommandName>(
    name: Name,
    args: Commands[Name]["takes"],
  ): Promise<Commands[Name]["answers"]> {
    if (!hasRoom(this.room, name)) throw new StorageFullError(NO_ROOM_ERROR);
    const codec = codecOf(name);
    const [good, reply, counts] = await this.#call([name, codec.encode(args)]);
    if (typeof counts === "object") takeLuaCounts(counts);
    if (good === 1 && reply !== undefined) return codec.decode(reply);
    if (good === NO_ROOM) throw new StorageFullError(NO_ROOM_ERROR);
    throw new ScriptError(`${name}: ${String(reply)}`);
  }

  /** Loads the library into Redis; done by itself when it is missing there. */
  async load(): Promise<void> {
    try {
      await answered(this.#redis.call("FUNCTION", "LOAD", "REPLACE", this.#library.source));
    } catch (error) {
      // A full Redis takes no library; another process has loaded it unless this one is of a new version.
      if (!isFull(error)) throw error;
    }
    const listed = await answered(this.#redis.call("FUNCTION", "LIST", "LIBRARYNAME", `${LIBRARY_PREFIX}*`));
    const names = (listed as string[][]).map((library) => library[library.indexOf("library_name") + 1] ?? "");
    const others = names.filter((name) => name !== this.#library.name);
    for (const other of others.slice(MOST_OTHER_LIBRARIES)) {
      // Another process may remove the same one at the same time.
      await this.#redis.call("FUNCTION", "DELETE", other).catch(() => undefined);
    }
  }

  #send(group: readonly WaitingCommand[]): Promise<readonly Reply[]> {
    const packed: Packed[] = [];
    for (const { name, args } of group) packed.push(name, args);
    return this.#call(packed);
  }

  async #call(group: readonly Packed[]): Promise<readonly Reply[]> {
    try {
      return await this.#callBy(this.#library.name, group);
    } catch (error) {
      if (!isFull(error)) throw error;
      return this.#callWhenFull(group);
    }
  }

  /** Nothing of the group was done: gives those of its commands that go on, and answers for the others. */
  async #callWhenFull(group: readonly Packed[]): Promise<readonly Reply[]> {
    const given: Packed[] = [];
    const places: number[] = [];
    const replies: Reply[] = [];
    for (let at = 0; at + 1 < group.length; at += 2) {
      const [name, args] = [group[at] ?? "", group[at + 1] ?? []];
      replies.push(NO_ROOM, NO_ROOM_ERROR);
      if (typeof name !== "string" || !goesOnWhenFull(name)) continue;
      places.push(at);
      given.push(name, args);
    }
    if (given.length === 0) return replies;
    const answered = await this.#callBy(this.#library.name + WHEN_FULL, given);
    places.forEach((place, index) => {
      replies.splice(place, 2, ...answered.slice(index * 2, index * 2 + 2));
    });
    return [...replies, ...answered.slice(given.length)];
  }

  async #callBy(name: string, group: readonly Packed[]): Promise<readonly Reply[]> {
    const packed = packr.pack(group);
    const kept = this.#replicas > 0 && group.some((one) => typeof one === "string" && !isLight(one));
    const call = () => (kept ? this.#replicated(name, packed) : this.#fcall(name, packed));
    let reply: Buffer | undefined;
    try {
      reply = await call();
    } catch (error) {
      if (!isMissing(error)) throw asUnavailable(error);
    }
    if (reply === undefined) {
      await this.load();
      reply = await answered(call());
    }
    const replies = packr.unpack(reply) as Reply[];
    const spentUs = replies[group.length + 1];
    if (typeof spentUs === "number") this.#slow(group, spentUs / 1000);
    return replies;
  }

  #slow(group: readonly Packed[], ms: number): void {
    const counts: Record<string, number> = {};
    for (let at = 0; at + 1 < group.length; at += 2) {
      const [name, args] = [group[at], group[at + 1]];
      const command = String(name === "once" && Array.isArray(args) ? args[2] : name);
      counts[command] = (counts[command] ?? 0) + 1;
    }
    const [first = "", ...others] = Object.keys(counts);
    METRICS.slowScripts.add(1, others.length === 0 ? first : "several");
    this.onSlow(counts, ms);
  }

  /** WAIT leaves right behind the call, on its connection: it is about what that has written. */
  async #replicated(name: string, packed: Buffer): Promise<Buffer> {
    const called = this.#fcall(name, packed);
    const waited = reachReplicas(this.#redis, this.#replicas);
    // When the call fails, nobody asks for the other.
    waited.catch(() => undefined);
    const reply = await called;
    await waited;
    return reply;
  }

  #fcall(name: string, packed: Buffer): Promise<Buffer> {
    return this.#redis.sendCommand(this.#calls.call(name, packed)) as Promise<Buffer>;
  }
}

/** A command's own; the compiler loses which one behind a name that is not known yet. */
function codecOf<Name extends CommandName>(
  name: Name,
): Codec<Commands[Name]["takes"], Commands[Name]["answers"]> {
  return CODECS[name] as unknown as Codec<Commands[Name]["takes"], Commands[Name]["answers"]>;
}

/** The project that a command says it is for. */
function projectOf(args: object): string | undefined {
  return "projectId" in args && typeof args.projectId === "string" ? args.projectId : undefined;
}

function tooMany(): RedisUnavailableError {
  return new RedisUnavailableError("too many commands wait for Redis");
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && error.message.includes("Function not found");
}
