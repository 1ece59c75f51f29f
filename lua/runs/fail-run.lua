-- The executor ends its run as failed (executor-api row 11).
--- @arg run_id: text
--- @arg attempt: integer
--- @arg assignment_id: text?
--- @arg error: text
--- @arg error_class: text
--- @reply ok(run: run)
--- @reply of guard
-- Atomic because exactly one terminal transition may happen, whoever comes first.
--- @include "guard"
--- @include "finish"
--- @include "view"

local run, refusal = guard(ARG.run_id, ARG.attempt, ARG.assignment_id, 'waiting')
if not run then return refusal end
note_error(run, ARG.error_class)
finish(run, 'failed', { 'error_class', ARG.error_class }, ARG.error)
return { REPLY.ok, run_view(run) }
