--- @include "guard"

-- The memory of a job outlives its runs and is shared by all of them. An entry is
-- `<id> <created ms> <updated ms> <expires ms or 0> <size> <JSON>`.

local function memory_parts(entry) return string.match(entry, '^(%S+) (%d+) (%d+) (%d+) (%d+) ') end

-- Sizes and expiries stand beside the entries, `<size> <expires ms or 0>` by key, so that no value is read for the quota.
-- Those of memory that was written without them are made once.
local function load_sizes(job_id)
  local memory, sizes = key_job_memory(job_id), key_job_memory_sizes(job_id)
  if redis.call('HLEN', memory) == redis.call('HLEN', sizes) then return redis.call('HGETALL', sizes) end
  redis.call('DEL', sizes)
  local all = redis.call('HGETALL', memory)
  for index = 1, #all, 2 do
    local _, _, _, expires, size = memory_parts(all[index + 1])
    all[index + 1] = size .. ' ' .. expires
    redis.call('HSET', sizes, all[index], all[index + 1])
  end
  return all
end

local function forget_memory(job_id, key)
  redis.call('HDEL', key_job_memory(job_id), key)
  redis.call('HDEL', key_job_memory_sizes(job_id), key)
end

-- Forgets what has expired; answers the bytes and the number of keys that are left.
local function settle_memory(job_id)
  local all, bytes, keys = load_sizes(job_id), 0, 0
  for index = 1, #all, 2 do
    local size, expires = string.match(all[index + 1], '^(%d+) (%d+)$')
    if expires ~= '0' and tonumber(expires) <= NOW then
      forget_memory(job_id, all[index])
    else
      bytes, keys = bytes + tonumber(size), keys + 1
    end
  end
  return bytes, keys
end

-- The entry under a key, or nil; one that has expired is forgotten.
local function memory_entry(job_id, key)
  local entry = redis.call('HGET', key_job_memory(job_id), key)
  if not entry then return nil end
  local _, _, _, expires = memory_parts(entry)
  if expires == '0' or tonumber(expires) > NOW then return entry end
  forget_memory(job_id, key)
end
