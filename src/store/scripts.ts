import { Command, type Redis } from "ioredis";
import { asUnavailable } from "./connection.js";
import { CATALOG_PREFIX, partitionPrefix } from "./keys.js";
import { loadScript, type ScriptSettings, type ScriptSource, scriptNames } from "./script-source.js";

/** What Lua answers: bulk strings, integers and lists of them. */
export type Reply = string | number | null | readonly Reply[];
export type Argument = string | number | Buffer;

/** Runs the commands of `lua/`; the only sender of EVALSHA. */
export class Scripts {
  readonly #redis: Redis;
  readonly #sources = new Map<string, ScriptSource>();
  readonly #prefixes: readonly string[];

  constructor(redis: Redis, partitions: number, settings: ScriptSettings) {
    this.#redis = redis;
    for (const name of scriptNames()) this.#sources.set(name, loadScript(name, settings));
    this.#prefixes = Array.from({ length: partitions }, (_, partition) => partitionPrefix(partition));
  }

  /**
   * Runs one command on a partition. Rejects with {@link RedisUnavailableError} when Redis is away or slow (the
   * write may then have happened or not), and with Redis's own error when a script is wrong.
   */
  async run(name: string, partition: number, args: readonly Argument[]): Promise<Reply> {
    const source = this.#sources.get(name);
    const prefix = this.#prefixes[partition];
    if (source === undefined || prefix === undefined) throw new Error(`no script ${name} on ${partition}`);
    try {
      return await this.#send("evalsha", source.sha, prefix, args);
    } catch (error) {
      if (!isMissingScript(error)) throw asUnavailable(error);
    }
    try {
      return await this.#send("eval", source.source, prefix, args);
    } catch (error) {
      throw asUnavailable(error);
    }
  }

  #send(verb: "eval" | "evalsha", script: string, prefix: string, args: readonly Argument[]): Promise<Reply> {
    const command = new Command(verb, [script, "2", prefix, CATALOG_PREFIX, ...args], {
      replyEncoding: "utf8",
    });
    return this.#redis.sendCommand(command) as Promise<Reply>;
  }
}

function isMissingScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("NOSCRIPT");
}
