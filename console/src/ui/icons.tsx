import type { RunStatus } from "../api/objects.js";

/** Drawings of 16 by 16 units: lines unless they say that they are filled. */
const SHAPES = {
  fleet: "M2 11.5l3-4 2.5 3 3-6 3.5 7M2 14h12",
  runs: "M3 4h10M3 8h10M3 12h6",
  jobs: "M8 1.8 13.5 5v6L8 14.2 2.5 11V5zM2.7 5.1 8 8.2l5.3-3.1M8 8.2v5.8",
  schedules: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 4.7V8l2.3 1.6",
  events: "M8.8 1.8 3.5 9H8l-.8 5.2L12.5 7H8z",
  dead: "M2.5 5.5h11v7.5h-11zM2.5 5.5 4 3h8l1.5 2.5M6.3 8l3.4 3.2M9.7 8l-3.4 3.2",
  workers: "M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h.01M5 11h.01",
  webhooks:
    "M6.5 9.5 9.5 6.5M7.3 4.5l1.2-1.2a2.8 2.8 0 0 1 4 4L11.3 8.5M8.7 11.5l-1.2 1.2a2.8 2.8 0 0 1-4-4L4.7 7.5",
  keys: "M10.5 2.5a3 3 0 1 1-2.6 4.5L3 12v1.5h2V12h1.5v-1.5H8l1-1",
  system:
    "M4.5 4.5h7v7h-7zM6.5 2v2.5M9.5 2v2.5M6.5 11.5V14M9.5 11.5V14M2 6.5h2.5M2 9.5h2.5M11.5 6.5H14M11.5 9.5H14",
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.3 10.3l3.2 3.2",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  play: "M5 3.2 12.5 8 5 12.8z",
  stop: "M4 4h8v8H4z",
  replay: "M3 8a5 5 0 1 0 1.6-3.7M3 2.5v2.8h2.8",
  copy: "M5.5 5.5h7.5v7.5H5.5zM10.5 5.5V3H3v7.5h2.5",
  check: "M3 8.5 6.5 12 13 4.5",
  cross: "M4 4l8 8M12 4l-8 8",
  plus: "M8 3v10M3 8h10",
  chevron: "M6 3.5 10.5 8 6 12.5",
  down: "M3.5 6 8 10.5 12.5 6",
  external: "M6.5 3.5H3v9.5h9.5V9.5M9 3h4v4M13 3 7.5 8.5",
  sun: "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM8 1.5V3M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1 1M11.6 11.6l1 1M3.4 12.6l1-1M11.6 4.4l1-1",
  moon: "M13 9.6A5.5 5.5 0 0 1 6.4 3 5.5 5.5 0 1 0 13 9.6z",
  menu: "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
  out: "M9.5 3H3.5v10h6M7 8h6.5M11 5.5 13.5 8 11 10.5",
  keyboard: "M1.8 4h12.4v8.5H1.8zM4.5 7h.01M7 7h.01M9.5 7h.01M11.8 7h.01M5.5 10h5",
  send: "M2.5 8 13.5 2.8 9.8 13.5 7.5 8.8z",
  edit: "M3 13l.7-2.8 7.3-7.3 2.1 2.1-7.3 7.3z",
  trash: "M3 4.5h10M6 4.5V3h4v1.5M4.3 4.5l.7 9h6l.7-9",
  warning: "M8 2.2 14.3 13H1.7zM8 6.3v3.2M8 11.3h.01",
} as const;
export type IconName = keyof typeof SHAPES;

/** A drawing beside a word; a reader of the screen hears the word only. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={SHAPES[name]} />
    </svg>
  );
}

/** What tells statuses apart without their colours: each has a shape of its own. */
const GLYPHS: Readonly<Record<RunStatus, { readonly line?: string; readonly fill?: string }>> = {
  delayed: { line: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM8 5v3.2l2 1.3" },
  queued: { line: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11z" },
  dequeued: { line: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11z", fill: "M8 4.5a3.5 3.5 0 0 1 0 7z" },
  executing: { line: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11z", fill: "M6.5 5.3v5.4L11 8z" },
  waiting: {
    line: "M4.5 2.5h7M4.5 13.5h7M5.2 2.5c0 3.5 5.6 4 5.6 5.5s-5.6 2-5.6 5.5M10.8 2.5c0 3.5-5.6 4-5.6 5.5s5.6 2 5.6 5.5",
  },
  paused: { line: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM6.5 6v4M9.5 6v4" },
  replay_staged: { line: "M3.5 8a4.5 4.5 0 1 0 1.4-3.2M3.5 2.8v2.5H6" },
  completed: { fill: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zm3 4.7-3.6 4-.6.6-2-2 .9-.9 1.1 1.1 3.2-3.6z" },
  failed: {
    fill: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zm2.7 7.8-.9.9L8 8.9l-1.8 1.8-.9-.9L7.1 8 5.3 6.2l.9-.9L8 7.1l1.8-1.8.9.9L8.9 8z",
  },
  timed_out: { fill: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zm2.8 8.1L7.4 8.6V4.5h1.2v3.3l2.8 1.2z" },
  crashed: { fill: "M9 1.5 3.3 9H7l-.8 5.5L12.7 6.5H8.5z" },
  system_failed: { fill: "M8 1.7 14.7 13.5H1.3zM7.3 6v4h1.4V6zm0 5v1.4h1.4V11z" },
  dead_letter: {
    fill: "M2.5 2.5h11v11h-11zm8.3 7.5L8.9 8l1.9-2-.9-.9-1.9 2-1.9-2-.9.9 1.9 2-1.9 2 .9.9 1.9-2 1.9 2z",
  },
  canceled: { line: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM4.3 4.3l7.4 7.4" },
  expired: { line: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM8 5v3.5M8 10.7h.01" },
};

export function StatusGlyph({ status }: { status: string }) {
  const { line, fill } = GLYPHS[status as RunStatus] ?? GLYPHS.queued;
  return (
    <svg class="glyph" viewBox="0 0 16 16" aria-hidden="true">
      {line === undefined ? null : <path class="line" d={line} />}
      {fill === undefined ? null : <path class="fill" fill-rule="evenodd" d={fill} />}
    </svg>
  );
}
