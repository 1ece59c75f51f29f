-- The last checkpoint of an executor's own run (executor-api row 6).
--- @arg run_id: text
--- @arg attempt: integer
--- @arg assignment_id: text?
--- @reply ok(checkpoint: entry?)  absent when there is none
--- @reply of guard
-- One script so that a stale executor never reads what a later attempt wrote.
--- @include "guard"
local run, refusal = guard(ARG.run_id, ARG.attempt, ARG.assignment_id, 'read')
if not run then return refusal end
return { REPLY.ok, redis.call('XREVRANGE', key_checkpoints(run.id), '+', '-', 'COUNT', 1)[1] or {} }
