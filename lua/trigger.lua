-- Creates a run of a job that has no gate; see trigger-gated (control-api 2.1).
-- KEYS: 1 partition prefix of the new run, 2 catalog prefix
-- ARGV: 1 job id, 2 version of the job the caller validated against, 3 idempotency key or '',
--       4 run id, 5 scheduled_at in ms or '', 6 ttl in ms until the first start,
--       7 project, 8 execution mode, 9 priority, 10 concurrency key or '', 11 number n of the values that follow,
--       12 .. 11+n field, value pairs of the run, then field, value pairs of its metadata
-- Reply: {'created', status, created_at, expires_at}, {'exists', run id, status, attempt},
--   {'debounced', fire at} and {'buffered'} for an idempotency key that was answered so before,
--   {'job_not_found'}, {'job_changed'}, {'job_disabled'}, {'job_paused'}
-- Atomic because the idempotency key, the job's switches and the new run must agree.
--- @include "admit"

local job_id, idempotency, id = ARGV[1], ARGV[3], ARGV[4]
local refusal = refusal_of_job(job_id, ARGV[2])
if refusal then return refusal end
if idempotency ~= '' then
  local known = known_by_key(job_id, idempotency)
  if known then return known end
  redis.call('SET', key_run_idempotency(job_id, idempotency), id)
end

local run = { id = id, job_id = job_id, project_id = ARGV[7], execution_mode = ARGV[8], priority = ARGV[9],
  concurrency_key = ARGV[10] ~= '' and ARGV[10] or nil }
local expires_at = create_triggered(run, tonumber(ARGV[5]), ARGV[6], ARGV, 12, 11 + ARGV[11], #ARGV)
return { 'created', run.status, NOW_TEXT, expires_at }
