-- All state entries of an executor's own run (executor-api row 17).
--- @arg run_id: text
--- @arg attempt: integer
--- @arg assignment_id: text?
--- @reply ok(states: map)
--- @reply of guard
-- One script so that a stale executor never reads what a later attempt wrote.
--- @include "guard"
local run, refusal = guard(ARG.run_id, ARG.attempt, ARG.assignment_id, 'read')
if not run then return refusal end
return { REPLY.ok, redis.call('HGETALL', key_state(run.id)) }
