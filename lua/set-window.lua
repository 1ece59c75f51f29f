-- Writes when a job's execution window is open next (control-api 1.1).
-- KEYS: 1 partition prefix (unused), 2 catalog prefix
-- ARGV: 1 job id, 2 version the window was reckoned for, 3 opens at in ms, 4 closes at, 5 when to look again
-- Reply: {'set'}, {'changed'} when the job is another by now: whoever changed it has written its window
-- Atomic because a window of an older version must not replace that of the newest.
local version = redis.call('HGET', key_job(ARGV[1]), 'version')
if not version then redis.call('ZREM', key_windows(), ARGV[1]) end
if version ~= ARGV[2] then return { 'changed' } end
redis.call('HSET', key_job(ARGV[1]), 'window_from', ARGV[3], 'window_until', ARGV[4])
redis.call('ZADD', key_windows(), ARGV[5], ARGV[1])
return { 'set' }
