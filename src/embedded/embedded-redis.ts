import { setTimeout as delay } from "node:timers/promises";
import { explainSearch, findRedis } from "./find-redis.js";
import {
  type AppendFsync,
  type RedisServer,
  type RedisServerOptions,
  startRedisServer,
} from "./redis-server.js";

const RESTART_LIMIT = 5;
const RESTART_DELAY_MS = 200;

/** A Redis server that is started again when it crashes. Its URL stays the same. */
export interface EmbeddedRedis {
  readonly url: string;
  /** Settles with one line when the server cannot be kept running; stays open otherwise. */
  readonly lost: Promise<string>;
  stop(): Promise<void>;
}

/** The embedded Redis, or one line that says what is missing. */
export type EmbeddedRedisStart =
  | { readonly outcome: "started"; readonly redis: EmbeddedRedis }
  | { readonly outcome: "failed"; readonly reason: string };

class KeptRedis implements EmbeddedRedis {
  readonly url: string;
  readonly lost: Promise<string>;
  #server: RedisServer;
  #stopping = false;

  constructor(first: RedisServer, options: RedisServerOptions, report: (line: string) => void) {
    this.#server = first;
    this.url = first.url;
    this.lost = new Promise((resolve) => {
      void this.#watch(options, report).then((reason) => {
        if (reason !== undefined) resolve(reason);
      });
    });
  }

  /** One line when the server is lost, undefined when it was stopped on purpose. */
  async #watch(options: RedisServerOptions, report: (line: string) => void): Promise<string | undefined> {
    for (let crashes = 1; crashes <= RESTART_LIMIT; crashes++) {
      const exit = await this.#server.exited;
      if (this.#stopping) return undefined;
      report(`redis-server ended (${exit.signal ?? `code ${exit.code}`}): starting it again`);
      await delay(RESTART_DELAY_MS * crashes);
      if (this.#stopping) return undefined;
      const start = await startRedisServer(options);
      if (start.outcome !== "started") return start.reason;
      this.#server = start.server;
      // A stop that came while it started found the old server only.
      if (this.#stopping) await this.#server.stop();
    }
    return `redis-server ended ${RESTART_LIMIT} times; its last lines: ${this.#server.output()}`;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#server.stop();
  }
}

function isAppendFsync(value: string): value is AppendFsync {
  return value === "always" || value === "everysec" || value === "no";
}

/**
 * Starts the Redis of the embedded mode. `EMBEDDED_REDIS_APPENDFSYNC` (`always`, `everysec`, `no`) defaults to
 * `always`, so that what was answered with success is on the disk.
 */
export async function startEmbeddedRedis(
  directory: string,
  report: (line: string) => void,
): Promise<EmbeddedRedisStart> {
  const appendfsync = process.env["EMBEDDED_REDIS_APPENDFSYNC"] || "always";
  if (!isAppendFsync(appendfsync)) {
    const reason = `EMBEDDED_REDIS_APPENDFSYNC is ${appendfsync}: use always, everysec or no`;
    return { outcome: "failed", reason };
  }
  const search = await findRedis();
  if (search.outcome !== "found") return { outcome: "failed", reason: explainSearch(search) };
  const options: RedisServerOptions = { binary: search.path, directory, appendfsync };
  const start = await startRedisServer(options);
  if (start.outcome !== "started") return { outcome: "failed", reason: start.reason };
  return { outcome: "started", redis: new KeptRedis(start.server, options, report) };
}
