import type { Reader, ReadField } from "./command-heads.js";

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(", ");
}

function members(reader: Reader): string[] {
  const { packed, fields } = reader;
  const first = packed === undefined ? 1 : 2;
  const own = fields.map(
    (field, index) => `${field.name} = v[${index + first}]${field.optional ? " or nil" : ""}`,
  );
  return packed === undefined
    ? own
    : [`${packed.name} = v[1]`, ...packed.parts.map((part) => `${part} = ${part}`), ...own];
}

function unpacking({ packed }: Reader): string {
  if (packed === undefined) return "";
  const parts = packed.parts.join(", ");
  return `local ${parts}
    if v[1] then ${parts} = struct.unpack('${"s".repeat(packed.parts.length)}', v[1]) end`;
}

const namesOf = (fields: readonly ReadField[]): string[] => fields.map(({ name }) => name);

/**
 * The Lua function of a `@reader`: see `command-heads.ts`. One with fields that are read later takes, behind the key, the
 * names of more fields that the caller needs at once, which are false when they are absent: a second command costs as much
 * as several fields.
 */
export function readerFunction(reader: Reader): string {
  const { name, packed, fields, later } = reader;
  const first = [...(packed === undefined ? [] : [packed.name]), ...namesOf(fields)];
  if (later.length === 0) {
    return `local function ${name}(key)
  local v = redis.call('HMGET', key, ${quoted(first)})
  ${unpacking(reader)}
  return { ${members(reader).join(", ")} }
end`;
  }
  const rest = namesOf(later);
  // What the command has set itself by then stays.
  return `local ${name}
do
  local names = { ${quoted(rest)} }
  local is_later = { ${rest.map((field) => `${field} = true`).join(", ")} }
  local rest = {}
  function rest.__index(read, name)
    if not is_later[name] or rawget(read, 'is_whole') then return nil end
    read.is_whole = true
    for index, value in ipairs(redis.call('HMGET', read.key, unpack(names))) do
      if value and rawget(read, names[index]) == nil then read[names[index]] = value end
    end
    return rawget(read, name)
  end
  function ${name}(key, ...)
    local v = redis.call('HMGET', key, ${quoted(first)}, ...)
    ${unpacking(reader)}
    local read = setmetatable({ key = key, ${members(reader).join(", ")} }, rest)
    for index = 1, select('#', ...) do read[select(index, ...)] = v[${first.length} + index] end
    return read
  end
end`;
}
