import type { RunView } from "../domain/run-json.js";
import type { Reply } from "./scripts.js";

/** A script answered something its header does not name: a bug of ours, never of a caller. */
class UnexpectedReplyError extends Error {
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

/** A run view, or undefined for the empty list that stands for a run that does not exist. */
export function asRunView(reply: Reply | undefined): RunView | undefined {
  const view = asList(reply);
  if (view.length === 0) return undefined;
  return { fields: asFields(view[0]), metadata: asTexts(view[1]), heartbeatUs: asText(view[2]) };
}

/** A run view that the script has just written or guarded, so it must be there. */
export function asPresentRunView(reply: Reply | undefined): RunView {
  const view = asRunView(reply);
  if (view === undefined) throw new UnexpectedReplyError("expected a run");
  return view;
}

/** The first element of a script's reply: its outcome. */
export function outcomeOf(reply: Reply): string {
  return asText(asList(reply)[0]);
}
