/**
 * Writes src/client/api-types.ts: the types of the API, made from the OpenAPI document that the routes make.
 * `npm run client`; a test fails when the file is not current.
 */
import { writeFileSync } from "node:fs";
import { register } from "node:module";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, installPackages, requireNode, root } from "./set-up.mjs";

export const CLIENT_TYPES = join(root, "src", "client", "api-types.ts");

const HEAD = `/** The types of the API, made from its OpenAPI document by \`npm run client\`: change the routes, not this file. */
/* biome-ignore-all lint: made by openapi-typescript */
/* biome-ignore-all format: made by openapi-typescript */
`;

/** What openapi-typescript says of what there is not: callers need none of it, and readers have to skip it. */
const NOTHING_SAID = [
  /^ +\w+\?: never;\n/gm,
  /^ +headers: \{\n +\[name: string\]: unknown;\n +\};\n/gm,
  /^ +parameters: \{\n +\};\n/gm,
  /^ +\/\*\* @(?:enum \{\w+\}|constant) \*\/\n/gm,
  /^ +\/\*\* @description (?:Success|Done) \*\/\n/gm,
  /^export type (?:Response\w+|webhooks|\$defs) = .*\n/gm,
  /^ +\* @(?:enum \{\w+\}|constant)\n/gm,
];

/** An object of one member, which one line holds. */
const SMALL = /: \{\n +([^\n{}]+);\n +\};/g;

/** The text that the file has to have. */
export async function clientTypes() {
  register("./typescript-for-generator.mjs", import.meta.url);
  const { default: openapi, astToString } = await import("openapi-typescript");
  const from = (file) => import(pathToFileURL(join(root, "dist", "http", file)).href);
  const [{ OPERATIONS }, { openApiDocument }] = await Promise.all([
    from("routes.js"),
    from("operator/openapi.js"),
  ]);
  const document = JSON.parse(JSON.stringify(openApiDocument(OPERATIONS, "")));
  const types = astToString(
    await openapi(document, {
      rootTypes: true,
      rootTypesNoSchemaPrefix: true,
      // What has a default may be left out of what is sent.
      defaultNonNullable: false,
    }),
  );
  const said = NOTHING_SAID.reduce((text, nothing) => text.replace(nothing, ""), types);
  return HEAD + said.replace(SMALL, ": { $1 };").replace(SMALL, ": { $1 };");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  requireNode();
  if (!installPackages() || !build()) process.exitCode = 1;
  else writeFileSync(CLIENT_TYPES, await clientTypes());
}
