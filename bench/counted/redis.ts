import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { explainSearch, findRedis } from "../../src/embedded/find-redis.js";
import { MEMORY_SETTINGS } from "../../src/store/memory-settings.js";
import { temporaryDirectory } from "../harness/redis.js";

const DUMP_MS = 50;
const MOST_DUMP_LOOKS = 200;
/** The settings of the embedded server that decide what a command costs, and nothing that runs by the clock. */
const ARGUMENTS = [
  ...["--port", "0", "--appendonly", "yes", "--save", "", "--hz", "1", "--loglevel", "warning"],
  ...["--auto-aof-rewrite-percentage", "0"],
  ...Object.entries(MEMORY_SETTINGS).flatMap(([name, value]) => [`--${name}`, String(value)]),
  // Under callgrind a script takes a hundred times as long.
  ...["--slowlog-log-slower-than", "-1", "--busy-reply-threshold", "1000000"],
];

/** Whether callgrind can be run here. */
export function canCount(): boolean {
  return spawnSync("valgrind", ["--version"]).status === 0;
}

/** A Redis whose instructions are counted (callgrind): a figure that other work on the machine does not change. */
export class CountedRedis {
  readonly client: Redis;
  readonly #process: ChildProcess;
  readonly #output: string;
  #dumps = 0;

  private constructor(child: ChildProcess, client: Redis, output: string) {
    this.#process = child;
    this.client = client;
    this.#output = output;
  }

  static async start(): Promise<CountedRedis> {
    const search = await findRedis();
    if (search.outcome !== "found") throw new Error(explainSearch(search));
    const directory = temporaryDirectory();
    const [socket, output] = [join(directory, "socket"), join(directory, "counts")];
    const child = spawn(
      "valgrind",
      [
        ...["-q", "--tool=callgrind", "--instr-atstart=no", `--callgrind-out-file=${output}`],
        ...[search.path, "--dir", directory, "--unixsocket", socket, ...ARGUMENTS],
      ],
      { stdio: "ignore" },
    );
    process.once("exit", () => child.kill("SIGKILL"));
    const client = new Redis({ path: socket, retryStrategy: () => 200, maxRetriesPerRequest: null });
    client.on("error", () => undefined);
    await client.ping();
    return new CountedRedis(child, client, output);
  }

  /** Begins to count. */
  async begin(): Promise<void> {
    this.#control("-i", "on");
    await this.taken();
  }

  /** Instructions since the last call, or since it began. */
  async taken(): Promise<number> {
    await this.client.ping();
    this.#dumps += 1;
    this.#control("--dump");
    // It is written in the turn of the next command.
    await this.client.ping();
    for (let look = 0; look < MOST_DUMP_LOOKS; look += 1) {
      const total = totalOf(`${this.#output}.${this.#dumps}`);
      if (total !== undefined) return total;
      await sleep(DUMP_MS);
    }
    throw new Error("callgrind has written no counts");
  }

  async stop(): Promise<void> {
    this.client.disconnect();
    const gone = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await gone;
  }

  #control(...args: string[]): void {
    execFileSync("callgrind_control", [...args, String(this.#process.pid)], { stdio: "ignore" });
  }
}

function totalOf(file: string): number | undefined {
  try {
    const found = /^(?:totals|summary): (\d+)/m.exec(readFileSync(file, "utf8"))?.[1];
    return found === undefined ? undefined : Number(found);
  } catch {
    return undefined;
  }
}
