import { createParser } from "eventsource-parser";
import { ApiError, ForeignAnswerError } from "./api-error.js";
import { backoffMs, DEFAULT_RETRY, pause, type RetryOptions } from "./retry.js";

/** One frame of a stream. */
export interface Followed {
  /** Resume behind this frame with `lastEventId`. */
  readonly id: string;
  /** `message` where the stream gives no name; `end` is the last. */
  readonly event: string;
  readonly data: unknown;
  /** `data` as the text that came: numbers in it are not rounded. */
  readonly raw: string;
}

export interface FollowOptions {
  readonly lastEventId?: string;
  /** `now`: only what is to come. */
  readonly from?: "beginning" | "now";
  readonly signal?: AbortSignal;
  /** Called whenever a connection stands, and whenever one was lost or refused for now. */
  readonly onOpen?: () => void;
  readonly onLost?: () => void;
}

interface FollowSettings extends FollowOptions {
  readonly retry?: RetryOptions;
  readonly send?: typeof fetch;
}

const EVENTS = /^text\/event-stream\b/i;
const PART_BYTES = 16_384;
/** Answers after which the same question may get another answer. */
const PASSING: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

async function open(url: URL, headers: Record<string, string>, lastId: string, settings: FollowSettings) {
  const { send = fetch, signal } = settings;
  const response = await send(url, {
    headers: {
      ...headers,
      Accept: "text/event-stream",
      ...(lastId === "" ? {} : { "Last-Event-ID": lastId }),
    },
    ...(signal === undefined ? {} : { signal }),
  });
  const type = response.headers.get("content-type") ?? "";
  if (response.ok && !EVENTS.test(type)) {
    await response.body?.cancel();
    throw new ForeignAnswerError(type === "" ? "no stream" : type);
  }
  if (response.ok && response.body !== null) return response.body;
  const body: unknown = await response.json().catch(() => undefined);
  throw new ApiError(response.status, body);
}

/** Frames of one connection, until it ends or is lost. */
async function* framesOf(
  body: ReadableStream<Uint8Array>,
  hint: (ms: number) => void,
): AsyncGenerator<Followed, void, void> {
  const waiting: Followed[] = [];
  const parser = createParser({
    onEvent: ({ id = "", event = "message", data }) => {
      waiting.push({ id, event, data: JSON.parse(data), raw: data });
    },
    onRetry: hint,
  });
  const decoder = new TextDecoder();
  // Not every browser can iterate over a stream.
  const reader = body.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      // In parts, so that whoever takes the frames can do something else in between.
      for (let at = 0; at < read.value.length; at += PART_BYTES) {
        parser.feed(decoder.decode(read.value.subarray(at, at + PART_BYTES), { stream: true }));
        yield* waiting.splice(0);
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Follows a stream of server-sent events over lost connections: each frame once, in order, up to `end`. */
export async function* follow(
  address: string,
  headers: Record<string, string>,
  settings: FollowSettings,
): AsyncGenerator<Followed, void, void> {
  const { signal, retry = DEFAULT_RETRY } = settings;
  let lastId = settings.lastEventId ?? "";
  let failures = 0;
  let hintMs = 0;
  const stopped = (): boolean => signal?.aborted === true;
  while (!stopped()) {
    const url = new URL(address);
    if (lastId === "" && settings.from === "now") url.searchParams.set("from", "now");
    try {
      const body = await open(url, headers, lastId, settings);
      settings.onOpen?.();
      const frames = framesOf(body, (ms) => {
        hintMs = ms;
      });
      for await (const frame of frames) {
        failures = 0;
        if (frame.id !== "") lastId = frame.id;
        yield frame;
        if (frame.event === "end") return;
      }
    } catch (error) {
      if (stopped()) return;
      const refused = error instanceof ApiError && !PASSING.has(error.status);
      if (refused || error instanceof ForeignAnswerError) throw error;
      failures++;
      settings.onLost?.();
      if (failures >= retry.attempts * 4) throw error;
    }
    await pause(Math.max(hintMs, backoffMs(Math.max(1, failures), retry)), signal);
  }
}
