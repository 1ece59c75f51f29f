-- Creates a run of a job that has no gate; see trigger-gated (control-api 2.1).
--- @arg job_id: text
--- @arg job_version: integer  what the caller validated against
--- @arg idempotency_key: text?
--- @arg run_id: text
--- @arg scheduled_at: ms?
--- @arg ttl: ms  until the first start
--- @arg project_id: text
--- @arg execution_mode: text
--- @arg priority: integer
--- @arg concurrency_key: text?
--- @arg fields: texts  field, value pairs of the run
--- @arg metadata: texts
--- @reply created(status: text, created_at: ms, expires_at: ms)
--- @reply of admit
--- @reply of drain
--- @reply of known
-- Atomic because the idempotency key, the job's switches and the new run must agree.
--- @include "known"
--- @include "bytes"

local job_id, idempotency, id = ARG.job_id, ARG.idempotency_key, ARG.run_id
local refusal, drains = refusal_of_job(job_id, ARG.job_version)
if refusal then return refusal end
if idempotency ~= '' then
  local known = known_by_key(job_id, idempotency)
  if known then return known end
end
if drains then return drains end
if idempotency ~= '' then redis.call('SET', key_run_idempotency(job_id, idempotency), id) end

local run = triggered_run(id, job_id, ARG.project_id, ARG.execution_mode, ARG.priority, ARG.concurrency_key)
local expires_at = create_triggered(run, tonumber(ARG.scheduled_at), ARG.ttl, ARG.fields, ARG.metadata)
ANSWERED = SHORT_REPLY
return { REPLY.created, run.status, NOW_TEXT, expires_at }
