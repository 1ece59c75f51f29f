-- Has a project that is to move come to rest, or lets it begin runs again (docs/architecture.md, Cells): until a time, which
-- ends it by itself, triggers and replays are refused, ticks are put off, and events that nobody waits for are not kept.
--- @arg project_id: text
--- @arg lasts: ms  from now on; 0 ends it
--- @arg ends: ms?  only the drain that ends then is ended: somebody else may have taken it up
--- @reply draining(till: ms)
--- @reply ended
--- @reply rests  it does not drain, or not until then
--- @reply no_project
--- @reply project_elsewhere  it lies in another cell
--- @reply too_many
-- Atomic because all jobs of the project carry the same time as the list.
--- @include "deferred"
--- @include "home"
--- @include "line-of-job"
--- @include "project"

local project = ARG.project_id
redis.call('ZREMRANGEBYSCORE', key_draining(), '-inf', NOW_TEXT)
if lives_elsewhere(project) then return { REPLY.project_elsewhere } end
if redis.call('EXISTS', key_project(project)) == 0 or is_deleted(project) then return { REPLY.no_project } end
if redis.call('ZCARD', key_jobs(project)) > LIMIT.movedJobs then return { REPLY.too_many } end
local jobs = redis.call('ZRANGE', key_jobs(project), '0', '-1')

if ARG.lasts ~= '0' then
  local till = string.format('%d', NOW + ARG.lasts)
  redis.call('ZADD', key_draining(), till, project)
  for _, job in ipairs(jobs) do
    redis.call('HSET', key_job(job), 'drains', till)
    LINE.forget(job)
  end
  return { REPLY.draining, tonumber(till) }
end

local till = redis.call('ZSCORE', key_draining(), project)
if not till or ARG.ends ~= '' and tonumber(till) ~= tonumber(ARG.ends) then return { REPLY.rests } end
redis.call('ZREM', key_draining(), project)
for _, job in ipairs(jobs) do
  redis.call('HDEL', key_job(job), 'drains')
  LINE.forget(job)
  -- Its ticks that were put off are made up for now.
  if redis.call('HEXISTS', key_cron_since(), job) == 1 then
    outbox_schedule({ run = job, number = 'drained-' .. till, at = NOW_TEXT })
  end
end
return { REPLY.ended }
