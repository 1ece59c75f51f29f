/**
 * What does not change of a run, or hardly ever, is one field of its hash, `origin`: these in their order, each with a zero
 * behind it, which Lua reads with `struct`. A field of its own would cost each command that reads or writes it as much as all of them.
 */
const KNOWN_PARTS = ["job_id", "created_at", "project_id", "execution_mode", "expires_at"] as const;
/** Those that Lua is given as one text when it creates the run. */
const MADE_PARTS = ["timeout_secs", "max_attempts", "job_version", "queue_name", "created_by"] as const;
const ORIGIN_PARTS = [...KNOWN_PARTS, ...MADE_PARTS] as const;

type KnownPart = (typeof KNOWN_PARTS)[number];
type MadePart = (typeof MADE_PARTS)[number];
export type OriginPart = (typeof ORIGIN_PARTS)[number];

/** The parts of the field that Lua does not know itself, as its text. */
export function madeText(parts: Readonly<Record<MadePart, string>>): string {
  const { timeout_secs, max_attempts, job_version, queue_name, created_by } = parts;
  return `${timeout_secs}\0${max_attempts}\0${job_version}\0${queue_name}\0${created_by}\0`;
}

/** The whole field as Lua makes it, of `made` as `madeText` answers it; empty parts are absent. */
export function originText(known: Readonly<Record<KnownPart, string>>, made: string): string {
  return KNOWN_PARTS.map((name) => `${known[name]}\0`).join("") + made;
}

/** What the field says, by name; empty parts are absent. */
export function originParts(text: string): [name: OriginPart, value: string][] {
  const values = text.split("\0");
  const parts: [OriginPart, string][] = [];
  ORIGIN_PARTS.forEach((name, index) => {
    const value = values[index] ?? "";
    if (value !== "") parts.push([name, value]);
  });
  return parts;
}

/** One part of the field; undefined when it is absent, or there is no run. */
export function originPart(text: string | null | undefined, name: OriginPart): string | undefined {
  return originParts(text ?? "").find(([part]) => part === name)?.[1];
}
