import { signal } from "@preact/signals";

interface Shortcut {
  readonly key: string;
  readonly words: string;
  readonly run: () => void;
}

/** What can be pressed now; the newest meaning of a key counts. */
export const shortcuts = signal<readonly Shortcut[]>([]);
/** A search was asked for where there is no field for it: the next field that appears takes it. */
export const searchWanted = signal(false);
const CHORD_MS = 1_200;
let first = "";
let firstMs = 0;

/** Gives a key, or two in a row as "g r", a meaning until the answer is called. */
export function onKey(key: string, words: string, run: () => void): () => void {
  const shortcut = { key, words, run };
  shortcuts.value = [...shortcuts.peek(), shortcut];
  return () => {
    shortcuts.value = shortcuts.peek().filter((one) => one !== shortcut);
  };
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input:not([type=checkbox]), textarea, select");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const inside = event.composedPath()[0] ?? event.target;
  if (isTyping(inside)) {
    if (event.key === "Escape" && inside instanceof HTMLElement) inside.blur();
    return;
  }
  if (document.querySelector("dialog[open]") !== null) return;
  if (event.key === "Enter" && inside instanceof Element && inside.closest("a, button, summary") !== null)
    return;
  const chord = event.timeStamp - firstMs < CHORD_MS ? `${first} ${event.key}` : "";
  const found =
    shortcuts.peek().findLast(({ key }) => key === chord) ??
    shortcuts.peek().findLast(({ key }) => key === event.key);
  first = event.key;
  firstMs = event.timeStamp;
  if (found === undefined) return;
  event.preventDefault();
  found.run();
});
