-- The memory of a job, through one of its runs: outlives the run, shared by all of them.
-- KEYS: 1 partition prefix, 2 catalog prefix
-- ARGV: 1 run id, 2 attempt, 3 assignment or '', 4 'set', 'get', 'list' or 'delete', 5 key,
--       for set: 6 new id, 7 time to live in s (0: none), 8 size in bytes, 9 value as JSON
-- Reply: {'ok', job id, project id, entry} for set, {'ok', job id, project id, entry or ''} for get,
--   {'ok', job id, project id, field, value list} for list, {'ok', …} for delete, {'quota_exceeded'};
--   or a guard's refusal
--   An entry is `<id> <created ms> <updated ms> <expires ms or 0> <size> <JSON>`.
-- Atomic because the quota of the job is summed and spent in one step.
--- @include "guard"

local run, refusal = guard(ARGV[1], ARGV[2], ARGV[3], (ARGV[4] == 'get' or ARGV[4] == 'list') and 'read' or 'executing')
if not run then return refusal end
local memory = key_job_memory(run.job_id)

local function parts(entry) return string.match(entry, '^(%S+) (%d+) (%d+) (%d+) (%d+) ') end

-- Forgets what has expired; answers the bytes and the number of keys that are left.
local function settle_memory()
  local all, bytes, keys = redis.call('HGETALL', memory), 0, 0
  for index = 1, #all, 2 do
    local _, _, _, expires, size = parts(all[index + 1])
    if expires ~= '0' and tonumber(expires) <= NOW then
      redis.call('HDEL', memory, all[index])
    else
      bytes, keys = bytes + tonumber(size), keys + 1
    end
  end
  return bytes, keys
end

local function reply(value) return { 'ok', run.job_id, run.project_id, value } end

if ARGV[4] == 'delete' then
  redis.call('HDEL', memory, ARGV[5])
  return reply('')
end
if ARGV[4] == 'list' then
  settle_memory()
  return reply(redis.call('HGETALL', memory))
end
local kept = redis.call('HGET', memory, ARGV[5])
local id, created, _, expires, size
if kept then id, created, _, expires, size = parts(kept) end
if expires and expires ~= '0' and tonumber(expires) <= NOW then
  redis.call('HDEL', memory, ARGV[5])
  kept, id, created, size = nil, nil, nil, nil
end
if ARGV[4] == 'get' then return reply(kept or '') end
local bytes, keys = settle_memory()
if bytes - tonumber(size or 0) + tonumber(ARGV[8]) > LIMIT.memoryJobBytes then return { 'quota_exceeded' } end
if not kept and keys >= LIMIT.memoryKeys then return { 'quota_exceeded' } end
local until_ms = ARGV[7] == '0' and '0' or string.format('%.0f', NOW + ARGV[7] * 1000)
local entry = table.concat({ id or ARGV[6], created or NOW, NOW, until_ms, ARGV[8], ARGV[9] }, ' ')
redis.call('HSET', memory, ARGV[5], entry)
return reply(entry)
