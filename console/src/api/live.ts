import { effect, signal } from "@preact/signals";
import { ApiError, type Followed } from "bosporus/client";
import { readFrame } from "../json/reader.js";
import { api } from "./calls.js";
import { may, session } from "./session.js";

/** One frame with its data read so that the user's own JSON stays text. */
export interface LiveFrame {
  readonly id: string;
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}
type Listener = (frame: LiveFrame) => void;

export type LiveState = "off" | "connecting" | "live" | "lost";
/** How the one stream of this page stands. */
export const liveState = signal<LiveState>("off");
/** Whether lists follow what happens; the stream itself goes on. */
export const livePaused = signal(false);

const RETRY_MS = 1_000;
/** A burst of frames is read in slices of this length, so that the page stays answering. */
const SLICE_MS = 8;
const activityListeners = new Set<Listener>();
/** The run whose stream takes the place of the project's activity: the console holds one connection. */
const followed = signal<{ readonly path: string; readonly listener: Listener } | undefined>(undefined);

/** Calls the listener for each status change of the project, until the answer is called. */
export function onActivity(listener: Listener): () => void {
  activityListeners.add(listener);
  return () => activityListeners.delete(listener);
}

/** Follows a run in place of the project's activity, until the answer is called or the run's stream has ended. */
export function followRun(runId: string, listener: Listener): () => void {
  const path = `/v1/runs/${encodeURIComponent(runId)}/stream?feed=all`;
  const entry = { path, listener };
  followed.value = entry;
  return () => {
    if (followed.peek() === entry) followed.value = undefined;
  };
}

function frameOf({ id, event, raw }: Followed): LiveFrame {
  return { id, event, data: readFrame(raw) as Record<string, unknown> };
}

/** Lets the browser draw and take input. A hidden page's timers are slow, a channel's messages are not. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

async function follow(path: string, fromNow: boolean, signal: AbortSignal, listener: Listener) {
  let lastEventId = "";
  while (!signal.aborted) {
    try {
      const start = fromNow ? ({ from: "now" } as const) : {};
      const frames = api().follow(path, {
        ...(lastEventId === "" ? start : { lastEventId }),
        signal,
        onOpen: () => {
          liveState.value = "live";
        },
        onLost: () => {
          liveState.value = "lost";
        },
      });
      let sliceStart = performance.now();
      for await (const frame of frames) {
        if (performance.now() - sliceStart > SLICE_MS) {
          await turn();
          sliceStart = performance.now();
        }
        if (signal.aborted) return;
        if (frame.id !== "") lastEventId = frame.id;
        listener(frameOf(frame));
      }
      return;
    } catch (error) {
      if (signal.aborted) return;
      liveState.value = "lost";
      if (error instanceof ApiError && error.status < 500 && error.status !== 429) return;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

effect(() => {
  const who = session.value;
  if (who?.project === undefined || !may("runs:read")) {
    liveState.value = "off";
    return;
  }
  const run = followed.value;
  const abort = new AbortController();
  liveState.value = "connecting";
  const path = run?.path ?? `/v1/projects/${encodeURIComponent(who.project)}/activity/stream`;
  const tell = (frame: LiveFrame): void => {
    for (const listener of activityListeners) listener(frame);
  };
  void follow(path, run === undefined, abort.signal, run?.listener ?? tell).then(() => {
    if (!abort.signal.aborted && run !== undefined && followed.peek() === run) followed.value = undefined;
  });
  return () => abort.abort();
});
