-- Entries of a job's memory, through one of its runs, some at a time: all of them would hold Redis for long.
--- @arg run_id: text
--- @arg attempt: integer
--- @arg assignment_id: text?
--- @arg cursor: text  '0' for the first
--- @reply ok(job_id: text, project_id: text, cursor: text, entries: map)  the cursor is '0' behind the last; an entry may come twice
--- @reply of guard
-- One script so that what has expired by Redis's clock is left out.
--- @include "memory"
--- @include "scan"

local run, refusal = guard(ARG.run_id, ARG.attempt, ARG.assignment_id, 'read')
if not run then return refusal end
if ARG.cursor == '0' then settle_memory(run.job_id) end
local cursor, entries = scan_values(key_job_memory(run.job_id), ARG.cursor)
return { REPLY.ok, run.job_id, run.project_id, cursor, entries }
