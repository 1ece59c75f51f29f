-- Deletes a job without active runs (control-api 1, DELETE).
-- KEYS: 1 partition prefix, 2 catalog prefix
-- ARGV: 1 project, 2 job id
-- Reply: {'deleted'}, {'not_found'}, {'active'}
-- Atomic because a trigger in the same moment must find either the job or no job.
--- @include "deferred"
--- @include "timetable"
flush_counts(key_job_counts(ARGV[2]))
local job = redis.call('HMGET', key_job(ARGV[2]), 'slug', 'project_id')
if not job[1] or job[2] ~= ARGV[1] then return { 'not_found' } end
if redis.call('HEXISTS', key_job_counts(ARGV[2]), 'active') == 1 then return { 'active' } end
redis.call('HDEL', key_slugs(ARGV[1]), job[1])
redis.call('ZREM', key_jobs(ARGV[1]), ARGV[2])
redis.call('DEL', key_job(ARGV[2]), key_job_memory(ARGV[2]), key_job_slots(ARGV[2]),
  key_job_dead_letters(ARGV[2]), key_job_rate(ARGV[2]))
keep_timetable(ARGV[2], 'deleted', '', '')
redis.call('HDEL', key_cron_ticks(), ARGV[2])
return { 'deleted' }
