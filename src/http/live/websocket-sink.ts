import type { Socket } from "../wire/engine.js";
import type { Frame } from "./feed.js";
import type { Ending, Sink } from "./reader.js";
import { Writability } from "./writability.js";

/** RFC 6455, section 7.4: what a close says about coming back. */
const CLOSE_CODES = {
  ended: 1000,
  max_duration: 1001,
  slow_reader: 1008,
  internal_error: 1011,
  restart: 1012,
} as const;

/** Pages as they are sent: several readers get the same. */
const sent = new WeakMap<readonly Frame[], readonly Buffer[]>();

function messagesOf(frames: readonly Frame[]): readonly Buffer[] {
  let messages = sent.get(frames);
  if (messages === undefined) {
    messages = frames.map(({ id, event, data }) => {
      const name = JSON.stringify(event === "" ? "message" : event);
      return Buffer.from(`{"id":${JSON.stringify(id)},"event":${name},"data":${data}}`);
    });
    sent.set(frames, messages);
  }
  return messages;
}

/** What a connection keeps of its own: the handlers are set once somebody follows through it. */
export interface SocketState {
  sink?: WebSocketSink;
}

/** The same frames as JSON messages `{id, event, data}` over a WebSocket. */
export class WebSocketSink implements Sink {
  readonly #socket: Socket<SocketState>;
  readonly #writability = new Writability();
  #open = true;
  #onGone: (() => void) | undefined;

  constructor(socket: Socket<SocketState>) {
    this.#socket = socket;
  }

  bytesOf(frames: readonly Frame[]): number {
    return messagesOf(frames).reduce((bytes, { length }) => bytes + length, 0);
  }

  write(frames: readonly Frame[]): boolean {
    if (!this.#open) return false;
    this.#socket.cork(() => {
      for (const message of messagesOf(frames)) this.#socket.send(message);
    });
    if (this.#open && this.#socket.getBufferedAmount() > 0) this.#writability.blocked();
    return this.#writability.free;
  }

  writable(timeoutMs: number): Promise<boolean> {
    return this.#writability.wait(timeoutMs);
  }

  keepAlive(): void {
    if (this.#open) this.#socket.ping();
  }

  close(ending: Ending | undefined): void {
    if (!this.#open) return;
    if (ending?.code === "slow_reader" || ending?.code === "internal_error") {
      const { code, message } = ending;
      this.#socket.send(Buffer.from(JSON.stringify({ event: "error", data: { code, message } })));
    }
    this.#socket.end(CLOSE_CODES[ending?.code ?? "ended"], ending?.message ?? "ended");
  }

  onGone(handler: () => void): void {
    this.#onGone = handler;
    if (!this.#open) handler();
  }

  /** The server library tells that the connection takes more. */
  drained(): void {
    if (this.#open && this.#socket.getBufferedAmount() === 0) this.#writability.drained();
  }

  /** The server library tells that the connection has gone; it must not be touched any more. */
  closed(): void {
    this.#open = false;
    this.#writability.close();
    this.#onGone?.();
  }
}
