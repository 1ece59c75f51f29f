-- All entries of a job's memory, through one of its runs.
--- @arg run_id: text
--- @arg attempt: integer
--- @arg assignment_id: text?
--- @reply ok(job_id: text, project_id: text, entries: map)
--- @reply of guard
-- One script so that what has expired by Redis's clock is left out.
--- @include "memory"

local run, refusal = guard(ARG.run_id, ARG.attempt, ARG.assignment_id, 'read')
if not run then return refusal end
settle_memory(run.job_id)
return { REPLY.ok, run.job_id, run.project_id, redis.call('HGETALL', key_job_memory(run.job_id)) }
