import { Command } from "ioredis";
import type { CellKeys } from "./keys.js";

/**
 * Commands of Redis that leave tens of thousands of times a second, or with a thousand arguments. What the client makes
 * of any command's arguments, one by one, would cost as much as all else that is done for them.
 */

/** `ZADD live XX GT CH` with one score (µs) for all members: those of one length, as nearly all are, are joined at once. */
export class Beats extends Command {
  readonly #score: string;
  readonly #members: readonly string[];

  constructor(live: string, score: string, members: readonly string[]) {
    super("zadd", [live], { replyEncoding: "utf8" });
    this.#score = score;
    this.#members = members;
  }

  override toWritable(): string {
    const byLength = new Map<number, string[]>();
    for (const member of this.#members) {
      const length = Buffer.byteLength(member);
      const those = byLength.get(length);
      if (those === undefined) byLength.set(length, [member]);
      else those.push(member);
    }
    const live = bulk(String(this.args[0]));
    const parts = [
      `*${5 + 2 * this.#members.length}\r\n$4\r\nZADD\r\n${live}$2\r\nXX\r\n$2\r\nGT\r\n$2\r\nCH\r\n`,
    ];
    for (const [length, those] of byLength) {
      const before = `${bulk(this.#score)}$${length}\r\n`;
      parts.push(before, those.join(`\r\n${before}`), "\r\n");
    }
    return parts.join("");
  }
}

/**
 * Calls of functions for the commands of one cell. Two names are declared, never one: while a slot moves between nodes key
 * by key, the one it moves to serves a script with one name on what it has by then, and refuses one with two that it has
 * not (TRYAGAIN).
 */
export class FunctionCalls {
  readonly #names: readonly [partition: string, catalog: string];
  /** All that stands in front of the argument's length, by function. */
  readonly #heads = new Map<string, Buffer>();

  constructor({ partitionPrefix, catalogPrefix }: CellKeys) {
    this.#names = [partitionPrefix, catalogPrefix];
  }

  /** FCALL of the function with one argument; the reply comes as bytes. */
  call(name: string, argument: Buffer): Command {
    const args = [name, "2", ...this.#names];
    let head = this.#heads.get(name);
    if (head === undefined) {
      head = Buffer.from(`*${args.length + 2}\r\n${bulk("fcall")}${args.map(bulk).join("")}$`);
      this.#heads.set(name, head);
    }
    return new FunctionCall(args, head, argument);
  }
}

class FunctionCall extends Command {
  readonly #head: Buffer;
  readonly #argument: Buffer;

  constructor(args: string[], head: Buffer, argument: Buffer) {
    super("fcall", args, { replyEncoding: null });
    this.#head = head;
    this.#argument = argument;
  }

  override toWritable(): Buffer {
    const [head, argument] = [this.#head, this.#argument];
    const length = `${argument.length}\r\n`;
    const bytes = Buffer.allocUnsafe(head.length + length.length + argument.length + 2);
    bytes.set(head);
    const at = head.length + bytes.write(length, head.length, "latin1");
    bytes.set(argument, at);
    bytes.write("\r\n", at + argument.length, "latin1");
    return bytes;
  }
}

function bulk(text: string): string {
  return `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
}
