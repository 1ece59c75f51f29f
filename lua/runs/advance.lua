-- Does what is due for a run, whatever that is by its status: the one place all timers end in. Called by BullMQ
-- timers and by the sweep over `due`; calling it twice, early or late is harmless.
--- @arg id: text  a run, or a held trigger
--- @arg random: number  0 to 1, spreads a retry
--- @arg new_run_id: text  an id beside it, for the run that a held trigger becomes
--- @reply moved(status: text)
--- @reply early(at: ms)  when to come back
--- @reply nothing
--- @reply purged
-- Atomic because the event that a timer waits for can come in the same moment.
--- @include "retry"
--- @include "purge"
--- @include "hold"

flush_sorted(key_due())
local id = ARG.id
local run = load_run(id)
if not run then
  local fire_at = redis.call('HGET', key_held(id), 'fire_at')
  if fire_at and tonumber(fire_at) > NOW then
    set_due({ id = id }, fire_at)
    return { REPLY.early, tonumber(fire_at) }
  end
  if fire_at then
    local released = release(id, ARG.new_run_id)
    if not released then return { REPLY.nothing } end
    return { REPLY.moved, released.status }
  end
  clear_due(id)
  return { REPLY.nothing }
end
local scheduled_at, next_retry_at = unpack(redis.call('HMGET', key_run(id), 'scheduled_at', 'next_retry_at'))

local function early(at)
  set_due(run, at)
  return { REPLY.early, at }
end

if TERMINAL[run.status] then
  local at = redis.call('ZSCORE', key_due(), id)
  if at and tonumber(at) > NOW then return { REPLY.nothing } end
  local again_at = purge(run)
  if again_at then return early(again_at) end
  return { REPLY.purged }
end
if run.status == 'delayed' then
  local at = tonumber(scheduled_at)
  if at > NOW then return early(at) end
  transition(run, 'queued', {})
  enqueue(run)
  return { REPLY.moved, 'queued' }
end
if run.status == 'queued' then
  if not run.began and run.expires_at ~= '' and tonumber(run.expires_at) <= NOW then
    finish(run, 'expired', {}, 'run expired')
    return { REPLY.moved, 'expired' }
  end
  local retry_at = tonumber(next_retry_at or 0)
  if retry_at > NOW then return early(retry_at) end
  local line = LINE.of(run.job_id)
  local since = line.mode == 'http' and left_alone_since(load_circuit(circuit_of(line)))
  if since and tonumber(run.created_at) <= since then
    transition(run, 'dequeued', {})
    finish(run, 'system_failed', { 'error_class', 'transient' }, 'endpoint is unavailable: it was left alone for too long')
    return { REPLY.moved, 'system_failed' }
  end
  LINE.add(run)
  if not run.began and run.expires_at ~= '' then set_due(run, run.expires_at) else clear_due(id) end
  return { REPLY.nothing }
end
if run.status == 'dequeued' then
  local at = tonumber(redis.call('ZSCORE', key_due(), id) or 0)
  if at > NOW then return { REPLY.early, at } end
  transition(run, 'queued', {})
  enqueue(run)
  return { REPLY.moved, 'queued' }
end
if run.status == 'executing' then
  if run.cancel_at then
    if tonumber(run.cancel_at) > NOW then return early(tonumber(run.cancel_at)) end
    cancel_asked(run)
    return { REPLY.moved, 'canceled' }
  end
  local due = tonumber(redis.call('ZSCORE', key_due(), id) or 0)
  if due > NOW then return { REPLY.early, due } end
  local deadline = tonumber(run.started_at) + run.timeout_secs * 1000
  if deadline > NOW then return early(deadline) end
  local how = { random = tonumber(ARG.random) }
  end_call(run)
  return { REPLY.moved, retry_or_finish(run, how, 'execution timed out', 'transient', 'timed_out') }
end
if run.status == 'waiting' and run.trigger then
  local at = tonumber(redis.call('HGET', key_trigger(run.trigger), 'expires_at'))
  if at > NOW then
    local _, look_at = timed(at)
    set_due(run, look_at)
    return { REPLY.early, at }
  end
  finish(run, 'timed_out', {}, 'event trigger timed out')
  return { REPLY.moved, 'timed_out' }
end
clear_due(id)
return { REPLY.nothing }
