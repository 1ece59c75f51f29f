-- Lets a project whose records were brought lie in the cell: from here on it is served here.
--- @arg project_id: text
--- @arg version: integer  of this home of the project
--- @arg left: text  numbers of the cells that it has left, with commas
--- @reply entered
--- @reply of arriving
-- Atomic because nothing of it may be made here before all has come, and its schedules begin with it.
--- @include "arriving"
--- @include "line"

local project = ARG.project_id
if has_entered(project, ARG.version) then return { REPLY.known } end
for _, job in ipairs(redis.call('ZRANGE', key_jobs(project), '0', '-1')) do
  local job_version = redis.call('HGET', key_job(job), 'entering')
  if job_version then
    redis.call('HSET', key_job(job), 'version', job_version)
    redis.call('HDEL', key_job(job), 'entering')
  else
    -- It was here before, and the job was deleted since.
    redis.call('DEL', key_job(job))
    redis.call('ZREM', key_jobs(project), job)
  end
  LINE.forget(job)
  local schedule = string.match(redis.call('HGET', key_cron_since(), job) or '', '^%d+ (.+)$')
  if schedule then
    redis.call('HSET', key_cron_jobs(), job, schedule)
    outbox_schedule({ run = job, number = 'moved-' .. ARG.version, at = NOW_TEXT })
  end
end
redis.call('ZADD', key_projects(), '0', project)
say_home(project, ARG.version .. ' ' .. ARG.left .. ' here')
return { REPLY.entered }
