import type { Method } from "./route.js";

/*
 * What the rest of the program knows of the HTTP server library. The names are those of uWebSockets.js, so that its
 * own objects are these and nothing is put between it and the hot path; `node:http` is adapted to them. What has
 * characters beyond ASCII is given as bytes: one library writes such text as Latin-1 on Node 24.
 */

/** What is read of a request; it may be used only during the call in which it came. */
export interface RequestHead {
  /** A header by its name in lower case; '' when it is absent. */
  getHeader(name: string): string;
  /** Each line of the head by itself: `getHeader` knows only the first of a name. */
  forEach(see: (name: string, value: string) => void): void;
  /** The part of the path that the pattern's parameter of this place stands for, not decoded. */
  getParameter(index: number): string | undefined;
  /** The path. */
  getUrl(): string;
  /** The method, in lower case. */
  getMethod(): string;
  /** What is behind the `?`, not decoded. */
  getQuery(): string | undefined;
}

/**
 * The way back to a client. It ends with `end`, with a `tryEnd` that is done, or when the client goes: after that
 * it must not be touched. Only `Exchange` touches it.
 */
export interface ResponseSide {
  /** Has to be called before anything else. */
  onAborted(handler: () => void): unknown;
  /**
   * The answer waits for what may never come, or has no end: a client that has closed its half of the connection is
   * taken for gone, where the library does not take each of these so.
   */
  endsWithClient?(): unknown;
  /** The body, in parts whose memory is taken back after the call. */
  onData(handler: (part: ArrayBuffer, isLast: boolean) => void): unknown;
  /** The connection takes more; `offset` bytes of the body are sent. */
  onWritable(handler: (offset: number) => boolean): unknown;
  /** What is written within the call leaves together. */
  cork(write: () => void): unknown;
  writeStatus(line: string): unknown;
  writeHeader(name: string, value: string | Buffer): unknown;
  /** Part of a body of unknown length; false when the connection did not take all of it at once. */
  write(part: string | Buffer): boolean;
  /** Sends of a body what the connection takes: whether it took all that was given, and whether it is done. */
  tryEnd(rest: Buffer, totalBytes: number): [taken: boolean, done: boolean];
  end(body?: string | Buffer, closeConnection?: boolean): unknown;
  endWithoutBody(): unknown;
  /** Reads nothing more of the connection until it is resumed. */
  pause(): unknown;
  resume(): unknown;
  getRemoteAddressAsText(): ArrayBuffer;
  /** Ends the connection at once, as if the client had gone. */
  close(): unknown;
}

/** A WebSocket that carries a state of ours. */
export interface Socket<State extends object> {
  getUserData(): State;
  cork(write: () => void): unknown;
  /** A text message. */
  send(text: Buffer): unknown;
  ping(): unknown;
  end(code: number, reason: string): unknown;
  /** Bytes that the connection did not take yet. */
  getBufferedAmount(): number;
}

/** What happens to the WebSockets of a path. */
export interface SocketEvents<State extends object> {
  /** Seconds without a message after which it is closed. */
  readonly idleSecs: number;
  /** Largest message that is taken, in bytes. */
  readonly mostMessageBytes: number;
  /** Bytes that may wait for the connection to take them; beyond it is cut, answers to pings included. */
  readonly mostBacklogBytes: number;
  open(socket: Socket<State>): void;
  drain(socket: Socket<State>): void;
  /** The connection has gone; the socket must not be used any more. */
  close(socket: Socket<State>): void;
}

/** Makes the connection of a request a WebSocket. A library ends the process for a state that is no object. */
export type Upgrade<State extends object> = (state: State) => void;

/** A server library. */
export interface Engine {
  /** Told with each answer: how long a connection is kept without a request, s; undefined where the library tells it. */
  readonly keepAliveSecs: number | undefined;
  /** Whether several processes may listen on one port. */
  readonly sharesPorts: boolean;
  on(
    method: Method | "head" | "options" | "any",
    path: string,
    handler: (res: ResponseSide, req: RequestHead) => void,
  ): void;
  /** Requests that ask for a WebSocket; the others of the path come to `on`. */
  onSocket<State extends object>(
    path: string,
    events: SocketEvents<State>,
    handler: (res: ResponseSide, req: RequestHead, upgrade: Upgrade<State>) => void,
  ): void;
  /** The port, or undefined when it is taken. */
  listen(host: string, port: number): Promise<number | undefined>;
  /** Takes no new connections; those that are open go on. */
  stopListening(): void;
  /** Closes what is still open. */
  close(): void;
}
