--- @include "dead-letter"
--- @include "labels"

-- Takes the record of a wait out of Redis, and out of the project's counts.
local function purge_wait(project_id, id)
  local event_key, status, requested_at, received_at = unpack(redis.call('HMGET', key_trigger(id),
    'event_key', 'status', 'requested_at', 'received_at'))
  if event_key and redis.call('HGET', key_event_keys(project_id), event_key) == id then
    redis.call('HDEL', key_event_keys(project_id), event_key)
  end
  if status then
    add_count(key_trigger_counts(project_id), status, -1)
    if received_at then add_count(key_trigger_counts(project_id), 'wait_ms', requested_at - received_at) end
  end
  remove(key_triggers(project_id), id)
  redis.call('DEL', key_trigger(id))
end

-- Takes the waits of a run out, as far as the call goes. False when some are left.
local function purge_waits(run)
  local waits = key_waits(run.id)
  while redis.call('EXISTS', waits) == 1 do
    if STEPS.left <= 0 then return false end
    for _, trigger in ipairs(redis.call('SPOP', waits, LIMIT.purgePage)) do
      purge_wait(run.project_id, trigger)
      spend(LIMIT.waitSteps)
    end
  end
  return true
end

-- Takes a run and all that hangs on it out of Redis. Answers nil, or the time (ms) at which to come back: while it has
-- open descendants, nothing is done, because the way from them to an ancestor that awaits them leads over it; nor while a
-- parent in another cell has not heard of its end. That it has been here is known for longer: who makes it may be late.
local function purge(run)
  local id = run.id
  local continuation_of, open_descendants = unpack(redis.call('HMGET', key_run(id), 'continuation_of', 'open_descendants'))
  if tonumber(open_descendants or 0) > 0 then return NOW + LIMIT.purgeRetryMs end
  if run.parent_run_id then
    local away, told = unpack(redis.call('HMGET', key_run(id), 'away', 'told'))
    if away and not told then return NOW + LIMIT.purgeRetryMs end
    if away then redis.call('SET', key_arrived(id), '1', 'PX', LIMIT.idempotencyMs) end
  end
  if not purge_waits(run) then return NOW end
  remove_labels(run)
  if run.parent_run_id then remove(key_children(run.parent_run_id), id) end
  if continuation_of then remove(key_continuations(continuation_of), id) end
  remove(key_runs_in(run.project_id, INDEX[run.status] or run.status), id)
  remove(key_job_runs(run.job_id), id)
  if run.status == 'dead_letter' then unlist_dead_letter(run.project_id, run.job_id, id) end
  clear_due(id)
  redis.call('UNLINK', keys_of_run(id))
end
