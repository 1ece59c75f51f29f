import { createConnection, type Socket } from "node:net";
import type { Redis } from "ioredis";
import { eventually } from "./product.js";

/** A command that Redis has carried out. */
export interface HeardCommand {
  /** In lower case. */
  readonly name: string;
  /** All that Redis tells of it: time, sender, quoted words. */
  readonly line: string;
  readonly byLua: boolean;
}

/**
 * Hears all that Redis carries out. A socket of its own: the client takes what is heard while it gets ready for an answer
 * of its own, and fails.
 */
export class Monitor {
  readonly #heard: HeardCommand[] = [];
  readonly #socket: Socket;
  readonly #redis: Redis;

  private constructor(socket: Socket, redis: Redis) {
    this.#socket = socket;
    this.#redis = redis;
    let rest = "";
    socket.on("data", (chunk) => {
      const lines = (rest + chunk.toString()).split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.#hear(line);
    });
  }

  /** `url` is that of the server that `redis` is connected to: `unix://…`. */
  static open(url: string, redis: Redis): Monitor {
    const socket = createConnection(url.slice("unix://".length));
    socket.write("MONITOR\r\n");
    return new Monitor(socket, redis);
  }

  /** What is carried out meanwhile. */
  async during(act: () => Promise<unknown>): Promise<HeardCommand[]> {
    await this.#all();
    const from = this.#heard.length;
    await act();
    const until = await this.#all();
    return this.#heard.slice(from, until);
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Waits for all that was sent before; how many commands were heard by then. */
  async #all(): Promise<number> {
    const mark = `"mark-${crypto.randomUUID()}"`;
    return eventually(
      async () => {
        // Again each time: the server may not have begun to tell when the one before was sent.
        await this.#redis.echo(mark.slice(1, -1));
        return this.#heard.findIndex(({ line }) => line.includes(mark));
      },
      (at) => at >= 0,
    );
  }

  #hear(line: string): void {
    const [, sender = "", name] = /^\+\S+ \[\d+ ([^\]]*)\] "(\w+)"/.exec(line) ?? [];
    if (name !== undefined) this.#heard.push({ name: name.toLowerCase(), line, byLua: sender === "lua" });
  }
}
