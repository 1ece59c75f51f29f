import type { Run } from "../api/objects.js";
import { duration, statusWord } from "./words.js";

const HEIGHT = 18;
const STEP = 5;

/** The last runs of a job, one bar each: how long it took, and by its colour how it went. */
export function Sparkline({ runs }: { runs: readonly Run[] }) {
  const took = runs.map(({ started_at, finished_at }) =>
    started_at === undefined || finished_at === undefined
      ? undefined
      : Date.parse(finished_at) - Date.parse(started_at),
  );
  const longest = Math.max(1, ...took.map((ms) => ms ?? 0));
  return (
    <svg
      class="sparks"
      width={runs.length * STEP}
      height={HEIGHT}
      role="img"
      aria-label={`The last ${runs.length} runs`}
    >
      {runs.map(({ id, status }, index) => {
        const ms = took[index];
        const height = ms === undefined ? 4 : Math.max(4, (ms / longest) * HEIGHT);
        return (
          <rect
            key={id}
            data-status={status}
            x={index * STEP}
            y={HEIGHT - height}
            width={STEP - 2}
            height={height}
            rx={1}
          >
            <title>{ms === undefined ? statusWord(status) : `${statusWord(status)}, ${duration(ms)}`}</title>
          </rect>
        );
      })}
    </svg>
  );
}
