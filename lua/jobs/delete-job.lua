-- Deletes a job without active runs (control-api 1, DELETE).
--- @arg project_id: text
--- @arg job_id: text
--- @reply deleted
--- @reply not_found
--- @reply active
--- @reply project_elsewhere  it has left the cell
-- Atomic because a trigger in the same moment must find either the job or no job.
--- @include "line"
--- @include "timetable"
flush_counts(key_job_counts(ARG.job_id))
local slug, project_id, version = unpack(redis.call('HMGET', key_job(ARG.job_id), 'slug', 'project_id', 'version'))
if not slug or project_id ~= ARG.project_id then return { REPLY.not_found } end
if version == 'moved' then return { REPLY.project_elsewhere } end
if redis.call('HEXISTS', key_job_counts(ARG.job_id), 'active') == 1 then return { REPLY.active } end
LINE.renew(ARG.job_id)
redis.call('HDEL', key_slugs(ARG.project_id), slug)
redis.call('ZREM', key_wakes(), ARG.job_id)
redis.call('ZREM', key_jobs(ARG.project_id), ARG.job_id)
redis.call('DEL', key_job(ARG.job_id), key_job_memory(ARG.job_id), key_job_memory_sizes(ARG.job_id), key_job_slots(ARG.job_id),
  key_job_dead_letters(ARG.job_id), key_job_rate(ARG.job_id))
keep_timetable(ARG.job_id, 'deleted', '', '')
redis.call('HDEL', key_cron_ticks(), ARG.job_id)
redis.call('HDEL', key_cron_since(), ARG.job_id)
return { REPLY.deleted }
