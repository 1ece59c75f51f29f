-- Creates a job (control-api 1).
--- @arg project_id: text
--- @arg slug: text
--- @arg job_id: text
--- @arg schedule: text?
--- @arg look_at: ms?  when to look at its window
--- @arg fields: texts  field, value pairs of the job
--- @reply created(job_id: text)
--- @reply slug_taken
--- @reply project_elsewhere  it lies in another cell
--- @reply project_kept
-- Atomic because a slug is unique in its project, and a project that was deleted gets no job.
--- @include "line"
--- @include "timetable"
--- @include "home"
--- @include "project"

if lives_elsewhere(ARG.project_id) then return { REPLY.project_elsewhere } end
if is_deleted(ARG.project_id) then return { REPLY.project_kept } end
if redis.call('HSETNX', key_slugs(ARG.project_id), ARG.slug, ARG.job_id) == 0 then return { REPLY.slug_taken } end
redis.call('HSET', key_job(ARG.job_id), unpack(ARG.fields))
local drains = redis.call('ZSCORE', key_draining(), ARG.project_id)
if drains then redis.call('HSET', key_job(ARG.job_id), 'drains', string.format('%d', drains)) end
LINE.known[ARG.job_id] = nil
redis.call('ZADD', key_jobs(ARG.project_id), '0', ARG.job_id)
redis.call('SADD', key_job_projects(), ARG.project_id)
keep_timetable(ARG.job_id, '1', ARG.schedule, ARG.look_at)
return { REPLY.created, ARG.job_id }
