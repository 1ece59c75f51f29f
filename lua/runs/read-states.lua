-- State entries of an executor's own run (executor-api row 17), some at a time: all of them would hold Redis for long.
--- @arg run_id: text
--- @arg attempt: integer
--- @arg assignment_id: text?
--- @arg cursor: text  '0' for the first
--- @reply ok(cursor: text, entries: map)  the cursor is '0' behind the last; an entry may come twice
--- @reply of guard
-- One script so that a stale executor never reads what a later attempt wrote.
--- @include "guard"
--- @include "scan"
local run, refusal = guard(ARG.run_id, ARG.attempt, ARG.assignment_id, 'read')
if not run then return refusal end
local cursor, entries = scan_values(key_state(run.id), ARG.cursor)
return { REPLY.ok, cursor, entries }
