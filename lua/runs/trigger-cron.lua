-- Makes the run of one tick of a job's schedule, once (control-api 1.1).
--- @arg job_id: text
--- @arg job_version: integer  what the caller has read
--- @arg tick: ms
--- @arg skip: flag  whether runs that have not ended stop it
--- @arg run_id: text
--- @arg scheduled_at: ms?
--- @arg ttl: ms  until the first start
--- @arg project_id: text
--- @arg execution_mode: text
--- @arg fields: texts  field, value pairs of the run
--- @arg metadata: texts
--- @reply created(status: text)
--- @reply done  this tick or a later one was seen before
--- @reply skipped
--- @reply of admit
-- Atomic because a tick can be brought twice, by two workers at once too, and must make one run.
--- @include "admit"

local refusal = refusal_of_job(ARG.job_id, ARG.job_version)
if refusal then return refusal end
local last = redis.call('HGET', key_cron_ticks(), ARG.job_id)
if last and tonumber(last) >= tonumber(ARG.tick) then return { REPLY.done } end
redis.call('HSET', key_cron_ticks(), ARG.job_id, ARG.tick)
if ARG.skip == '1' then
  flush_counts(key_job_counts(ARG.job_id))
  if redis.call('HEXISTS', key_job_counts(ARG.job_id), 'active') == 1 then return { REPLY.skipped } end
end
local run = { id = ARG.run_id, job_id = ARG.job_id, project_id = ARG.project_id, execution_mode = ARG.execution_mode, priority = '0' }
create_triggered(run, tonumber(ARG.scheduled_at), ARG.ttl, ARG.fields, ARG.metadata)
return { REPLY.created, run.status }
