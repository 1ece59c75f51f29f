import { constants, createGzip, type Gzip } from "node:zlib";
import type { ByteStream, Exchange } from "../wire/exchange.js";
import type { Frame } from "./feed.js";
import type { Ending, Sink } from "./reader.js";
import { Writability } from "./writability.js";

/** When a client that lost the connection shall come back. */
const RETRY_MS = 2_000;
/** Nothing follows an end. An EventSource comes back whatever happens, unless its page closes it. */
const RETRY_AFTER_END_MS = 86_400_000;
/** Small windows: thousands of streams are compressed at a time, each a little. */
const GZIP = { level: 3, windowBits: 12, memLevel: 4 } as const;

/** Pages as they are sent: several readers get the same. */
const sent = new WeakMap<readonly Frame[], Buffer>();

function frameText({ id, event, data }: Frame): string {
  const name = event === "" ? "" : `event: ${event}\n`;
  const retry = event === "end" ? `retry: ${RETRY_AFTER_END_MS}\n` : "";
  return `id: ${id}\n${name}${retry}data: ${data}\n\n`;
}

function pageBytes(frames: readonly Frame[]): Buffer {
  let bytes = sent.get(frames);
  if (bytes === undefined) {
    bytes = Buffer.from(frames.map(frameText).join(""));
    sent.set(frames, bytes);
  }
  return bytes;
}

/** Whether Accept-Encoding asks for gzip. */
export function wantsGzip(acceptEncoding: string): boolean {
  return acceptEncoding.split(",").some((part) => {
    const [coding = "", ...parameters] = part
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/);
    return coding === "gzip" && !parameters.some((parameter) => /^q\s*=\s*0(\.0*)?$/.test(parameter));
  });
}

/** Server-sent events over one response (control-api section 4), compressed when that was asked for. */
export class SseSink implements Sink {
  readonly #stream: ByteStream | undefined;
  readonly #gzip: Gzip | undefined;
  readonly #writability = new Writability();
  /** Those who wait for what they wrote to come out of the compression. */
  readonly #compressing = new Set<() => void>();
  #onGone: (() => void) | undefined;

  /** Sends the head. `startingAt` is told to the client at once, so that it can resume before the first frame. */
  constructor(exchange: Exchange, gzip: boolean, startingAt: string | undefined) {
    this.#gzip = gzip ? createGzip({ ...GZIP, flush: constants.Z_SYNC_FLUSH }) : undefined;
    this.#stream = exchange.stream(
      {
        "Content-Type": "text/event-stream",
        "Cache-Control": "no-cache",
        Connection: "keep-alive",
        "X-Accel-Buffering": "no",
        Vary: "Accept-Encoding",
        ...(gzip ? { "Content-Encoding": "gzip" } : {}),
      },
      { drained: () => this.#writability.drained(), gone: () => this.#gone() },
    );
    this.#gzip?.on("data", (bytes: Buffer) => this.#send(bytes));
    this.#put(`retry: ${RETRY_MS}\n${startingAt === undefined ? "" : `id: ${startingAt}\n`}\n`);
  }

  bytesOf(frames: readonly Frame[]): number {
    return pageBytes(frames).length;
  }

  write(frames: readonly Frame[]): boolean | Promise<boolean> {
    return this.#put(pageBytes(frames));
  }

  writable(timeoutMs: number): Promise<boolean> {
    return this.#writability.wait(timeoutMs);
  }

  keepAlive(): void {
    void this.#put(": keepalive\n\n");
  }

  close(ending: Ending | undefined): void {
    const last = ending === undefined ? "" : endingText(ending);
    if (this.#gzip === undefined) {
      this.#stream?.end(last);
      return;
    }
    this.#gzip.once("end", () => this.#stream?.end(""));
    this.#gzip.end(last);
  }

  onGone(handler: () => void): void {
    this.#onGone = handler;
    if (this.#stream === undefined) handler();
  }

  #gone(): void {
    this.#gzip?.destroy();
    for (const done of this.#compressing) done();
    this.#writability.close();
    this.#onGone?.();
  }

  #put(data: string | Buffer): boolean | Promise<boolean> {
    const gzip = this.#gzip;
    if (gzip === undefined) {
      this.#send(data);
      return this.#writability.free;
    }
    return new Promise((resolve) => {
      const done = (): void => {
        this.#compressing.delete(done);
        resolve(this.#writability.free);
      };
      this.#compressing.add(done);
      gzip.write(data);
      // What comes out of it is handed to the connection in this turn.
      gzip.flush(constants.Z_SYNC_FLUSH, () => setImmediate(done));
    });
  }

  #send(data: string | Buffer): void {
    if (this.#stream?.write(data) === false) this.#writability.blocked();
  }
}

/** A stream that shall be resumed ends with a hint; one that was cut says why. */
function endingText({ code, message }: Ending): string {
  const retry = `retry: ${RETRY_MS}\n`;
  if (code === "restart" || code === "max_duration") return `: ${message}\n${retry}\n`;
  return `${retry}event: error\ndata: ${JSON.stringify({ code, message })}\n\n`;
}
