--- @include "activity"
--- @include "digits"
--- @include "series"
--- @include "at-rest"

-- Index writes of a call, gathered and written once at its end: one command with many members costs hardly more
-- than one with a single member, and a call carries the commands of many runs. The call is atomic, so nobody
-- sees the moment in between; what a command reads of an index itself, it flushes first.

-- Tables are made with what comes first in them: to put it into an empty one costs as much as making another.

-- Sorted set to member to score; false removes. The last word on a member counts.
local SORTED = {}
-- Hash to field to the sum of its changes.
local COUNTED = {}

local function put(key, member, score)
  local members = SORTED[key]
  if members then members[member] = score else SORTED[key] = { [member] = score } end
end

local function remove(key, member) put(key, member, false) end

local function add_count(hash, field, by)
  local fields = COUNTED[hash]
  if fields then fields[field] = (fields[field] or 0) + by else COUNTED[hash] = { [field] = by } end
end

-- What a deferred write will make of a member: its score, false when it is removed, nil when none is deferred.
local function deferred(key, member)
  local members = SORTED[key]
  if members then return members[member] end
end

-- Lua hands at most some thousand values to a call.
local FLUSH_STEP = 2000

local function flush_sorted(key)
  local members = SORTED[key]
  if not members then return end
  SORTED[key] = nil
  local only, its_score = next(members)
  if not next(members, only) then
    if its_score then redis.call('ZADD', key, its_score, only) else redis.call('ZREM', key, only) end
    return
  end
  local added, removed, adds, removes = { 'ZADD', key }, { 'ZREM', key }, 2, 2
  for member, score in pairs(members) do
    if score then
      added[adds + 1], added[adds + 2] = score, member
      adds = adds + 2
      if adds > FLUSH_STEP then
        redis.call(unpack(added, 1, adds))
        adds = 2
      end
    else
      removes = removes + 1
      removed[removes] = member
      if removes > FLUSH_STEP then
        redis.call(unpack(removed, 1, removes))
        removes = 2
      end
    end
  end
  if adds > 2 then redis.call(unpack(added, 1, adds)) end
  if removes > 2 then redis.call(unpack(removed, 1, removes)) end
end

-- Members whose time has come, the most overdue first, at most `most`.
local function overdue(key, most)
  flush_sorted(key)
  return redis.call('ZRANGEBYSCORE', key, '-inf', NOW_TEXT, 'LIMIT', '0', most)
end

local function flush_counts(hash)
  local fields = COUNTED[hash]
  if not fields then return end
  COUNTED[hash] = nil
  for field, by in pairs(fields) do
    if by ~= 0 and redis.call('HINCRBY', hash, field, digits(by)) <= 0 then
      redis.call('HDEL', hash, field)
    end
  end
end

local function flush_deferred()
  if next(SORTED) then
    for key in pairs(SORTED) do flush_sorted(key) end
  end
  if next(COUNTED) then
    for hash in pairs(COUNTED) do flush_counts(hash) end
  end
  flush_series()
  flush_ended()
end
