-- Lists the newest runs that are in an index of each of some groups: those with a label, say, that are of one job and in
-- one of some statuses. It looks at the smallest group and asks the others, and passes over what none of a group has.
--- @arg groups: list of texts  keys of the indexes of each: sorted sets of ids, lexical
--- @arg from: text  as ZRANGE BYLEX REV has it
--- @arg most: integer
--- @record NEWEST(ids: texts, after: text?)  the newest first; what is left begins behind `after`, absent when nothing is
--- @answers NEWEST
-- Atomic because a run that changes its status meanwhile is in exactly one of the indexes.

local function newer(one, other) return one > other end

-- The newest ids of a group.
local function newest_of(group, from, most)
  local ids, seen = {}, {}
  for _, index in ipairs(group) do
    for _, id in ipairs(redis.call('ZRANGE', index, from, '-', 'BYLEX', 'REV', 'LIMIT', '0', most)) do
      if not seen[id] then
        seen[id] = true
        ids[#ids + 1] = id
      end
    end
  end
  if #group == 1 then return ids end
  table.sort(ids, newer)
  return { unpack(ids, 1, math.min(#ids, most)) }
end

-- Those of the ids that the group has.
local function within(ids, group)
  local has, kept = {}, {}
  for _, index in ipairs(group) do
    for place, score in ipairs(redis.call('ZMSCORE', index, unpack(ids))) do has[place] = has[place] or score end
  end
  for place, id in ipairs(ids) do
    if has[place] then kept[#kept + 1] = id end
  end
  return kept
end

-- The newest id at which all groups have come to be, as the end of a range; nil when one of them has no more.
local function meeting(from)
  local first
  for _, group in ipairs(ARG.groups) do
    local id = newest_of(group, from, 1)[1]
    if not id then return nil end
    if not first or id < first then first = id end
  end
  return '[' .. first
end

local function size_of(group)
  local size = 0
  for _, index in ipairs(group) do size = size + redis.call('ZCARD', index) end
  return size
end

local STEP = 100
local most, found, indexes = tonumber(ARG.most), {}, 0
local smallest, least = nil, math.huge
for _, group in ipairs(ARG.groups) do
  local size = size_of(group)
  indexes = indexes + #group
  if size < least then smallest, least = group, size end
end
if #ARG.groups == 1 then
  local ids = newest_of(smallest, ARG.from, most)
  return { ids, #ids == most and ids[most] or '' }
end

local from = ARG.from
for _ = 1, LIMIT.indexLooks / STEP / indexes do
  from = meeting(from)
  if not from then return { found, '' } end
  local ids = newest_of(smallest, from, STEP)
  local hits = ids
  for _, group in ipairs(ARG.groups) do
    if group ~= smallest and hits[1] then hits = within(hits, group) end
  end
  for _, id in ipairs(hits) do
    found[#found + 1] = id
    if #found == most then return { found, id } end
  end
  if #ids < STEP then return { found, '' } end
  from = '(' .. ids[STEP]
end
return { found, string.sub(from, 2) }
