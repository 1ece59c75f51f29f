-- Takes away what a project has brought to the cell that it lies in now, and what nobody asks this one for any more. What
-- has ended here stays, with the records of its jobs, the project's subscriptions and its idempotency keys.
--- @arg project_id: text
--- @arg version: integer  with which it left
--- @reply cleared
--- @reply known(home: text?)  it was, or the project is here again
-- Atomic because whoever is late must take nothing from a project that has come back.
--- @include "home"

local project = ARG.project_id
local version, home = home_version(project)
local from, to = string.match(home or '', '^%d+ (%d+) to (%d+)$')
if not from or version ~= tonumber(ARG.version) then return { REPLY.known, home or '' } end
for _, digest in ipairs(redis.call('HVALS', key_api_keys(project))) do redis.call('DEL', key_api_key(digest)) end
for _, job in ipairs(redis.call('ZRANGE', key_jobs(project), '0', '-1')) do
  redis.call('UNLINK', key_job_memory(job), key_job_memory_sizes(job), key_job_rate(job))
  redis.call('HDEL', key_cron_ticks(), job)
  redis.call('HDEL', key_cron_since(), job)
end
redis.call('DEL', key_project(project), key_api_keys(project), key_slugs(project))
redis.call('HDEL', key_listeners(), project)
redis.call('ZREM', key_projects(), project)
say_home(project, ARG.version .. ' ' .. from .. ' left ' .. to)
return { REPLY.cleared }
