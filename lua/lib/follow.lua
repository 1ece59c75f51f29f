--- @include "activity"
--- @include "entries"
--- @include "run"
--- @record PAGE(after: text, more: flag, oldest: text, entries: list of entry)

local function comes_before(left, right)
  local left_ms, left_sequence = string.match(left, '^(%d+)-(%d+)$')
  local right_ms, right_sequence = string.match(right, '^(%d+)-(%d+)$')
  if left_ms == right_ms then return tonumber(left_sequence) < tonumber(right_sequence) end
  return tonumber(left_ms) < tonumber(right_ms)
end

local function stream_info(key)
  local info = {}
  if redis.call('EXISTS', key) == 0 then return info end
  local list = redis.call('XINFO', 'STREAM', key)
  for index = 1, #list, 2 do info[list[index]] = list[index + 1] end
  return info
end

-- The id of the oldest entry of a stream when others between `after` and it have left, else ''.
local function oldest_beyond_gap(key, after)
  local info = stream_info(key)
  if not info['first-entry'] or info['entries-added'] <= info.length then return '' end
  local first = info['first-entry'][1]
  return comes_before(after, first) and first or ''
end

-- A page of a stream, somewhat more than `most` bytes at most: {the position it begins after ('$' made definite),
-- '1' when more follows, the oldest entry's id when entries before it are gone, the entries}.
local function read_after(key, after, most)
  if after == '$' then return { stream_info(key)['last-generated-id'] or '0-0', '', '', {} } end
  local entries, _, follows = read_entries(key, '(' .. after, '+', LIMIT.followedPageEntries, most)
  local count, more = #entries, follows and '1' or ''
  local oldest = ''
  -- An older entry that is still there says that nothing is missing, and is cheaper to know of.
  if count > 0 and (more == '1' or count >= redis.call('XLEN', key)) then oldest = oldest_beyond_gap(key, after) end
  return { after, more, oldest, entries }
end

-- From now on `transition` tells all gateways when the run changes, until the readers come no more.
local function mark_followed(run)
  if tonumber(run.followed or 0) - NOW > LIMIT.followedMs / 2 then return end
  add_more(run, 'followed')
  save_run(run, 'followed', string.format('%d', NOW + LIMIT.followedMs))
end
