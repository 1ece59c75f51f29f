import { computed, signal } from "@preact/signals";
import { ApiError, type Client, createClient, ok } from "bosporus/client";
import { readAnswer, writeJson } from "../json/reader.js";
import { session, signOut } from "./session.js";

/** `…/console/`, whatever the prefix: the modules of the console are in `…/console/assets/`. */
export const consoleBase = import.meta.env.DEV
  ? new URL("/console/", location.href)
  : new URL(/* @vite-ignore */ "../", import.meta.url);
/** Where the API is: beside the console. */
export const apiBase = new URL("../", consoleBase).href.replace(/\/$/, "");

/** Whether the last call has reached a gateway. */
export const reachable = signal(true);

async function watchedFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  try {
    const response = await fetch(input, init);
    reachable.value = response.status !== 502 && response.status !== 503 && response.status !== 504;
    if (response.status === 401 && session.peek() !== undefined) signOut();
    return response;
  } catch (error) {
    const aborted = error instanceof DOMException && error.name === "AbortError";
    if (!aborted) reachable.value = false;
    throw error;
  }
}

/** While the gateway is away, asks for it every second, so that the page comes back by itself. */
export function watchReachable(): void {
  setInterval(() => {
    if (reachable.peek() || document.hidden) return;
    watchedFetch(`${apiBase}/health/ready`).catch(() => undefined);
  }, 1_000);
}

/** A client with the credentials; one try a call, because who looks at a page sees that it failed and what it does. */
export function clientOf(credentials: {
  kind: "key" | "internal";
  secret: string;
  project: string | undefined;
}): Client {
  const { kind, secret, project } = credentials;
  return createClient({
    baseUrl: apiBase,
    ...(kind === "key" ? { apiKey: secret } : { internalSecret: secret }),
    ...(kind === "internal" && project !== undefined ? { projectId: project } : {}),
    fetch: watchedFetch,
    retry: { attempts: 1, firstPauseMs: 500, longestPauseMs: 5_000 },
  });
}

const current = computed(() => {
  if (session.value === undefined) throw new Error("nobody is signed in");
  return clientOf(session.value);
});

/** The client of whoever is signed in. */
export function api(): Client {
  return current.value;
}

/** For every call: the answer comes as text, bodies keep the user's JSON as it is. */
export const AS_TEXT = { parseAs: "text", bodySerializer: writeJson } as const;

/** The object an answer holds. Throws ApiError when the call was refused. */
export async function answer<Result>(
  call: Promise<{ data?: string | undefined; error?: unknown; response: Response }>,
): Promise<Result> {
  const { data, error, response } = await call;
  const text = await ok<string>(
    Promise.resolve({ response, error, ...(data === undefined ? {} : { data }) }),
  );
  return (text === "" || text === undefined ? undefined : readAnswer(text)) as Result;
}

/** What went wrong, in words. */
export function wordsOf(error: unknown): string {
  if (error instanceof ApiError) {
    const sentence = String(error.error["message"] ?? "The gateway gave no reason.");
    const details = error.details.filter((line) => line !== sentence);
    return details.length === 0 ? sentence : `${sentence}: ${details.join("; ")}`;
  }
  if (error instanceof TypeError) return "The gateway cannot be reached.";
  return error instanceof Error ? error.message : String(error);
}
