import { CATALOG_KEYS, PARTITION_KEYS } from "./key-names.js";
import { replaceCalls } from "./lua-calls.js";

const KEY_CALL = /\bkey_([a-z_]+)\(/g;
const RUN_KEYS_CALL = /\bkeys_of_run\((\w+)\)/g;
/** Names of the keys of one run. */
const RUN_KEYS = Object.entries(PARTITION_KEYS)
  .filter(([, pattern]) => pattern.startsWith("run:<run>"))
  .map(([name]) => name);

/** Names of keys without parts, which are made once for each cell and not where they are used. */
const WHOLE_NAMES = [
  ...Object.entries(PARTITION_KEYS).map(([name, pattern]) => [name, "PARTITION", pattern] as const),
  ...Object.entries(CATALOG_KEYS).map(([name, pattern]) => [name, "CATALOG", pattern] as const),
].filter(([, , pattern]) => !pattern.includes("<"));

/**
 * Names of keys of jobs and projects, which call after call uses: each is put together once and kept, by its parts, as finding it
 * costs a tenth. A part that is hardly used twice makes a name that is not kept.
 */
const KEPT_NAMES = Object.entries(CATALOG_KEYS)
  .filter(([, pattern]) =>
    /^(?:job:<job>|project:<project>)[^<]*(?:<(?:key|mode|status|step)>)?$/.test(pattern),
  )
  .filter(([, pattern]) => !/:(?:idempotency|early):/.test(pattern))
  .map(([name]) => name);

/** So many are kept; once others were asked for several times as often, all are kept anew. */
const MOST_KEPT = 2000;

/** Lua's names of the cell that a call works on: the beginnings of its keys, those that are whole, those that are kept. */
export const NAMING = "PARTITION, CATALOG, NAMES, KEPT, KEEP";

/** Lua that sets them: `name_keys(partition, catalog)` for a cell; `KEEP` answers the name that it is given to keep. */
export const NAME_KEYS = `local NAMES_OF, KEPT_OF = {}, {}
local function keep_anew()
  KEPT = { asked = 0, none = {}, ${KEPT_NAMES.map((name) => `${name} = {}`).join(", ")} }
  KEPT_OF[PARTITION] = KEPT
end
local function name_keys(partition, catalog)
  PARTITION, CATALOG = partition, catalog
  NAMES, KEPT = NAMES_OF[PARTITION], KEPT_OF[PARTITION]
  if NAMES then return end
  NAMES = { ${WHOLE_NAMES.map(([name, prefix, pattern]) => `${name} = ${prefix} .. '${pattern}'`).join(", ")} }
  NAMES_OF[PARTITION] = NAMES
  keep_anew()
end
function KEEP(name, names, part, other)
  KEPT.asked = KEPT.asked + 1
  if KEPT.asked > ${4 * MOST_KEPT} then keep_anew() end
  if KEPT.asked > ${MOST_KEPT} then return name end
  if other then
    names[part] = names[part] or {}
    names[part][other] = name
  else
    names[part] = name
  end
  return name
end`;

/** The pattern of a key and the Lua expression of its prefix. */
function keyPattern(name: string): readonly [pattern: string, prefix: string] {
  const tables: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
    [PARTITION_KEYS, "PARTITION"],
    [CATALOG_KEYS, "CATALOG"],
  ];
  for (const [table, prefix] of tables) {
    const pattern = Object.hasOwn(table, name) ? table[name] : undefined;
    if (pattern !== undefined) return [pattern, prefix];
  }
  throw new Error(`lua uses an unknown key name: key_${name}`);
}

/** Whether a part may be written twice, as it does nothing. */
function isPlain(part: string): boolean {
  return /^(?:[\w.[\]]+|'[^']*')$/.test(part);
}

/** The Lua expression of a name that is kept; `made` makes it. */
function keptName(name: string, made: string, [part = "", other]: readonly string[]): string {
  const names = `KEPT.${name}`;
  if (other === undefined) return `(${names}[${part}] or KEEP(${made}, ${names}, ${part}))`;
  return `((${names}[${part}] or KEPT.none)[${other}] or KEEP(${made}, ${names}, ${part}, ${other}))`;
}

/**
 * `key_<name>(…)` as the name it stands for, put together where it is used: a call would cost more than that.
 * `keys_of_run(id)` stands for the names of all keys of the run.
 */
export function withKeys(source: string): string {
  const named = source.replace(RUN_KEYS_CALL, (_, id: string) =>
    RUN_KEYS.map((name) => `key_${name}(${id})`).join(", "),
  );
  return replaceCalls(named, KEY_CALL, (name, args) => {
    const [pattern, prefix] = keyPattern(name);
    const parts = pattern.split(/<[a-z]+>/);
    if (parts.length === 1 && args.length === 0) return `NAMES.${name}`;
    if (parts.length !== args.length + 1) {
      throw new Error(`lua gives key_${name} ${args.length} parts, it has ${parts.length - 1}: ${pattern}`);
    }
    const values = parts.flatMap((text, index) => {
      const arg = args[index - 1];
      const value = arg === undefined ? [] : [/^[\w.[\]]+$/.test(arg) ? arg : `(${arg})`];
      return text === "" ? value : [...value, `'${text}'`];
    });
    const made = `(${[prefix, ...values].join(" .. ")})`;
    return KEPT_NAMES.includes(name) && args.every(isPlain) ? keptName(name, made, args) : made;
  });
}
