/** The tables of Redis keys in docs/architecture.md, from the patterns and comments of `src/store/key-names.ts`. */
import { table } from "./markdown.mjs";

const TYPES = {
  CHANNEL: "pub/sub channel",
  HASH: "hash",
  SET: "set",
  STREAM: "stream",
  STRING: "string",
  ZSET: "sorted set",
};

/**
 * A table of the keys of one constant of the source's text. Throws for a key whose comment does not say its type and
 * what it holds.
 */
export function keysTable(source, constant) {
  const [, members] = new RegExp(`${constant} = \\{\\n(.*?)\\n\\}`, "s").exec(source) ?? [];
  if (members === undefined) throw new Error(`src/store/key-names.ts has no ${constant}`);
  const keys = [...members.matchAll(/^ {2}(\w+): "(.*)",$/gm)];
  const described = new Map(
    [...members.matchAll(/^ {2}\/\*\* ([A-Z]+): (.*?)\.? \*\/\n {2}(\w+):/gm)].map(
      ([, type, holds, name]) => [name, [TYPES[type], holds]],
    ),
  );
  const rows = keys.map(([, name, pattern]) => {
    const [type, holds] = described.get(name) ?? [];
    if (type === undefined)
      throw new Error(`src/store/key-names.ts does not say what ${name} is: /** TYPE: what it holds. */`);
    return [`\`${pattern}\``, type, holds];
  });
  return table(["Key", "Type", "Holds"], rows);
}
