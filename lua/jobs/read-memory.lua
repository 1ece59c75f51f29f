-- An entry of a job's memory, through one of its runs.
--- @arg run_id: text
--- @arg attempt: integer
--- @arg assignment_id: text?
--- @arg key: text
--- @reply ok(job_id: text, project_id: text, entry: text?)  absent when there is none under the key
--- @reply of guard
-- One script so that a run that ended reads nothing any more.
--- @include "memory"

local run, refusal = guard(ARG.run_id, ARG.attempt, ARG.assignment_id, 'read')
if not run then return refusal end
return { REPLY.ok, run.job_id, run.project_id, memory_entry(run.job_id, ARG.key) or '' }
