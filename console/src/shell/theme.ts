import { computed, effect, signal } from "@preact/signals";

type Choice = "system" | "light" | "dark";
const STORED = "bosporus-console-theme";
const dark = matchMedia("(prefers-color-scheme: dark)");
const systemDark = signal(dark.matches);
dark.addEventListener("change", () => {
  systemDark.value = dark.matches;
});

const stored = localStorage.getItem(STORED);
const choice = signal<Choice>(stored === "light" || stored === "dark" ? stored : "system");

/** What is shown. */
export const theme = computed<"light" | "dark">(() =>
  choice.value === "system" ? (systemDark.value ? "dark" : "light") : choice.value,
);

effect(() => {
  document.documentElement.dataset["theme"] = theme.value;
  if (choice.value === "system") localStorage.removeItem(STORED);
  else localStorage.setItem(STORED, choice.value);
});

/** The other one; when that is what the system wants, the system decides again. */
export function switchTheme(): void {
  const next = theme.peek() === "dark" ? "light" : "dark";
  choice.value = (next === "dark") === systemDark.peek() ? "system" : next;
}
