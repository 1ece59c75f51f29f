import type { RunView } from "../api/run.js";
import { coreParts } from "../api/run-core.js";
import { originParts } from "../api/run-origin.js";

/** What Lua answers: texts, numbers, `false` for what is not there, and lists of them. */
export type Reply = string | number | false | readonly Reply[];
/** What Lua takes. Texts also for numbers: Redis would write a number of Lua with 17 digits of a double. */
export type Packed = string | readonly Packed[];

/** An entry of a Redis Stream. */
export interface StreamEntry {
  readonly id: string;
  readonly fields: ReadonlyMap<string, string>;
}

/** A script answered something its head does not name: a bug of ours, never of a caller. */
export class UnexpectedReplyError extends Error {
  readonly code = "UNEXPECTED_REPLY";
}

export function asList(reply: Reply | undefined): readonly Reply[] {
  if (!Array.isArray(reply)) throw new UnexpectedReplyError("expected a list");
  return reply as readonly Reply[];
}

export function asText(reply: Reply | undefined): string {
  if (typeof reply === "string") return reply;
  if (typeof reply === "number") return String(reply);
  throw new UnexpectedReplyError("expected a text");
}

export function asNumber(reply: Reply | undefined): number {
  return typeof reply === "number" ? reply : Number(asText(reply));
}

/** Undefined for the empty text, which stands for what is absent. */
export function asOptionalText(reply: Reply | undefined): string | undefined {
  const text = asText(reply);
  return text === "" ? undefined : text;
}

export function asOptionalNumber(reply: Reply | undefined): number | undefined {
  return reply === "" ? undefined : asNumber(reply);
}

export function asTexts(reply: Reply | undefined): string[] {
  return asList(reply).map(asText);
}

/** A field, value list as a map. */
export function asFields(reply: Reply | undefined): Map<string, string> {
  const list = asTexts(reply);
  const fields = new Map<string, string>();
  for (let index = 0; index + 1 < list.length; index += 2)
    fields.set(list[index] ?? "", list[index + 1] ?? "");
  return fields;
}

export function asEntry(reply: Reply | undefined): StreamEntry {
  const [id, fields] = asList(reply);
  return { id: asText(id), fields: asFields(fields) };
}

/** Undefined for the empty list, which stands for no entry. */
export function asOptionalEntry(reply: Reply | undefined): StreamEntry | undefined {
  return asList(reply).length === 0 ? undefined : asEntry(reply);
}

/** A run view, or undefined for the empty list that stands for a run that does not exist. */
export function asRunView(reply: Reply | undefined): RunView | undefined {
  const view = asList(reply);
  if (view.length === 0) return undefined;
  const fields = asFields(view[0]);
  const [origin = "", core = ""] = [fields.get("origin"), fields.get("core")];
  fields.delete("origin");
  fields.delete("core");
  for (const [name, value] of originParts(origin)) fields.set(name, value);
  for (const [name, value] of coreParts(core)) fields.set(name, value);
  return { fields, metadata: asTexts(view[1]), heartbeatUs: asText(view[2]) };
}

/** A run view that the script has just written or guarded, so it must be there. */
export function asPresentRunView(reply: Reply | undefined): RunView {
  const view = asRunView(reply);
  if (view === undefined) throw new UnexpectedReplyError("expected a run");
  return view;
}
