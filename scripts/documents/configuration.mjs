/** docs/configuration.md: every environment variable, from the schema that reads them. */
import { grouped, table } from "./markdown.mjs";

function meaning({ type, enum: values, minimum, maximum, least, most }) {
  if (values !== undefined) return values.map((value) => `\`${value}\``).join(", ");
  if (type === "integer") return `${grouped(minimum)} to ${grouped(maximum)}`;
  if (type === "boolean") return "`true`, `false`";
  return least === undefined ? "text" : `${least} to ${most}`;
}

/** The table of all environment variables, from the schema that reads them. */
export function configurationTable(environment) {
  const rows = Object.entries(environment.properties).map(([name, schema]) => {
    const { default: fallback, description } = schema;
    return [`\`${name}\``, fallback === "" ? "" : `\`${fallback}\``, meaning(schema), description];
  });
  return table(["Variable", "Default", "Values", "Meaning"], rows);
}
