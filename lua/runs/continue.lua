-- Continues a run in a new one of the same job (executor-api row 13).
--- @arg run_id: text
--- @arg attempt: integer
--- @arg assignment_id: text?
--- @arg new_run_id: text
--- @arg payload: text?  JSON; absent for the run's own
--- @reply created(run: run)
--- @reply too_deep
--- @reply too_many_continuations
--- @reply too_many_bytes
--- @reply job_not_found
--- @reply job_disabled
--- @reply of guard
-- Atomic because the guard and the creation must be one step: a retry by a stale attempt must not continue.
--- @include "guard"
--- @include "create"
--- @include "view"

local run, refusal = guard(ARG.run_id, ARG.attempt, ARG.assignment_id, 'waiting')
if not run then return refusal end
forget_heard(run)
local depth = tonumber(redis.call('HGET', key_run(run.id), 'lineage_depth') or 0)
if depth >= LIMIT.continuationDepth then return { REPLY.too_deep } end
local enabled = redis.call('HGET', key_job(run.job_id), 'enabled')
if not enabled then return { REPLY.job_not_found } end
if enabled ~= '1' then return { REPLY.job_disabled } end
local fields = fields_like(run, 'run:' .. run.id, { 'tags', 'checks_result', 'on_end' })
for _, text in ipairs({ 'continuation_of', run.id, 'lineage_depth', tostring(depth + 1) }) do
  fields[#fields + 1] = text
end
local payload = ARG.payload ~= '' and ARG.payload or redis.call('HGET', key_run(run.id), 'payload')
flush_sorted(key_continuations(run.id))
if redis.call('ZCARD', key_continuations(run.id)) >= LIMIT.continuations then return { REPLY.too_many_continuations } end
local bytes = redis.call('HGET', key_run(run.id), 'continuation_bytes') or 0
if bytes + #(payload or '') > LIMIT.continuationBytes then return { REPLY.too_many_bytes } end
if payload then
  redis.call('HINCRBY', key_run(run.id), 'continuation_bytes', string.format('%d', #payload))
  fields[#fields + 1] = 'payload'
  fields[#fields + 1] = payload
end
local continuation = { id = ARG.new_run_id, job_id = run.job_id, project_id = run.project_id,
  execution_mode = run.execution_mode, priority = priority_of(run), concurrency_key = run.concurrency_key }
create_run(continuation, fields)
redis.call('ZADD', key_continuations(run.id), '0', ARG.new_run_id)
return { REPLY.created, run_view(continuation) }
