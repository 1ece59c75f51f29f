import { connect, type Socket } from "node:net";

/** An answer as it came over the socket. */
export interface RawAnswer {
  readonly status: number;
  /** By lower-case name; the last of several. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const HEAD_END = "\r\n\r\n";

/** A connection on which requests are written as bytes, and answers are read as they come. */
export class RawConnection {
  readonly socket: Socket;
  #received = "";
  #closed = false;
  readonly #waiting = new Set<() => void>();

  constructor(port: number, host = "127.0.0.1") {
    this.socket = connect({ port, host, allowHalfOpen: true });
    this.socket.setEncoding("latin1");
    this.socket.on("data", (text: string) => {
      this.#received += text;
      this.#wake();
    });
    for (const event of ["end", "close", "error"]) {
      this.socket.on(event, () => {
        this.#closed = true;
        this.#wake();
      });
    }
  }

  /** Whether the other end has closed it, or its half. */
  get closed(): boolean {
    return this.#closed;
  }

  /** What has come and was not read as an answer. */
  get rest(): string {
    return this.#received;
  }

  write(bytes: string | Buffer): void {
    this.socket.write(bytes, "latin1");
  }

  /** The next answer; undefined when the connection is closed before it is whole. `toHead`: it has no body. */
  async answer(toHead = false): Promise<RawAnswer | undefined> {
    for (;;) {
      const found = take(this.#received, toHead);
      if (found !== undefined) {
        this.#received = this.#received.slice(found.length);
        return found.answer;
      }
      if (this.#closed) return undefined;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** Until the other end closes. */
  async end(): Promise<void> {
    while (!this.#closed) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  destroy(): void {
    this.socket.destroy();
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

function take(text: string, toHead: boolean): { answer: RawAnswer; length: number } | undefined {
  const headEnd = text.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const [statusLine = "", ...lines] = text.slice(0, headEnd).split("\r\n");
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const length = toHead ? 0 : Number(headers["content-length"] ?? 0);
  const begin = headEnd + HEAD_END.length;
  if (text.length < begin + length) return undefined;
  const status = Number(statusLine.split(" ")[1]);
  return { answer: { status, headers, body: text.slice(begin, begin + length) }, length: begin + length };
}

/** One request with a `Host` and these header lines, on a connection of its own. */
export async function rawRequest(
  port: number,
  method: string,
  path: string,
  lines: readonly string[] = [],
  body?: string | Buffer,
  host?: string,
): Promise<RawAnswer | undefined> {
  const connection = new RawConnection(port, host);
  const length = body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  const head = [`${method} ${path} HTTP/1.1`, "Host: test", ...lines, ...length].join("\r\n");
  connection.write(head + HEAD_END);
  if (body !== undefined) connection.write(Buffer.from(body));
  const answer = await connection.answer(method === "HEAD");
  connection.destroy();
  return answer;
}
