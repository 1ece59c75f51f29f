import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

/** Requests of one connection that may wait for the answers before theirs; with more, it is cut. */
const MOST_WAITING = 100;

interface Line {
  waiting: number;
  last: { readonly req: IncomingMessage; readonly res: ServerResponse };
}

/**
 * Requests that are sent behind one another without waiting are handled one by one: an answer may close the connection,
 * and what comes behind it must then not have been carried out.
 */
export class InTurn {
  readonly #lines = new WeakMap<Duplex, Line>();

  /** Calls `handle` when all requests before it on the connection are answered, or never when that has ended. */
  wait(req: IncomingMessage, res: ServerResponse, handle: () => void): void {
    const connection = req.socket;
    const line = this.#lines.get(connection);
    if (line === undefined) {
      this.#lines.set(connection, { waiting: 0, last: { req, res } });
      handle();
      return;
    }
    const before = line.last.res;
    line.last = { req, res };
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

  /** Calls `then` when all requests of the connection that have come whole are answered. */
  afterAll(connection: Duplex, then: () => void): void {
    const last = this.#lines.get(connection)?.last;
    if (last === undefined || last.res.closed || !last.req.complete) then();
    else last.res.once("close", then);
  }
}
