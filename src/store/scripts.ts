import { Command, type Redis } from "ioredis";
import { Packr } from "msgpackr";
import { takeLuaCounts } from "../metrics/lua-counts.js";
import { Batcher } from "./batcher.js";
import { answered, asUnavailable, RedisUnavailableError } from "./connection.js";
import { CATALOG_PREFIX, partitionPrefix } from "./keys.js";
import { LIBRARY_PREFIX, loadLibrary, type ScriptLibrary, type ScriptSettings } from "./script-source.js";

/** What Lua answers: texts, numbers, `false` for what is not there, and lists of them. */
export type Reply = string | number | false | readonly Reply[];
export type Argument = string | number;

interface Waiting {
  readonly name: string;
  readonly args: readonly Argument[];
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: unknown) => void;
}

/** A command that Lua could not run: a bug of ours, never of a caller. */
export class ScriptError extends Error {
  readonly code = "SCRIPT";
}

/** Commands and bytes of one group: bounds how long Redis is busy with it. */
const MOST_IN_GROUP = { commands: 64, bytes: 1_048_576 };
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
  readonly #redis: Redis;
  readonly #library: ScriptLibrary;
  readonly #prefixes: readonly string[];
  readonly #groups: Batcher<Waiting, readonly Reply[]>;

  constructor(redis: Redis, partitions: number, settings: ScriptSettings, maxPending = 100_000) {
    this.#redis = redis;
    this.#library = loadLibrary(settings);
    this.#prefixes = Array.from({ length: partitions }, (_, partition) => partitionPrefix(partition));
    const group = {
      name: "group",
      maxEntries: MOST_IN_GROUP.commands,
      maxBytes: MOST_IN_GROUP.bytes,
      bytesOf,
      run: (partition: number, waiting: readonly Waiting[]) => this.#send(partition, waiting),
      deliver,
      refuse,
    };
    this.#groups = new Batcher(group, { partitions, maxPending, ...GROUPS });
  }

  /** Commands that wait or are in flight. */
  get pending(): number {
    return this.#groups.pending;
  }

  /**
   * Runs one command on a partition. Rejects with `RedisUnavailableError` when Redis is away or slow (the write
   * may then have happened or not) or when too many commands wait, and with an error of ours when it is wrong.
   */
  run(name: string, partition: number, args: readonly Argument[]): Promise<Reply> {
    if (partition >= this.#prefixes.length || !this.#library.commands.has(name)) {
      return Promise.reject(new ScriptError(`no command ${name} on partition ${partition}`));
    }
    return new Promise((resolve, reject) => {
      if (!this.#groups.push(partition, { name, args, resolve, reject }))
        reject(new RedisUnavailableError("too many commands wait for Redis"));
    });
  }

  /** Runs a command that is a batch already, at once and by itself. */
  async runAlone(name: string, partition: number, args: readonly Argument[]): Promise<Reply> {
    const [good, reply, counts] = await this.#call(partition, [name, texts(args)]);
    if (Array.isArray(counts)) takeLuaCounts(counts);
    if (good === 1 && reply !== undefined) return reply;
    throw new ScriptError(`${name}: ${String(reply)}`);
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

  #send(partition: number, group: readonly Waiting[]): Promise<readonly Reply[]> {
    const packed: (string | string[])[] = [];
    for (const { name, args } of group) packed.push(name, texts(args));
    return this.#call(partition, packed);
  }

  async #call(partition: number, group: readonly (string | string[])[]): Promise<readonly Reply[]> {
    const packed = packr.pack(group);
    let reply: Buffer | undefined;
    try {
      reply = await this.#fcall(partition, packed);
    } catch (error) {
      if (!isMissing(error)) throw asUnavailable(error);
    }
    if (reply === undefined) {
      await this.load();
      reply = await answered(this.#fcall(partition, packed));
    }
    return packr.unpack(reply) as Reply[];
  }

  #fcall(partition: number, packed: Buffer): Promise<Buffer> {
    const prefix = this.#prefixes[partition];
    if (prefix === undefined) throw new ScriptError(`no partition ${partition}`);
    const args = [this.#library.name, "2", prefix, CATALOG_PREFIX, packed];
    const command = new Command("fcall", args, { replyEncoding: null });
    return this.#redis.sendCommand(command) as Promise<Buffer>;
  }
}

/** Lua passes arguments on to Redis, which takes texts; a number it would write in another form. */
function texts(args: readonly Argument[]): string[] {
  return args.map(String);
}

function bytesOf({ args }: Waiting): number {
  let bytes = 0;
  for (const argument of args) bytes += typeof argument === "number" ? 8 : argument.length;
  return bytes;
}

function deliver(group: readonly Waiting[], replies: readonly Reply[]): void {
  group.forEach((one, index) => {
    const reply = replies[index * 2 + 1];
    if (replies[index * 2] === 1 && reply !== undefined) one.resolve(reply);
    else one.reject(new ScriptError(`${one.name}: ${String(reply)}`));
  });
  const counts = replies[group.length * 2];
  if (Array.isArray(counts)) takeLuaCounts(counts);
}

function refuse(group: readonly Waiting[], error: unknown): void {
  for (const one of group) one.reject(error);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && error.message.includes("Function not found");
}
