import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Requests of one connection that may wait for the answers before theirs; with more, it is cut. */
const MOST_WAITING = 100;

interface Line {
  waiting: number;
  last: ServerResponse;
}

/**
 * Requests that are sent behind one another without waiting are handled one by one: an answer may close the connection,
 * and what comes behind it must then not have been carried out.
 */
export class InTurn {
  readonly #lines = new WeakMap<Socket, Line>();

  /** Calls `handle` when all requests before it on the connection are answered, or never when that has ended. */
  wait(connection: Socket, res: ServerResponse, handle: () => void): void {
    const line = this.#lines.get(connection);
    if (line === undefined) {
      this.#lines.set(connection, { waiting: 0, last: res });
      handle();
      return;
    }
    const before = line.last;
    line.last = res;
    if (before.closed) {
      handle();
      return;
    }
    line.waiting++;
    if (line.waiting > MOST_WAITING) {
      connection.destroy();
      return;
    }
    before.once("close", () => {
      line.waiting--;
      if (before.writableFinished && !connection.writableEnded && !connection.destroyed) handle();
      // One that is never handled must not keep those behind it for ever.
      else res.destroy();
    });
  }
}
