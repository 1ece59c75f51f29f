-- Forgets that ticks of a job were to be made up for.
--- @arg job_id: text
--- @arg since: ms  behind which they were
--- @reply ok
-- Atomic because its project may have left and come back meanwhile, with others to make up for.
local since = string.match(redis.call('HGET', key_cron_since(), ARG.job_id) or '', '^(%d+) ')
if since == ARG.since then redis.call('HDEL', key_cron_since(), ARG.job_id) end
return { REPLY.ok }
