--- @include "states"
--- @include "deferred"

-- A project that was deleted is remembered as long as anything of it is kept: runs and waits until their retention is
-- over, deliveries, and for a time what cannot be listed (events that came before their wait, kept replies, tokens).
-- Until then nobody gets its id, so that nobody finds in his project what is another one's.

local function keeps_anything(project)
  local function has(key)
    flush_sorted(key)
    return redis.call('EXISTS', key) == 1
  end
  for status in pairs(HISTORY_CODE) do
    if has(key_runs_in(project, status)) then return true end
  end
  for _, status in ipairs({ 'pending', 'delivered', 'failed', 'dead' }) do
    if has(key_deliveries_in(project, status)) then return true end
  end
  return has(key_triggers(project))
end

-- Its share of what dispatchers take, where it is not 1. The mark says that some project may have one (see `fair`).
local function weigh_project(project, weight)
  if weight == '' then return redis.call('HDEL', key_project(project), 'fair_weight') end
  redis.call('HSET', key_project(project), 'fair_weight', weight)
  redis.call('HSET', key_clocks(), 'weighted', '1')
end

-- Takes away what is the project's alone and has an end of its own, or none.
local function forget_project(project)
  for _, digest in ipairs(redis.call('HVALS', key_api_keys(project))) do redis.call('DEL', key_api_key(digest)) end
  for _, worker in ipairs(redis.call('ZRANGE', key_workers(project), '0', '-1')) do
    redis.call('DEL', key_worker(project, worker))
  end
  redis.call('DEL', key_project(project), key_api_keys(project), key_workers(project), key_webhooks(project),
    key_activity(project), key_batches(project))
  redis.call('HDEL', key_listeners(), project)
  redis.call('ZREM', key_followed_projects(), project)
  redis.call('ZREM', key_draining(), project)
  redis.call('ZREM', key_projects(), project)
  forget_series(project)
end

-- Whether the id is that of a deleted project of which something is kept. One that is free is forgotten.
local function is_deleted(project)
  local at = redis.call('ZSCORE', key_deleted_projects(), project)
  if not at then return false end
  if tonumber(at) > NOW - LIMIT.deletedProjectMs or keeps_anything(project) then return true end
  -- A key that some gateway still took for good may have made something after the deletion.
  forget_project(project)
  redis.call('DEL', key_event_keys(project), key_waiting_keys(project), key_trigger_counts(project),
    key_dead_letters(project))
  redis.call('ZREM', key_deleted_projects(), project)
  redis.call('SREM', key_job_projects(), project)
  return false
end
