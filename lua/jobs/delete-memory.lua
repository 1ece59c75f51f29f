-- Deletes an entry of a job's memory, through one of its runs.
--- @arg run_id: text
--- @arg attempt: integer
--- @arg assignment_id: text?
--- @arg key: text
--- @reply ok
--- @reply of guard
-- Atomic because the guard and the deletion must be one step.
--- @include "memory"

local run, refusal = guard(ARG.run_id, ARG.attempt, ARG.assignment_id, 'executing')
if not run then return refusal end
forget_memory(run.job_id, ARG.key)
return { REPLY.ok }
