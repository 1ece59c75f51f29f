-- The executor ends its run as completed (executor-api row 10).
--- @partition of the run
--- @arg run_id: text
--- @arg attempt: integer
--- @arg assignment_id: text?
--- @arg result: text?  JSON
--- @arg checked_version: text?  the job version whose result schema it was checked against
--- @reply ok(run: run)
--- @reply check_result(version: text, schema: text)  of the job; nothing was written
--- @reply of guard
-- Atomic because exactly one terminal transition may happen, whoever comes first.
--- @include "guard"
--- @include "finish"
--- @include "view"

local run, refusal = guard(ARG.run_id, ARG.attempt, ARG.assignment_id, 'waiting')
if not run then return refusal end
if run.checks_result then
  local version, result_schema = unpack(redis.call('HMGET', key_job(run.job_id), 'version', 'result_schema'))
  if result_schema and version ~= ARG.checked_version then return { REPLY.check_result, version, result_schema } end
end
finish(run, 'completed', ARG.result ~= '' and { 'result', ARG.result } or {})
if run.attempt ~= '1' then redis.call('HDEL', key_run(run.id), 'error', 'error_class') end
return { REPLY.ok, run_view(run) }
