-- Queues a dead letter again: the same run, from attempt 1 (control-api 3.2, dlq-replay).
--- @arg run_id: text
--- @arg project_id: text
--- @reply ok(run: run)
--- @reply not_found
--- @reply wrong_state(status: text)
--- @reply job_not_found
--- @reply run_left_behind  its project lies in another cell now
--- @reply of drain
-- Atomic because of many that ask for it at once one may replay it, and every count it left must take it back.
--- @include "requeue"
--- @include "dead-letter"
--- @include "family"
--- @include "view"
--- @include "drain"

local run = load_run(ARG.run_id)
if not run or run.project_id ~= ARG.project_id then return { REPLY.not_found } end
if run.status ~= 'dead_letter' then return { REPLY.wrong_state, run.status } end
local version, drains = unpack(redis.call('HMGET', key_job(run.job_id), 'version', 'drains'))
if not version then return { REPLY.job_not_found } end
if version == 'moved' then return { REPLY.run_left_behind } end
local refusal = drained(drains)
if refusal then return refusal end

run.priority = redis.call('HGET', key_run(run.id), 'base_priority') or priority_of(run)
run.attempt = '1'
add_more(run, 'priority')
begin_anew(run, { 'priority', run.priority }, 'error', 'error_class', 'result', 'execution_trace', 'cancel_at', 'cancel_reason',
  'base_priority', 'progress')
redis.call('HDEL', key_metadata(run.id), '_error_hash', '_error_hash_count')
unlist_dead_letter(run.project_id, run.job_id, run.id)
if run.idempotency_key then
  local key = key_run_idempotency(run.job_id, run.idempotency_key)
  if redis.call('GET', key) == run.id then redis.call('PERSIST', key) end
end
-- Its ancestors have one open descendant more again; one that awaited it has gone on, and is not called back.
FAMILY.count_bytes(run, 1)
FAMILY.count_descendant(run.parent_run_id)
enqueue(run)
return { REPLY.ok, run_view(run) }
