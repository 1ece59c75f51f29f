import { Command, type Redis } from "ioredis";
import { answered, asUnavailable } from "./connection.js";
import { CATALOG_PREFIX, partitionPrefix } from "./keys.js";
import { LIBRARY_PREFIX, loadLibrary, type ScriptLibrary, type ScriptSettings } from "./script-source.js";

/** What Lua answers: bulk strings, integers and lists of them. */
export type Reply = string | number | null | readonly Reply[];
export type Argument = string | number | Buffer;

type NetStream = Redis["stream"];

/** Libraries of other versions that stay loaded; a process whose library was removed loads it again. */
const MOST_OTHER_LIBRARIES = 4;

/** Runs the commands of `lua/`; the only sender of FCALL. */
export class Scripts {
  readonly #redis: Redis;
  readonly #library: ScriptLibrary;
  readonly #prefixes: readonly string[];
  #held: NetStream | undefined;

  constructor(redis: Redis, partitions: number, settings: ScriptSettings) {
    this.#redis = redis;
    this.#library = loadLibrary(settings);
    this.#prefixes = Array.from({ length: partitions }, (_, partition) => partitionPrefix(partition));
  }

  /**
   * Runs one command on a partition. Rejects with `RedisUnavailableError` when Redis is away or slow (the write
   * may then have happened or not), and with Redis's own error when a command is wrong.
   */
  async run(name: string, partition: number, args: readonly Argument[]): Promise<Reply> {
    const fn = this.#library.functions.get(name);
    const prefix = this.#prefixes[partition];
    if (fn === undefined || prefix === undefined) throw new Error(`no command ${name} on ${partition}`);
    try {
      return await this.#call(fn, prefix, args);
    } catch (error) {
      if (!isMissing(error)) throw asUnavailable(error);
    }
    await this.load();
    return answered(this.#call(fn, prefix, args));
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

  /**
   * Commands of one turn of the event loop leave in one write: held back until all sockets of the turn were
   * read. A system call each would cost more than the commands themselves.
   */
  #holdBack(): void {
    const { stream } = this.#redis;
    if (stream === undefined || this.#held === stream) return;
    this.#held = stream;
    stream.cork();
    setImmediate(() => {
      this.#held = undefined;
      stream.uncork();
    });
  }

  #call(fn: string, prefix: string, args: readonly Argument[]): Promise<Reply> {
    const command = new Command("fcall", [fn, "2", prefix, CATALOG_PREFIX, ...args], {
      replyEncoding: "utf8",
    });
    this.#holdBack();
    return this.#redis.sendCommand(command) as Promise<Reply>;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && error.message.includes("Function not found");
}
