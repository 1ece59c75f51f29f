import type { IncomingMessage, ServerResponse } from "node:http";
import type { RequestHead, ResponseSide } from "./engine.js";

/** Bytes that are handed to a connection at a time of a body that is sent as it is taken. */
const PART = 65_536;
/** How long nothing may come to a client that has closed its half until it is taken for gone, ms. */
const HALF_CLOSED_MS = 100;

function arrayBufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

/** UTF-8 in a header: `node:http` writes each character of one as one byte. */
function headerText(text: string | Buffer): string {
  return Buffer.from(text as string).toString("latin1");
}

/** The path and query of what was asked for, which may be a whole URL too (RFC 9112, 3.2.2). */
export function targetOf(req: IncomingMessage): { path: string; query: string | undefined } {
  const given = req.url ?? "/";
  const target = given.startsWith("/") ? given : given.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, "");
  const [path = ""] = target.split("?", 1);
  const query = path.length < target.length ? target.slice(path.length + 1) : undefined;
  return { path: path.startsWith("/") ? path : `/${path}`, query };
}

/** A request of `node:http` as the rest of the program reads it. */
export class NodeRequest implements RequestHead {
  readonly #req: IncomingMessage;
  readonly #params: readonly string[];

  constructor(req: IncomingMessage, params: readonly string[]) {
    this.#req = req;
    this.#params = params;
  }

  getHeader(name: string): string {
    return this.#req.headersDistinct[name]?.[0] ?? "";
  }

  forEach(see: (name: string, value: string) => void): void {
    const { rawHeaders } = this.#req;
    for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
      see((rawHeaders[at] ?? "").toLowerCase(), rawHeaders[at + 1] ?? "");
    }
  }

  getParameter(index: number): string | undefined {
    return this.#params[index];
  }

  getUrl(): string {
    return targetOf(this.#req).path;
  }

  getMethod(): string {
    return (this.#req.method ?? "").toLowerCase();
  }

  getQuery(): string | undefined {
    return targetOf(this.#req).query;
  }
}

/** The answer of `node:http` as the rest of the program writes it. */
export class NodeResponse implements ResponseSide {
  readonly #req: IncomingMessage;
  readonly #res: ServerResponse;
  #status = 200;
  #reason = "OK";
  readonly #headers: string[] = [];
  #headWritten = false;
  /** Of a body that is sent as it is taken. */
  #offset = 0;

  constructor(req: IncomingMessage, res: ServerResponse) {
    this.#req = req;
    this.#res = res;
  }

  onAborted(handler: () => void): void {
    // Comes in any case; once all of an answer was given, nobody waits for it any more.
    this.#res.once("close", () => {
      if (!this.#res.writableEnded) handler();
    });
  }

  endsWithClient(): void {
    const { socket } = this.#req;
    const halfClosed = (): void => {
      setTimeout(() => {
        if (!this.#res.writableEnded) socket.destroy();
      }, HALF_CLOSED_MS);
    };
    if (socket.readableEnded) halfClosed();
    else {
      socket.once("end", halfClosed);
      this.#res.once("close", () => socket.off("end", halfClosed));
    }
  }

  onData(handler: (part: ArrayBuffer, isLast: boolean) => void): void {
    const announced = this.#req.headers["content-length"];
    const length = announced === undefined ? Number.NaN : Number(announced);
    let received = 0;
    let ended = false;
    this.#req.on("data", (part: Buffer) => {
      received += part.length;
      ended = received === length;
      handler(arrayBufferOf(part), ended);
    });
    this.#req.on("end", () => {
      if (!ended) handler(new ArrayBuffer(0), true);
    });
  }

  onWritable(handler: (offset: number) => boolean): void {
    this.#res.on("drain", () => {
      if (!this.#res.writableEnded && !this.#res.destroyed) handler(this.#offset);
    });
  }

  cork(write: () => void): void {
    write();
  }

  writeStatus(line: string): void {
    const blank = line.indexOf(" ");
    this.#status = Number(blank < 0 ? line : line.slice(0, blank));
    this.#reason = blank < 0 ? "" : line.slice(blank + 1);
  }

  /** A value may go on with further lines: `\r\nName: value`. */
  writeHeader(name: string, value: string | Buffer): void {
    const [first = "", ...lines] = headerText(value).split("\r\n");
    this.#headers.push(name, first);
    for (const line of lines) {
      const colon = line.indexOf(": ");
      const lineName = line.slice(0, colon);
      // In HTTP/1.0 the end of the connection is the end of an answer of unknown length.
      if (this.#req.httpVersion === "1.0" && lineName === "Connection") continue;
      this.#headers.push(lineName, line.slice(colon + 2));
    }
  }

  write(part: string | Buffer): boolean {
    this.#writeHead();
    return this.#res.write(typeof part === "string" ? Buffer.from(part) : part);
  }

  tryEnd(rest: Buffer, totalBytes: number): [taken: boolean, done: boolean] {
    this.#writeHead(totalBytes);
    for (let at = 0; at < rest.length; at += PART) {
      const part = rest.subarray(at, at + PART);
      this.#offset += part.length;
      if (!this.#res.write(part)) return [false, false];
    }
    this.#res.end();
    return [true, true];
  }

  end(body?: string | Buffer, closeConnection = false): void {
    if (closeConnection) this.#res.shouldKeepAlive = false;
    if (this.#headWritten) {
      this.#res.end();
      return;
    }
    // As bytes: a head is written together with a text as UTF-8, which its own bytes above 0x7f already are.
    const bytes = Buffer.from((body ?? "") as string);
    this.#writeHead(bytes.length);
    this.#res.end(bytes);
  }

  endWithoutBody(): void {
    this.#writeHead();
    this.#res.end();
  }

  pause(): void {
    this.#req.pause();
  }

  resume(): void {
    this.#req.resume();
  }

  getRemoteAddressAsText(): ArrayBuffer {
    return arrayBufferOf(Buffer.from(this.#req.socket.remoteAddress ?? ""));
  }

  close(): void {
    this.#req.socket.destroy();
  }

  #writeHead(length?: number): void {
    if (this.#headWritten) return;
    this.#headWritten = true;
    if (length !== undefined) this.#headers.push("Content-Length", String(length));
    this.#res.writeHead(this.#status, this.#reason, this.#headers);
  }
}
