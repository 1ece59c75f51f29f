import { Budget, BudgetSpent } from "./budget.js";
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

/** A JSON text inside what ended, which is taken apart once however many paths lead through it. */
class Place {
  readonly text: string;
  #members: readonly string[] | undefined;
  #elements: readonly string[] | undefined;
  readonly #below = new Map<string, Place | undefined>();

  constructor(text: string) {
    this.text = text;
  }

  /** What is one step further; undefined when nothing is there. Taking a text apart costs its length. */
  at(step: string, budget: Budget): Place | undefined {
    if (this.#below.has(step)) return this.#below.get(step);
    const text = this.#textAt(step, budget);
    const below = text === undefined ? undefined : new Place(text);
    this.#below.set(step, below);
    return below;
  }

  #textAt(step: string, budget: Budget): string | undefined {
    if (this.text.startsWith("{")) {
      if (this.#members === undefined) budget.spend(this.text.length);
      this.#members ??= rawMembers(this.text);
      budget.spend(this.#members.length);
      return rawMember(this.#members, step);
    }
    if (!this.text.startsWith("[") || !INDEX.test(step)) return undefined;
    if (this.#elements === undefined) budget.spend(this.text.length);
    this.#elements ??= rawElements(this.text);
    return this.#elements[Number(step)];
  }
}

function walk(from: Place | undefined, steps: readonly string[], budget: Budget): string | undefined {
  let here = from;
  for (const step of steps) here = here?.at(step, budget);
  return here?.text;
}

/** What a mapping may cost: characters that are looked at, and bytes of the payload that it makes. */
export interface MappingLimits {
  readonly steps: number;
  readonly outcomeBytes: number;
}

/**
 * The payload that a mapping of field to path makes of what ended. A path begins with a name of `ended`; one that
 * leads nowhere there is taken as a path into the result, as the reference does. What is not found is left out.
 * Undefined when the payload would be larger than the limits allow, or making it would cost more.
 */
export function mappedPayload(
  mapping: ReadonlyMap<string, string>,
  ended: EndedTexts,
  limits: MappingLimits,
): string | undefined {
  const budget = new Budget(limits.steps);
  const places = new Map([...ended].map(([name, text]) => [name, new Place(text.trim())]));
  const members: string[] = [];
  // Of UTF-16: a payload has at least as many bytes.
  let length = 2;
  try {
    for (const [field, path] of mapping) {
      const [name = "", ...rest] = stepsOf(path);
      const found = walk(places.get(name), rest, budget) ?? walk(places.get("result"), stepsOf(path), budget);
      if (found === undefined) continue;
      const member = `${JSON.stringify(field)}:`;
      length += member.length + found.length + 1;
      if (length > limits.outcomeBytes) return undefined;
      members.push(member + found);
    }
  } catch (error) {
    if (error instanceof BudgetSpent) return undefined;
    throw error;
  }
  const payload = `{${members.join(",")}}`;
  return Buffer.byteLength(payload) > limits.outcomeBytes ? undefined : payload;
}
