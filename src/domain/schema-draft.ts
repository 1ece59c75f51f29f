import { schemaKeywords } from "./schema-keywords.js";

/** The build of Ajv that knows the keywords of a draft; a draft-06 schema is one of draft-07 too. */
export type Draft = "draft-07" | "2019-09" | "2020-12";

const NAMES: readonly (readonly [name: RegExp, draft: Draft])[] = [
  [/^https?:\/\/json-schema\.org\/draft-0[67]\/schema#?$/, "draft-07"],
  [/^https?:\/\/json-schema\.org\/draft\/2019-09\/schema#?$/, "2019-09"],
  [/^https?:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/, "2020-12"],
];
/** What draft-07 does not know, and would not check: generators that name no draft write these. */
const OF_2020 = ["prefixItems", "$dynamicRef", "$dynamicAnchor"];
const OF_2019 = [
  ...["unevaluatedItems", "unevaluatedProperties", "dependentRequired", "dependentSchemas"],
  ...["minContains", "maxContains", "$anchor", "$recursiveRef", "$recursiveAnchor"],
];

/** The draft that a schema is of: the one it names, else the oldest that knows all its keywords. */
export function draftOf(schema: object): Draft | { readonly problem: string } {
  if ("$schema" in schema) {
    const name = String(schema.$schema);
    return (
      NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? {
        problem: `$schema: ${JSON.stringify(name.slice(0, 200))} is not known: use draft-07, 2019-09 or 2020-12, or leave it out`,
      }
    );
  }
  const keywords = new Set(Array.from(schemaKeywords(schema), ([name]) => name));
  if (OF_2020.some((name) => keywords.has(name))) return "2020-12";
  return OF_2019.some((name) => keywords.has(name)) ? "2019-09" : "draft-07";
}
