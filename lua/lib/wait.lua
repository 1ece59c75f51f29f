--- @include "enqueue"
--- @include "delivery"
--- @include "look"

-- Whether the run keeps as many waits as it may.
local function has_waited_enough(run) return redis.call('SCARD', key_waits(run.id)) >= LIMIT.runWaits end

-- A wait is a trigger record (control-api 5.1). The run points at the one it waits for.
local function open_wait(run, wait)
  redis.call('HSET', key_trigger(wait.id), 'id', wait.id, 'event_key', wait.event_key,
    'project_id', run.project_id, 'source_type', 'job_run', 'job_run_id', run.id, 'status', 'waiting',
    'trigger_type', 'event', 'timeout_secs', wait.timeout_secs, 'requested_at', NOW_TEXT,
    'expires_at', wait.expires_at)
  if wait.notify_url ~= '' then
    redis.call('HSET', key_trigger(wait.id), 'notify_url', wait.notify_url, 'notify_status', 'pending')
    local made = create_delivery(wait.notify_id, run.project_id, { 'kind', 'notify', 'trigger_id', wait.id,
      'run_id', run.id, 'job_id', run.job_id, 'webhook_url', wait.notify_url, 'retry_policy', 'exponential' })
    if made == 'full' then redis.call('HSET', key_trigger(wait.id), 'notify_status', 'failed') end
  end
  redis.call('SADD', key_waits(run.id), wait.id)
  redis.call('HSET', key_event_keys(run.project_id), wait.event_key, wait.id)
  put(key_triggers(run.project_id), wait.id, '0')
  add_count(key_trigger_counts(run.project_id), 'waiting', 1)
  tally('event_triggers_created_total')
  note_trigger(run.project_id, wait.id, run.id, wait.event_key, 'waiting')
end

-- Moves an open wait in the project's counts to how it ended; `waited` ms until it was received.
local function count_end(project_id, status, waited)
  local counts = key_trigger_counts(project_id)
  add_count(counts, 'waiting', -1)
  add_count(counts, status, 1)
  if status == 'received' then add_count(counts, 'wait_ms', waited) end
end

-- Puts the run to sleep on an open wait; the timeout is a BullMQ timer, `due` its repair.
local function suspend(run, wait)
  put(key_waiting_keys(run.project_id), wait.event_key, '0')
  add_more(run, 'trigger')
  transition(run, 'waiting', { 'trigger', wait.id })
  run.trigger = wait.id
  local is_near, look_at = timed(wait.expires_at)
  set_due(run, look_at)
  if is_near then outbox_wait_timeout({ run = run.id, number = wait.id, at = wait.expires_at }) end
end

-- Ends the wait the run is in with the given status; true when it was still open.
local function close_wait(run, status, ...)
  local id = run.trigger
  if not id then return false end
  local was_status, event_key, requested_at = unpack(redis.call('HMGET', key_trigger(id),
    'status', 'event_key', 'requested_at'))
  run.trigger = nil
  redis.call('HDEL', key_run(run.id), 'trigger')
  if was_status ~= 'waiting' then return false end
  redis.call('HSET', key_trigger(id), 'status', status, ...)
  count_end(run.project_id, status, NOW - requested_at)
  tally('event_triggers_' .. status .. '_total')
  observe('event_triggers_wait_duration_seconds', NOW - requested_at)
  remove(key_waiting_keys(run.project_id), event_key)
  local field, text = ...
  note_trigger(run.project_id, id, run.id, event_key, status, field == 'error' and text)
  return true
end

-- The one resume routine (control-api 5.3): events, prefix sends and finished children all end here.
-- Same attempt; the executor is called again, or the run can be claimed again.
local function resume(run)
  add_more(run, 'resumed')
  transition(run, 'queued', { 'resumed', '1' })
  enqueue(run)
end

local function append_checkpoint(run, source, state)
  local id = run.id
  local sequence = redis.call('HINCRBY', key_run(id), 'checkpoint_sequence', '1')
  if not run.checkpoint_sequence then
    add_more(run, 'checkpoint_sequence')
    save_run(run)
  end
  run.checkpoint_sequence = sequence
  redis.call('XADD', key_checkpoints(id), 'MAXLEN', 'LIMIT.runCheckpoints', sequence .. '-0',
    'at', NOW_TEXT, 'source', source, 'state', state)
  bound_stream(key_checkpoints(id), #state, LIMIT.runStreamBytes)
  return sequence
end
