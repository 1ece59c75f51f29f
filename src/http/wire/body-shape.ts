import type { TSchema } from "typebox";
import { KEPT_AS_TEXT, type Shape } from "../../domain/json-shape.js";
import { LIMITS } from "../../domain/limits.js";

/** The parts of a JSON schema that are walked through. */
interface Node {
  readonly [KEPT_AS_TEXT]?: true | readonly string[];
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly patternProperties?: Readonly<Record<string, TSchema>>;
  readonly items?: TSchema;
  readonly maxItems?: number;
}

/** How a large body of the schema is read: nobody asks for members that the schema does not know. */
export function shapeOf(schema: TSchema): Shape {
  const { [KEPT_AS_TEXT]: kept, properties, patternProperties, items, maxItems } = schema as Node;
  if (kept === true) return "text";
  if (kept !== undefined) return { members: new Map(kept.map((name) => [name, "text"])), others: "value" };
  if (patternProperties !== undefined) {
    const [values] = Object.values(patternProperties).map(shapeOf);
    return { members: new Map(), others: values ?? "value", most: LIMITS.mapMembers };
  }
  if (properties !== undefined) {
    const members = Object.entries(properties).map(([name, member]) => [name, shapeOf(member)] as const);
    return { members: new Map(members), others: "unread" };
  }
  return items === undefined ? "value" : { items: shapeOf(items), most: maxItems };
}
