import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

/** Called with the status and body of an answer; status 0 when the connection broke before it came. */
export type OnReply = (status: number, body: Buffer) => void;

const EMPTY = Buffer.alloc(0);
const HEAD_END = Buffer.from("\r\n\r\n");
const RECONNECT_MS = 50;

/**
 * One keep-alive HTTP/1.1 connection that sends requests given as text and matches answers in order, several
 * of them on the way at once. Far cheaper than a general client, so that on a small machine the generator
 * leaves the cores to what it measures. After a break it connects again.
 */
export class HttpConnection {
  readonly #url: URL;
  readonly #waiting: OnReply[] = [];
  #answered = 0;
  #socket: Socket;
  #left: Buffer = EMPTY;
  #closed = false;

  constructor(url: string) {
    this.#url = new URL(url);
    this.#socket = this.#dial();
  }

  /** Requests sent and not answered. */
  get pending(): number {
    return this.#waiting.length - this.#answered;
  }

  /** Whether the connection stands. */
  get established(): boolean {
    return !this.#socket.connecting && !this.#socket.destroyed;
  }

  send(request: string, onReply: OnReply): void {
    this.#waiting.push(onReply);
    this.#socket.write(request, "latin1");
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
    const lost = this.#waiting.splice(0).slice(this.#answered);
    this.#answered = 0;
    if (this.#closed) return;
    setTimeout(() => {
      if (!this.#closed) this.#socket = this.#dial();
      for (const onReply of lost) onReply(0, EMPTY);
    }, RECONNECT_MS);
  }

  #read(chunk: Buffer): void {
    let data = this.#left.length === 0 ? chunk : Buffer.concat([this.#left, chunk]);
    for (;;) {
      const reply = parseReply(data);
      if (!reply) break;
      data = data.subarray(reply.size);
      this.#settle(reply.status, reply.body);
    }
    this.#left = data;
  }

  #settle(status: number, body: Buffer): void {
    const onReply = this.#waiting[this.#answered];
    this.#answered += 1;
    // Shifting a long array for every answer costs; the answered part is cut off now and then.
    if (this.#answered === this.#waiting.length || this.#answered >= 1024) {
      this.#waiting.splice(0, this.#answered);
      this.#answered = 0;
    }
    onReply?.(status, body);
  }
}

interface Reply {
  readonly status: number;
  readonly body: Buffer;
  /** Bytes that the answer takes of the input. */
  readonly size: number;
}

/** The first whole answer in `data`, or nothing while it is not all there. */
export function parseReply(data: Buffer): Reply | undefined {
  const end = data.indexOf(HEAD_END);
  if (end === -1) return undefined;
  const head = data.toString("latin1", 0, end);
  const status = Number(head.slice(9, 12));
  const start = end + HEAD_END.length;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    const size = start + Number(length);
    return data.length < size ? undefined : { status, body: data.subarray(start, size), size };
  }
  return /\r\ntransfer-encoding: *chunked/i.test(head)
    ? parseChunked(data, start, status)
    : { status, body: EMPTY, size: start };
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
    if (size === 0) return { status, body: Buffer.concat(parts), size: next };
    parts.push(data.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = next;
  }
}
