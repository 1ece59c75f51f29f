-- Frees the idempotency key of a run for another one (control-api 2.2).
-- KEYS: 1 partition prefix, 2 catalog prefix
-- ARGV: 1 run id, 2 project
-- Reply: {'ok'} (also when it had none), {'not_found'} also while it is being worked on
-- Atomic because a trigger with the key may come in the same moment: it finds this run or makes a new one.
--- @include "run"

local BUSY = { dequeued = true, executing = true, waiting = true }

local run = load_run(ARGV[1])
if not run or run.project_id ~= ARGV[2] or BUSY[run.status] then return { 'not_found' } end
if run.idempotency_key then
  local key = key_run_idempotency(run.job_id, run.idempotency_key)
  if redis.call('GET', key) == run.id then redis.call('DEL', key) end
  redis.call('HDEL', key_run(run.id), 'idempotency_key')
end
return { 'ok' }
