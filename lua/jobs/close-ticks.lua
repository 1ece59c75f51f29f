-- Forgets that ticks of a job were to be made up for.
--- @arg job_id: text
--- @arg since: ms  behind which they were
--- @reply ok
-- Atomic because its project may have left meanwhile, which takes them along, or come back with others to make up for.
if redis.call('HGET', key_job(ARG.job_id), 'version') == 'moved' then return { REPLY.ok } end
local since = string.match(redis.call('HGET', key_cron_since(), ARG.job_id) or '', '^(%d+) ')
if since == ARG.since then redis.call('HDEL', key_cron_since(), ARG.job_id) end
return { REPLY.ok }
