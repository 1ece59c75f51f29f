import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Socket, SocketEvents } from "./engine.js";

const MS_PER_SECOND = 1000;

/** A WebSocket of `ws` as the rest of the program uses it. */
class NodeSocket<State extends object> implements Socket<State> {
  readonly #socket: WebSocket;
  readonly #state: State;
  readonly #events: SocketEvents<State>;
  /** Nothing has come since the last look. */
  #silent = false;

  constructor(socket: WebSocket, state: State, events: SocketEvents<State>) {
    this.#socket = socket;
    this.#state = state;
    this.#events = events;
    const heard = (): void => {
      this.#silent = false;
    };
    const look = setInterval(() => this.#look(), (events.idleSecs * MS_PER_SECOND) / 2);
    look.unref();
    socket.on("message", heard);
    socket.on("pong", heard);
    socket.on("ping", (data: Buffer) => {
      heard();
      this.#socket.pong(data, false, this.#written);
      this.#bound();
    });
    // It is followed by `close`, which is all that matters.
    socket.on("error", () => undefined);
    socket.on("close", () => {
      clearInterval(look);
      events.close(this);
    });
    events.open(this);
  }

  getUserData(): State {
    return this.#state;
  }

  cork(write: () => void): void {
    write();
  }

  send(text: string | Buffer): void {
    this.#socket.send(text, { binary: false }, this.#written);
    this.#bound();
  }

  ping(): void {
    this.#socket.ping("", undefined, this.#written);
    this.#bound();
  }

  end(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  getBufferedAmount(): number {
    return this.#socket.bufferedAmount;
  }

  /** Something was taken by the connection; that it has gone is told by `close`. */
  readonly #written = (error?: Error | null): void => {
    if (error) return;
    if (this.#socket.bufferedAmount === 0) this.#events.drain(this);
  };

  #bound(): void {
    if (this.#socket.bufferedAmount > this.#events.mostBacklogBytes) this.#socket.terminate();
  }

  #look(): void {
    if (this.#silent) {
      this.#socket.terminate();
      return;
    }
    this.#silent = true;
    this.ping();
  }
}

/** Makes connections WebSockets whose requests ask for it. */
export class SocketSide<State extends object> {
  readonly events: SocketEvents<State>;
  readonly #server: WebSocketServer;

  constructor(events: SocketEvents<State>) {
    this.events = events;
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      autoPong: false,
      // One frame a turn: a packet may carry ten thousand.
      allowSynchronousEvents: false,
      maxPayload: events.mostMessageBytes,
    });
  }

  /** Answers the handshake; `head` is what has come behind the request. */
  open(req: IncomingMessage, connection: Duplex, head: Buffer, state: State): void {
    this.#server.handleUpgrade(req, connection, head, (socket) => {
      new NodeSocket(socket, state, this.events);
    });
  }
}
