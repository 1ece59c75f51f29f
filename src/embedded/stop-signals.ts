/** npm passes on a Ctrl-C that the terminal has sent already: two in this time are one. */
const SAME_SIGNAL_MS = 500;
const STOP_SIGNALS: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Calls `onFirst` at the first stop signal and `onSecond` at later ones. They stay heard to the end: one on the way
 * out must not take the place of the exit code.
 */
export function onStopSignals(onFirst: () => void, onSecond: () => void): void {
  let firstAt: number | undefined;
  const listener = (): void => {
    if (firstAt === undefined) {
      firstAt = Date.now();
      onFirst();
    } else if (Date.now() - firstAt > SAME_SIGNAL_MS) {
      onSecond();
    }
  };
  for (const signal of STOP_SIGNALS) process.on(signal, listener);
}
