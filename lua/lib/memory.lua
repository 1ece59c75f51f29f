--- @include "guard"

-- The memory of a job outlives its runs and is shared by all of them. An entry is
-- `<id> <created ms> <updated ms> <expires ms or 0> <size> <JSON>`.

local function memory_parts(entry) return string.match(entry, '^(%S+) (%d+) (%d+) (%d+) (%d+) ') end

-- Forgets what has expired; answers the bytes and the number of keys that are left.
local function settle_memory(memory)
  local all, bytes, keys = redis.call('HGETALL', memory), 0, 0
  for index = 1, #all, 2 do
    local _, _, _, expires, size = memory_parts(all[index + 1])
    if expires ~= '0' and tonumber(expires) <= NOW then
      redis.call('HDEL', memory, all[index])
    else
      bytes, keys = bytes + tonumber(size), keys + 1
    end
  end
  return bytes, keys
end

-- The entry under a key, or nil; one that has expired is forgotten.
local function memory_entry(memory, key)
  local entry = redis.call('HGET', memory, key)
  if not entry then return nil end
  local _, _, _, expires = memory_parts(entry)
  if expires == '0' or tonumber(expires) > NOW then return entry end
  redis.call('HDEL', memory, key)
end
