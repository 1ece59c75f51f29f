-- Makes the run of one tick of a job's schedule, once (control-api 1.1).
-- KEYS: 1 partition prefix of the new run, 2 catalog prefix
-- ARGV: 1 job id, 2 version the caller has read, 3 tick in ms, 4 'skip' when runs that have not ended stop it, or '',
--       5 run id, 6 scheduled_at in ms or '', 7 ttl in ms until the first start, 8 project, 9 execution mode,
--       10 number n of the values that follow, 11 .. 10+n field, value pairs of the run, then of its metadata
-- Reply: {'created', status}, {'done'} when this tick or a later one was seen before, {'skipped'},
--   {'job_changed'}, {'job_not_found'}, {'job_disabled'}, {'job_paused'}
-- Atomic because a tick can be brought twice, by two workers at once too, and must make one run.
--- @include "admit"

local refusal = refusal_of_job(ARGV[1], ARGV[2])
if refusal then return refusal end
local last = redis.call('HGET', key_cron_ticks(), ARGV[1])
if last and tonumber(last) >= tonumber(ARGV[3]) then return { 'done' } end
redis.call('HSET', key_cron_ticks(), ARGV[1], ARGV[3])
if ARGV[4] == 'skip' then
  flush_counts(key_job_counts(ARGV[1]))
  if redis.call('HEXISTS', key_job_counts(ARGV[1]), 'active') == 1 then return { 'skipped' } end
end
local run = { id = ARGV[5], job_id = ARGV[1], project_id = ARGV[8], execution_mode = ARGV[9], priority = '0' }
create_triggered(run, tonumber(ARGV[6]), ARGV[7], ARGV, 11, 10 + ARGV[10], #ARGV)
return { 'created', run.status }
