-- Writes when a job's execution window is open next (control-api 1.1).
--- @arg job_id: text
--- @arg version: text  what the window was reckoned for
--- @arg opens_at: ms
--- @arg closes_at: ms
--- @arg look_at: ms  when to look again
--- @reply set
--- @reply changed  the job is another by now: whoever changed it has written its window
-- Atomic because a window of an older version must not replace that of the newest.
--- @include "line"
local version = redis.call('HGET', key_job(ARG.job_id), 'version')
if not version then redis.call('ZREM', key_windows(), ARG.job_id) end
if version ~= ARG.version then return { REPLY.changed } end
redis.call('HSET', key_job(ARG.job_id), 'window_from', ARG.opens_at, 'window_until', ARG.closes_at)
redis.call('ZADD', key_windows(), ARG.look_at, ARG.job_id)
LINE.forget(ARG.job_id)
LINE.seat(LINE.of(ARG.job_id))
return { REPLY.set }
