import { rawElements, rawMember, rawMembers } from "./json.js";

/** What ended, by name: each the JSON text as it came, so that no number is rounded. */
export type EndedTexts = ReadonlyMap<string, string>;

const INDEX = /^(?:0|[1-9]\d*)$/;

/**
 * The steps of a path: a JSON pointer (`/result/user/id`), or names with dots (`result.user.id`, `items[0].id`),
 * with or without a leading `$.`.
 */
function stepsOf(path: string): string[] {
  if (path.startsWith("/")) {
    return path
      .slice(1)
      .split("/")
      .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  }
  const plain = path.replace(/^\$\.?/, "").replace(/\[(\d+)\]/g, ".$1");
  return plain.split(".").filter((step) => step !== "");
}

/** The text of what the steps lead to inside a JSON text; undefined when nothing is there. */
function at(text: string | undefined, steps: readonly string[]): string | undefined {
  let here = text?.trim();
  for (const step of steps) {
    if (here?.startsWith("{")) here = rawMember(rawMembers(here), step);
    else if (here?.startsWith("[") && INDEX.test(step)) here = rawElements(here)[Number(step)];
    else return undefined;
  }
  return here;
}

/**
 * The payload that a mapping of field to path makes of what ended. A path begins with a name of `ended`; one that
 * leads nowhere there is taken as a path into the result, as the reference does. What is not found is left out.
 */
export function mappedPayload(mapping: Readonly<Record<string, string>>, ended: EndedTexts): string {
  const members: string[] = [];
  for (const [field, path] of Object.entries(mapping)) {
    const [name = "", ...rest] = stepsOf(path);
    const found = at(ended.get(name), rest) ?? at(ended.get("result"), stepsOf(path));
    if (found !== undefined) members.push(`${JSON.stringify(field)}:${found}`);
  }
  return `{${members.join(",")}}`;
}
