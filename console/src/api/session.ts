import { effect, signal } from "@preact/signals";

/** Who is signed in. Kept for the tab only: closing it signs out. */
export interface Session {
  readonly kind: "key" | "internal";
  readonly secret: string;
  readonly scopes: readonly string[];
  /** Undefined until the holder of the internal secret has chosen one. */
  readonly project: string | undefined;
  readonly name: string;
}

const STORED = "bosporus-console";

function restored(): Session | undefined {
  try {
    const text = sessionStorage.getItem(STORED);
    return text === null ? undefined : (JSON.parse(text) as Session);
  } catch {
    return undefined;
  }
}

export const session = signal<Session | undefined>(restored());

effect(() => {
  if (session.value === undefined) sessionStorage.removeItem(STORED);
  else sessionStorage.setItem(STORED, JSON.stringify(session.value));
});

/** Whether the caller may do what needs the scope. */
export function may(scope: string): boolean {
  const scopes = session.value?.scopes ?? [];
  return scopes.includes("*") || scopes.includes(scope);
}

export function signOut(): void {
  session.value = undefined;
}
