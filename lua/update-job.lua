-- Replaces a job that nobody changed since it was read (control-api 1, PATCH, pause, resume).
-- KEYS: 1 partition prefix, 2 catalog prefix
-- ARGV: 1 project, 2 job id, 3 version that was read, 4 slug, 5 schedule or '',
--       6 ms at which to look at its window or '', then field, value pairs of the job
-- Reply: {'updated'}, {'not_found'}, {'changed'}, {'slug_taken'}
-- Atomic because the version compared and the record written must be of the same moment; the slug moves with it.
--- @include "timetable"
local job = redis.call('HMGET', key_job(ARGV[2]), 'version', 'slug', 'project_id')
if not job[1] or job[3] ~= ARGV[1] then return { 'not_found' } end
if job[1] ~= ARGV[3] then return { 'changed' } end
if job[2] ~= ARGV[4] then
  if redis.call('HSETNX', key_slugs(ARGV[1]), ARGV[4], ARGV[2]) == 0 then return { 'slug_taken' } end
  redis.call('HDEL', key_slugs(ARGV[1]), job[2])
end
redis.call('DEL', key_job(ARGV[2]))
redis.call('HSET', key_job(ARGV[2]), unpack(ARGV, 7))
keep_timetable(ARGV[2], string.format('%d', ARGV[3] + 1), ARGV[5], ARGV[6])
-- A job that was resumed or enabled may have runs that claimers wait for.
redis.call('PUBLISH', key_ready_channel(), ARGV[2])
return { 'updated' }
