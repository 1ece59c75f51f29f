import { type IncomingMessage, request } from "node:http";
import { constants, createGunzip } from "node:zlib";
import { API_KEY, eventually, type Product } from "./product.js";

/** A frame as it came; `data` parsed. */
export interface SseFrame {
  readonly id: string;
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into frames of every shape
  readonly data: any;
}

/** A reader of server-sent events over one connection. */
export interface SseReader {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  /** What came so far; of a refusal, nothing. */
  readonly frames: SseFrame[];
  /** The text that came, of a refusal the body. */
  readonly text: () => string;
  /** Frames that are neither `end` nor `gap`. */
  readonly content: () => SseFrame[];
  /** Id of the last frame, to resume behind. */
  readonly lastId: () => string;
  /** Ends with the response: true when it was complete, false when the connection broke. */
  readonly ended: Promise<boolean>;
  /** Waits for so many frames. */
  until(count: number): Promise<SseFrame[]>;
  /** Stops taking from the socket, and goes on. */
  pause(): void;
  resume(): void;
  close(): void;
}

export interface SseOptions {
  readonly gateway?: number;
  readonly lastEventId?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Without the API key. */
  readonly anonymous?: boolean;
}

function parse(block: string): SseFrame | undefined {
  const fields = new Map<string, string>();
  for (const line of block.split("\n")) {
    const colon = line.indexOf(": ");
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 2));
  }
  const data = fields.get("data");
  if (data === undefined) return undefined;
  return { id: fields.get("id") ?? "", event: fields.get("event") ?? "message", data: JSON.parse(data) };
}

/** Opens a stream; resolves with the response's head, rejects when there is none. */
export function follow(product: Product, path: string, options: SseOptions = {}): Promise<SseReader> {
  const { gateway = 0, lastEventId, headers = {}, anonymous = false } = options;
  return new Promise((resolve, reject) => {
    const asked = request(
      `${product.url(gateway)}${path}`,
      {
        agent: false,
        headers: {
          Accept: "text/event-stream",
          ...(anonymous ? {} : { Authorization: `Bearer ${API_KEY}` }),
          ...(lastEventId === undefined ? {} : { "Last-Event-ID": lastEventId }),
          ...headers,
        },
      },
      (response) => {
        const frames: SseFrame[] = [];
        let text = "";
        let rest = "";
        const gzipped = response.headers["content-encoding"] === "gzip";
        const body = gzipped
          ? response.pipe(createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }))
          : response;
        body.setEncoding("utf8");
        body.on("data", (chunk: string) => {
          text += chunk;
          const blocks = (rest + chunk).split("\n\n");
          rest = blocks.pop() ?? "";
          for (const block of blocks) {
            const frame = response.statusCode === 200 ? parse(block) : undefined;
            if (frame !== undefined) frames.push(frame);
          }
        });
        const ended = new Promise<boolean>((done) => {
          body.on("end", () => done(response.complete));
          // What is complete and compressed ends when all of it was unpacked.
          response.on("close", () => {
            if (!(gzipped && response.complete)) setImmediate(() => done(response.complete));
          });
          body.on("error", () => done(false));
          response.on("error", () => done(false));
        });
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          frames,
          ended,
          text: () => text,
          content: () => frames.filter(({ event }) => event !== "end" && event !== "gap"),
          lastId: () => frames.at(-1)?.id ?? "",
          until: (count) =>
            eventually(
              async () => frames,
              (all) => all.length >= count,
            ),
          pause: () => response.socket.pause(),
          resume: () => response.socket.resume(),
          close: () => asked.destroy(),
        });
      },
    );
    asked.on("error", reject);
    asked.end();
  });
}
