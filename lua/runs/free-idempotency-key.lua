-- Frees the idempotency key of a run for another one (control-api 2.2).
--- @arg run_id: text
--- @arg project_id: text
--- @reply ok  also when it had none
--- @reply not_found  also while it is being worked on
-- Atomic because a trigger with the key may come in the same moment: it finds this run or makes a new one.
--- @include "run"

local BUSY = { dequeued = true, executing = true, waiting = true }

local run = load_run(ARG.run_id)
if not run or run.project_id ~= ARG.project_id or BUSY[run.status] then return { REPLY.not_found } end
if run.idempotency_key then
  local key = key_run_idempotency(run.job_id, run.idempotency_key)
  if redis.call('GET', key) == run.id then redis.call('DEL', key) end
  redis.call('HDEL', key_run(run.id), 'idempotency_key')
end
return { REPLY.ok }
