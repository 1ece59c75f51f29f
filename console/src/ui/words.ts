import type { RunStatus } from "../api/objects.js";

/** Statuses in the order of a run's life, as the tabs show them. */
export const STATUSES: readonly RunStatus[] = [
  ...(["executing", "queued", "dequeued", "waiting", "delayed", "paused", "replay_staged"] as const),
  ...(["completed", "failed", "timed_out", "crashed", "system_failed", "dead_letter"] as const),
  ...(["canceled", "expired"] as const),
];

const ENDED: ReadonlySet<string> = new Set<RunStatus>([
  ...(["completed", "failed", "timed_out", "crashed", "system_failed", "dead_letter", "canceled"] as const),
  "expired",
]);

export function hasEnded(status: string): boolean {
  return ENDED.has(status);
}

/** `dead_letter` as `Dead letter`. */
export function statusWord(status: string): string {
  const words = status.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A duration in ms in two units at most. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) return "–";
  const size = Math.max(0, ms);
  if (size < 1000) return `${Math.round(size)} ms`;
  if (size < 10_000) return `${(size / 1000).toFixed(1)} s`;
  const secs = Math.floor(size / 1000);
  if (secs < 60) return `${secs} s`;
  if (secs < 3600) return units(secs, 60, "m", 1, "s");
  if (secs < 86_400) return units(secs, 3600, "h", 60, "m");
  return units(secs, 86_400, "d", 3600, "h");
}

/** Whole ones of a unit, and of a smaller one where some are left. */
function units(secs: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.floor((secs % large) / small);
  return `${Math.floor(secs / large)} ${largeName}${rest === 0 ? "" : ` ${rest} ${smallName}`}`;
}

/** How long ago, or how far ahead, in one unit. */
export function distance(fromMs: number, nowMs: number): string {
  const ahead = fromMs > nowMs;
  const secs = Math.floor(Math.abs(nowMs - fromMs) / 1000);
  const [size, unit] =
    secs < 60
      ? [secs, "s"]
      : secs < 3600
        ? [Math.floor(secs / 60), "m"]
        : secs < 86_400
          ? [Math.floor(secs / 3600), "h"]
          : [Math.floor(secs / 86_400), "d"];
  if (secs === 0) return "now";
  return ahead ? `in ${size} ${unit}` : `${size} ${unit} ago`;
}

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const SHORT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

export function count(value: number): string {
  return WHOLE.format(value);
}

/** 12,345 as 12.3K: for tabs and tiles. */
export function shortCount(value: number): string {
  return value < 10_000 ? WHOLE.format(value) : SHORT.format(value);
}

export function bytes(value: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let size = value;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

/** Micro-dollars as dollars, with as many digits as it needs to be seen. */
export function cost(microUsd: number): string {
  const usd = microUsd / 1_000_000;
  return `$${usd.toFixed(usd !== 0 && Math.abs(usd) < 0.01 ? 6 : 2)}`;
}

/** The end of an id: what tells ids apart that were made in one moment. */
export function shortId(id: string): string {
  return id.length > 13 ? `${id.slice(0, 8)}…${id.slice(-4)}` : id;
}
