-- Moves the start of a run that has not begun (control-api 3.2).
--- @arg run_id: text
--- @arg project_id: text
--- @arg at: ms  its new start
--- @arg payload: text?  JSON; absent for the one it has
--- @reply ok(run: run)
--- @reply not_found  also when it has begun
-- Atomic because the run may begin in the same moment.
--- @include "enqueue"
--- @include "view"

local run = load_run(ARG.run_id)
if not run or run.project_id ~= ARG.project_id or run.began or (run.status ~= 'delayed' and run.status ~= 'queued') then
  return { REPLY.not_found }
end
local key, at = key_run(run.id), tonumber(ARG.at)
local before = tonumber(redis.call('HGET', key, 'scheduled_at') or run.created_at)
local changes = { 'scheduled_at', string.format('%d', at) }
if run.expires_at ~= '' then
  -- It may wait as long for its start as before, counted from the new time.
  local expires_at = string.format('%d', math.max(at, NOW) + run.expires_at - before)
  changes[3], changes[4], run.expires_at = 'origin', with_part(run, EXPIRES_AT, expires_at), expires_at
end
if ARG.payload ~= '' then
  changes[#changes + 1] = 'payload'
  changes[#changes + 1] = ARG.payload
end
if at > NOW then
  if run.status == 'queued' then transition(run, 'delayed', changes) else redis.call('HSET', key, unpack(changes)) end
  redis.call('HDEL', key, 'next_retry_at')
  start_later(run, changes[2], at)
elseif run.status == 'delayed' then
  transition(run, 'queued', changes)
  enqueue(run)
else
  redis.call('HSET', key, unpack(changes))
end
return { REPLY.ok, run_view(run) }
