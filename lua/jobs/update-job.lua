-- Replaces a job that nobody changed since it was read (control-api 1, PATCH, pause, resume).
--- @arg project_id: text
--- @arg job_id: text
--- @arg version: integer  what was read
--- @arg slug: text
--- @arg schedule: text?
--- @arg look_at: ms?  when to look at its window
--- @arg fields: texts  field, value pairs of the job
--- @reply updated
--- @reply not_found
--- @reply changed
--- @reply slug_taken
--- @reply project_elsewhere  it has left the cell
-- Atomic because the version compared and the record written must be of the same moment; the slug moves with it.
--- @include "line"
--- @include "timetable"
local version, slug, project_id, drains = unpack(redis.call('HMGET', key_job(ARG.job_id), 'version', 'slug', 'project_id',
  'drains'))
if not version or project_id ~= ARG.project_id then return { REPLY.not_found } end
if version == 'moved' then return { REPLY.project_elsewhere } end
if version ~= ARG.version then return { REPLY.changed } end
if slug ~= ARG.slug then
  if redis.call('HSETNX', key_slugs(ARG.project_id), ARG.slug, ARG.job_id) == 0 then return { REPLY.slug_taken } end
  redis.call('HDEL', key_slugs(ARG.project_id), slug)
end
LINE.renew(ARG.job_id)
redis.call('DEL', key_job(ARG.job_id))
redis.call('HSET', key_job(ARG.job_id), unpack(ARG.fields))
if drains then redis.call('HSET', key_job(ARG.job_id), 'drains', drains) end
keep_timetable(ARG.job_id, string.format('%d', ARG.version + 1), ARG.schedule, ARG.look_at)
LINE.unblock(LINE.of(ARG.job_id))
LINE.seat(LINE.of(ARG.job_id))
return { REPLY.updated }
