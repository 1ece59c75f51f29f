import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

/**
 * Called with the status and body of an answer, and when its request has left (ms of the monotonic clock); status 0 when the
 * connection broke before it came.
 */
export type OnReply = (status: number, body: Buffer, sentMs: number) => void;

const EMPTY = Buffer.alloc(0);
const HEAD_END = Buffer.from("\r\n\r\n");
const RECONNECT_MS = 50;

interface Call {
  readonly request: string;
  readonly onReply: OnReply;
}

/**
 * One keep-alive HTTP/1.1 connection that sends requests given as text, one at a time in their order: what is
 * sent while an answer is outstanding waits its turn (uWebSockets.js ends connections that pipeline). Far
 * cheaper than a general client, so that on a small machine the generator leaves the cores to what it
 * measures. After a break it connects again.
 */
export class HttpConnection {
  readonly #url: URL;
  #socket: Socket;
  #current: Call | undefined;
  #sentMs = 0;
  #queue: Call[] = [];
  #left: Buffer = EMPTY;
  #closed = false;

  constructor(url: string) {
    this.#url = new URL(url);
    this.#socket = this.#dial();
  }

  /** Whether the connection stands. */
  get established(): boolean {
    return !this.#socket.connecting && !this.#socket.destroyed;
  }

  /** Requests that wait for their turn. */
  get waiting(): number {
    return this.#queue.length;
  }

  send(request: string, onReply: OnReply): void {
    const call = { request, onReply };
    if (this.#current) this.#queue.push(call);
    else this.#begin(call);
  }

  /** One request and its answer. */
  request(request: string): Promise<{ status: number; body: Buffer }> {
    return new Promise((resolve) => {
      this.send(request, (status, body) => resolve({ status, body }));
    });
  }

  close(): void {
    this.#closed = true;
    this.#socket.destroy();
  }

  #begin(call: Call): void {
    this.#current = call;
    this.#sentMs = performance.now();
    this.#socket.write(call.request, "latin1");
  }

  #dial(): Socket {
    const secure = this.#url.protocol === "https:";
    const host = this.#url.hostname;
    const port = Number(this.#url.port || (secure ? 443 : 80));
    const socket = secure ? connectTls({ host, port, servername: host }) : connectTcp({ host, port });
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    socket.on("error", () => undefined);
    socket.on("close", () => this.#broken());
    return socket;
  }

  #broken(): void {
    this.#left = EMPTY;
    if (this.#closed) return;
    setTimeout(() => {
      if (this.#closed) return;
      const lost = this.#current ? [this.#current, ...this.#queue] : [];
      this.#current = undefined;
      this.#queue = [];
      this.#socket = this.#dial();
      for (const call of lost) call.onReply(0, EMPTY, this.#sentMs);
    }, RECONNECT_MS);
  }

  #read(chunk: Buffer): void {
    this.#left = this.#left.length === 0 ? chunk : Buffer.concat([this.#left, chunk]);
    const reply = parseReply(this.#left);
    const call = this.#current;
    if (!reply || !call) return;
    this.#left = EMPTY;
    // The answered call counts as current while its callback runs, so what that sends queues up behind others.
    call.onReply(reply.status, reply.body, this.#sentMs);
    const next = this.#queue.shift();
    this.#current = undefined;
    if (next) this.#begin(next);
  }
}

interface Reply {
  readonly status: number;
  readonly body: Buffer;
}

/** The answer in `data`, or nothing while it is not all there. */
function parseReply(data: Buffer): Reply | undefined {
  const end = data.indexOf(HEAD_END);
  if (end === -1) return undefined;
  const head = data.toString("latin1", 0, end);
  const status = Number(head.slice(9, 12));
  const start = end + HEAD_END.length;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    const size = start + Number(length);
    return data.length < size ? undefined : { status, body: data.subarray(start, size) };
  }
  return /\r\ntransfer-encoding: *chunked/i.test(head)
    ? parseChunked(data, start, status)
    : { status, body: EMPTY };
}

function parseChunked(data: Buffer, start: number, status: number): Reply | undefined {
  const parts: Buffer[] = [];
  let at = start;
  for (;;) {
    const lineEnd = data.indexOf("\r\n", at);
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(data.toString("latin1", at, lineEnd), 16);
    const next = lineEnd + 2 + size + 2;
    if (data.length < next) return undefined;
    if (size === 0) return { status, body: Buffer.concat(parts) };
    parts.push(data.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = next;
  }
}
