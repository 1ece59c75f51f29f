-- Writes a job of a project that comes from another cell. Nobody triggers it, and time does not, before the project has entered.
--- @arg project_id: text
--- @arg version: integer  of the home that the project will have here
--- @arg job_id: text
--- @arg slug: text
--- @arg job_version: integer
--- @arg fields: texts  field, value pairs of the job
--- @arg schedule: text?
--- @arg last_tick: ms?
--- @arg since: ms  behind which ticks were not looked at
--- @reply brought
--- @reply of arriving
-- Atomic because of two that bring it the later one must not undo what has changed since the project entered.
--- @include "arriving"
--- @include "line"

if has_entered(ARG.project_id, ARG.version) then return { REPLY.known } end
local job = ARG.job_id
LINE.known[job] = nil
redis.call('DEL', key_job(job))
redis.call('HSET', key_job(job), unpack(ARG.fields))
redis.call('HSET', key_job(job), 'version', 'moved', 'entering', ARG.job_version)
redis.call('HSET', key_slugs(ARG.project_id), ARG.slug, job)
redis.call('ZADD', key_jobs(ARG.project_id), '0', job)
if redis.call('HEXISTS', key_job(job), 'window_from') == 1 then redis.call('ZADD', key_windows(), NOW_TEXT, job) end
redis.call('HDEL', key_cron_ticks(), job)
if ARG.last_tick ~= '' then redis.call('HSET', key_cron_ticks(), job, ARG.last_tick) end
redis.call('HDEL', key_cron_since(), job)
if ARG.schedule ~= '' then redis.call('HSET', key_cron_since(), job, ARG.since .. ' ' .. ARG.schedule) end
return { REPLY.brought }
