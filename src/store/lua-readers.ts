import type { Reader, ReadField } from "./command-heads.js";

function quoted(fields: readonly ReadField[]): string {
  return fields.map((field) => `'${field.name}'`).join(", ");
}

/**
 * The Lua function of a `@reader`: see `command-heads.ts`. One with fields that are read later takes, behind the key, whether
 * all are read at once, and otherwise the names of more fields that the caller needs at once, which are false when they
 * are absent: a second command costs as much as several fields.
 */
export function readerFunction({ name, fields, later }: Reader): string {
  const members = fields.map(
    (field, index) => `${field.name} = v[${index + 1}]${field.optional ? " or nil" : ""}`,
  );
  const read = `local v = redis.call('HMGET', key, ${quoted(fields)})`;
  if (later.length === 0)
    return `local function ${name}(key)\n  ${read}\n  return { ${members.join(", ")} }\nend`;
  // What the command has set itself by then stays.
  return `local ${name}
do
  local names = { ${quoted(later)} }
  local is_later = { ${later.map((field) => `${field.name} = true`).join(", ")} }
  local rest = {}
  function rest.__index(read, name)
    if not is_later[name] or rawget(read, 'is_whole') then return nil end
    read.is_whole = true
    for index, value in ipairs(redis.call('HMGET', read.key, unpack(names))) do
      if value and rawget(read, names[index]) == nil then read[names[index]] = value end
    end
    return rawget(read, name)
  end
  function ${name}(key, is_whole, ...)
    local v
    if is_whole then
      v = redis.call('HMGET', key, ${quoted([...fields, ...later])})
    else
      v = redis.call('HMGET', key, ${quoted(fields)}, ...)
    end
    local read = setmetatable({ key = key, is_whole = is_whole, ${members.join(", ")} }, rest)
    if is_whole then
      for index = 1, ${later.length} do read[names[index]] = v[${fields.length} + index] or nil end
    else
      for index = 1, select('#', ...) do read[select(index, ...)] = v[${fields.length} + index] end
    end
    return read
  end
end`;
}
