import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { reachable } from "./calls.js";
import { livePaused, onActivity } from "./live.js";

export interface Query<Data> {
  readonly data: Data | undefined;
  readonly error: unknown;
  /** Nothing was read yet for this key. */
  readonly loading: boolean;
  refresh(): void;
}

export interface QueryOptions {
  /** Reads again after something in the project has changed, at most this often. */
  readonly liveMs?: number;
  /** Reads again this often, whether anything is heard or not. */
  readonly everyMs?: number;
}

interface Held<Data> {
  readonly key: string;
  readonly data?: Data;
  readonly error?: unknown;
}

/**
 * What `load` answers for the key; while a newer answer is under way the last one stays. An empty key reads nothing.
 * A page in the background reads nothing either, and reads once when it is looked at again.
 */
export function useQuery<Data>(
  key: string,
  load: (signal: AbortSignal) => Promise<Data>,
  { liveMs, everyMs }: QueryOptions = {},
): Query<Data> {
  const [held, setHeld] = useState<Held<Data>>({ key });
  const loader = useRef(load);
  loader.current = load;
  const running = useRef<AbortController | undefined>(undefined);
  const again = useRef(false);

  const run = useCallback(() => {
    if (key === "") return;
    if (running.current !== undefined) {
      again.current = true;
      return;
    }
    const abort = new AbortController();
    running.current = abort;
    loader
      .current(abort.signal)
      .then(
        (data) => {
          if (!abort.signal.aborted) setHeld({ key, data });
        },
        (error: unknown) => {
          if (!abort.signal.aborted)
            setHeld((before) => (before.key === key ? { ...before, error } : { key, error }));
        },
      )
      .finally(() => {
        if (running.current !== abort) return;
        running.current = undefined;
        if (again.current) {
          again.current = false;
          run();
        }
      });
  }, [key]);

  useEffect(() => {
    run();
    return () => {
      running.current?.abort();
      running.current = undefined;
      again.current = false;
    };
  }, [run]);

  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined;
    let missed = false;
    let lastMs = 0;
    const due = (): void => {
      if (document.hidden || livePaused.peek()) {
        missed = true;
        return;
      }
      missed = false;
      lastMs = Date.now();
      run();
    };
    const heard = (): void => {
      if (waiting !== undefined || liveMs === undefined) return;
      waiting = setTimeout(
        () => {
          waiting = undefined;
          due();
        },
        Math.max(100, lastMs + liveMs - Date.now()),
      );
    };
    const seen = (): void => {
      if (missed && !document.hidden) due();
    };
    const deaf = liveMs === undefined ? undefined : onActivity(heard);
    const unpaused = livePaused.subscribe(seen);
    let away = false;
    const back = reachable.subscribe((now) => {
      if (now && away) run();
      away = !now;
    });
    const timer = everyMs === undefined ? undefined : setInterval(due, everyMs);
    document.addEventListener("visibilitychange", seen);
    return () => {
      deaf?.();
      unpaused();
      back();
      clearTimeout(waiting);
      clearInterval(timer);
      document.removeEventListener("visibilitychange", seen);
    };
  }, [run, liveMs, everyMs]);

  const current = held.key === key;
  return {
    data: held.data,
    error: current ? held.error : undefined,
    loading: key !== "" && (!current || (held.data === undefined && held.error === undefined)),
    refresh: run,
  };
}
