-- Looking whether a stream has grown too long costs as much as appending to it, so only one append in some 64 looks,
-- whosever turn it is. The clock's last digits say how many go without: counted evenly, a rotation over as many
-- runs would meet the same run always.
local LOOK_WITHIN = 128
local until_look = 0

local function is_look()
  if until_look > 0 then
    until_look = until_look - 1
    return false
  end
  until_look = string.sub(NOW_US, -5) % LOOK_WITHIN
  return true
end

-- What is so large is looked at each time: between two looks only smaller ones come.
local LARGE_ENTRY = 65536

-- How many bytes a stream takes is looked at by bytes appended, on average once in so many: all nodes of a stream are
-- counted, so that a look costs the more the longer it is, and what is small does not make it much longer.
local LOOK_BYTES = 262144
local ENTRY_BYTES = 100
local until_bytes = 0

-- Keeps a stream of a run near so many bytes of Redis's memory: the oldest leave, the newest stays. All of its nodes are
-- counted, because the first ones do not tell how large the others are.
local function keep_within(key, most)
  while (redis.call('MEMORY', 'USAGE', key, 'SAMPLES', '0') or 0) > most do
    local kept = redis.call('XLEN', key)
    if kept <= 1 then return end
    redis.call('XTRIM', key, 'MAXLEN', string.format('%d', math.max(1, math.floor(kept * 0.75))))
  end
end

local function bound_stream(key, size, most)
  until_bytes = until_bytes - size - ENTRY_BYTES
  if until_bytes > 0 and size < LARGE_ENTRY then return end
  if until_bytes <= 0 then until_bytes = string.sub(NOW_US, -5) % 1024 / 1024 * 2 * LOOK_BYTES end
  keep_within(key, most)
end
