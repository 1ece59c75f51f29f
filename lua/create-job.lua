-- Creates a job (control-api 1).
-- KEYS: 1 partition prefix, 2 catalog prefix
-- ARGV: 1 project, 2 slug, 3 job id, 4 schedule or '', 5 ms at which to look at its window or '',
--       then field, value pairs of the job
-- Reply: {'created'}, {'slug_taken'}
-- Atomic because a slug is unique in its project.
--- @include "timetable"
if redis.call('HSETNX', key_slugs(ARGV[1]), ARGV[2], ARGV[3]) == 0 then return { 'slug_taken' } end
redis.call('HSET', key_job(ARGV[3]), unpack(ARGV, 6))
redis.call('ZADD', key_jobs(ARGV[1]), '0', ARGV[3])
redis.call('SADD', key_job_projects(), ARGV[1])
keep_timetable(ARGV[3], '1', ARGV[4], ARGV[5])
return { 'created' }
