-- Creates a job (control-api 1).
-- KEYS: 1 partition prefix (unused), 2 catalog prefix
-- ARGV: 1 project, 2 slug, 3 job id, then field, value pairs of the job
-- Reply: {'created'}, {'slug_taken'}
-- Atomic because a slug is unique in its project.
if redis.call('HSETNX', key_slugs(ARGV[1]), ARGV[2], ARGV[3]) == 0 then return { 'slug_taken' } end
redis.call('HSET', key_job(ARGV[3]), unpack(ARGV, 4))
redis.call('ZADD', key_jobs(ARGV[1]), '0', ARGV[3])
return { 'created' }
