-- Moves the start of a run that has not begun (control-api 3.2).
-- KEYS: 1 partition prefix, 2 catalog prefix
-- ARGV: 1 run id, 2 project, 3 new start in ms, 4 payload as JSON or '' for the one it has
-- Reply: {'ok', run view}, {'not_found'} also when it has begun
-- Atomic because the run may begin in the same moment.
--- @include "enqueue"
--- @include "view"

local run = load_run(ARGV[1])
if not run or run.project_id ~= ARGV[2] or run.began or (run.status ~= 'delayed' and run.status ~= 'queued') then
  return { 'not_found' }
end
local key, at = key_run(run.id), tonumber(ARGV[3])
local before = tonumber(redis.call('HGET', key, 'scheduled_at') or run.created_at)
local changes = { 'scheduled_at', string.format('%d', at) }
if run.expires_at then
  -- It may wait as long for its start as before, counted from the new time.
  local expires_at = string.format('%d', math.max(at, NOW) + run.expires_at - before)
  changes[3], changes[4], run.expires_at = 'expires_at', expires_at, expires_at
end
if ARGV[4] ~= '' then
  changes[#changes + 1] = 'payload'
  changes[#changes + 1] = ARGV[4]
end
if at > NOW then
  if run.status == 'queued' then transition(run, 'delayed', changes) else redis.call('HSET', key, unpack(changes)) end
  redis.call('HDEL', key, 'next_retry_at')
  redis.call('XADD', key_outbox(), '*', 'kind', 'start', 'run', run.id, 'number', changes[2], 'at', changes[2])
  set_due(run, at + LIMIT.timerGraceMs)
elseif run.status == 'delayed' then
  transition(run, 'queued', changes)
  enqueue(run)
else
  redis.call('HSET', key, unpack(changes))
end
return { 'ok', run_view(run) }
