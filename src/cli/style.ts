import process from "node:process";
import { styleText } from "node:util";

export type Style = Parameters<typeof styleText>[0];

/** How a status or a level looks on a terminal. */
const STYLES: Readonly<Record<string, Style>> = {
  completed: "green",
  received: "green",
  active: "green",
  executing: "cyan",
  waiting: "yellow",
  paused: "yellow",
  warn: "yellow",
  silent: "yellow",
  failed: "red",
  dead_letter: "red",
  crashed: "red",
  system_failed: "red",
  timed_out: "red",
  error: "red",
  canceled: "gray",
  expired: "gray",
  debug: "gray",
  disabled: "gray",
};

/** The text with the style, on a terminal. */
export function styled(style: Style | undefined, text: string): string {
  return style === undefined || !process.stdout.isTTY ? text : styleText(style, text);
}

/** A text in the colour of a status or a level. */
export function inColour(word: string, text = word): string {
  return styled(STYLES[word], text);
}
