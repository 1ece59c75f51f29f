-- Lists the newest runs of some indexes together.
--- @partition any
--- @arg indexes: texts  their keys: sorted sets of ids, lexical
--- @arg from: text  as ZRANGE BYLEX REV has it
--- @arg most: integer
--- @answers texts  ids, the newest first
-- Atomic because a run that changes its status meanwhile is in exactly one of the indexes.

local found, seen = {}, {}
for _, index in ipairs(ARG.indexes) do
  for _, id in ipairs(redis.call('ZRANGE', index, ARG.from, '-', 'BYLEX', 'REV', 'LIMIT', '0', ARG.most)) do
    if not seen[id] then
      seen[id] = true
      found[#found + 1] = id
    end
  end
end
table.sort(found, function(one, other) return one > other end)
return { unpack(found, 1, math.min(#found, tonumber(ARG.most))) }
