-- The executor ends its run (executor-api rows 10, 11).
-- KEYS: 1 partition prefix, 2 catalog prefix
-- ARGV: 1 run id, 2 attempt, 3 assignment or '', 4 'completed' or 'failed',
--       5 result as JSON or error text,
--       6 completed: job version whose result schema the result was checked against, or ''; failed: error class
-- Reply: {'ok', run view}, {'check_result', job version, result schema}; or a guard's refusal
-- Atomic because exactly one terminal transition may happen, whoever comes first.
--- @include "guard"
--- @include "finish"
--- @include "view"

local run, refusal = guard(ARGV[1], ARGV[2], ARGV[3], 'waiting')
if not run then return refusal end
if ARGV[4] == 'completed' then
  if run.checks_result then
    local job = redis.call('HMGET', key_job(run.job_id), 'version', 'result_schema')
    if job[2] and job[1] ~= ARGV[6] then return { 'check_result', job[1], job[2] } end
  end
  finish(run, 'completed', ARGV[5] ~= '' and { 'result', ARGV[5] } or {})
  if run.attempt ~= '1' then redis.call('HDEL', key_run(run.id), 'error', 'error_class') end
else
  finish(run, 'failed', { 'error_class', ARGV[6] }, ARGV[5])
end
return { 'ok', run_view(run) }
