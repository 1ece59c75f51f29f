import { computed, signal } from "@preact/signals";
import { consoleBase } from "../api/calls.js";

const here = signal(new URL(location.href));
addEventListener("popstate", () => {
  here.value = new URL(location.href);
});

/** Decoded parts of the path behind `/console/`. */
export const path = computed(() => {
  const { pathname } = here.value;
  const rest = pathname.startsWith(consoleBase.pathname) ? pathname.slice(consoleBase.pathname.length) : "";
  return rest
    .split("/")
    .filter((part) => part !== "")
    .map(decoded);
});
/** The filters: what of a view is in its address. */
export const query = computed(() => here.value.searchParams);

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Address of a view: parts of its path, and its filters; those that are empty are left out. */
export function address(parts: readonly string[], filters: Readonly<Record<string, string>> = {}): string {
  const url = new URL(parts.map(encodeURIComponent).join("/"), consoleBase);
  for (const [name, value] of Object.entries(filters)) if (value !== "") url.searchParams.set(name, value);
  return url.pathname + url.search;
}

export function go(to: string, how: "push" | "replace" = "push"): void {
  const url = new URL(to, location.href);
  if (url.href === here.peek().href) return;
  if (how === "push") history.pushState(null, "", url);
  else history.replaceState(null, "", url);
  const moved = url.pathname !== here.peek().pathname;
  here.value = url;
  if (moved) scrollTo(0, 0);
}

/** Changes some filters of the view that is shown and keeps the others. The page begins anew. */
export function setFilters(changes: Readonly<Record<string, string>>): void {
  const url = new URL(here.peek());
  url.searchParams.delete("cursor");
  for (const [name, value] of Object.entries(changes)) {
    if (value === "") url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  go(url.href, "replace");
}

/** Takes clicks on links of the console: they change the view, not the page. */
export function takeClicks(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (link === null || link.target !== "" || link.hasAttribute("download")) return;
  const url = new URL(link.href);
  if (url.origin !== location.origin || !url.pathname.startsWith(consoleBase.pathname)) return;
  event.preventDefault();
  go(url.href);
}
