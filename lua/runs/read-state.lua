-- A state entry of an executor's own run (executor-api row 17).
--- @arg run_id: text
--- @arg attempt: integer
--- @arg assignment_id: text?
--- @arg key: text
--- @reply ok(entry: text?)  absent when there is none under the key
--- @reply of guard
-- One script so that a stale executor never reads what a later attempt wrote.
--- @include "guard"
local run, refusal = guard(ARG.run_id, ARG.attempt, ARG.assignment_id, 'read')
if not run then return refusal end
return { REPLY.ok, redis.call('HGET', key_state(run.id), ARG.key) or '' }
