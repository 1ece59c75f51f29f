import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { onActivity } from "../api/live.js";
import { hasEnded } from "../ui/words.js";

export interface Second {
  triggered: number;
  started: number;
  ended: number;
}

const SHOWN_SECS = 60;

/** What has happened in each of the last 60 seconds, counted from the project's activity. */
export const lastMinute = signal<{ readonly times: readonly number[]; readonly seconds: readonly Second[] }>({
  times: [],
  seconds: [],
});

const counted = new Map<number, Second>();

function secondOf(at: number): Second {
  const known = counted.get(at) ?? { triggered: 0, started: 0, ended: 0 };
  counted.set(at, known);
  return known;
}

function redraw(): void {
  // The second that has just begun is not whole yet.
  const newest = Math.floor(Date.now() / 1000) - 1;
  const times = Array.from({ length: SHOWN_SECS }, (_, index) => newest - SHOWN_SECS + 1 + index);
  for (const at of counted.keys()) if (at < newest - 2 * SHOWN_SECS) counted.delete(at);
  lastMinute.value = {
    times,
    seconds: times.map((at) => counted.get(at) ?? { triggered: 0, started: 0, ended: 0 }),
  };
}

/** Counts while the view that calls it is shown. */
export function useLiveRates(): void {
  useEffect(() => {
    redraw();
    const stop = onActivity(({ data }) => {
      if (data["type"] !== "status_change") return;
      const second = secondOf(Math.floor(Date.parse(String(data["timestamp"])) / 1000));
      const to = String(data["to"]);
      if (data["action"] === "insert") second.triggered++;
      if (to === "executing") second.started++;
      if (hasEnded(to)) second.ended++;
    });
    const timer = setInterval(() => {
      if (!document.hidden) redraw();
    }, 1_000);
    return () => {
      stop();
      clearInterval(timer);
    };
  }, []);
}
