-- Makes the run of one tick of a job's schedule, once (control-api 1.1).
--- @arg job_id: text
--- @arg job_version: integer  what the caller has read
--- @arg tick: ms
--- @arg skip: flag  whether runs that have not ended stop it
--- @arg run_id: text
--- @arg scheduled_at: ms?
--- @arg ttl: ms  until the first start
--- @arg project_id: text
--- @arg execution_mode: text
--- @arg since: ms?  behind which ticks are made up for, in their order, of which this is one
--- @arg fields: texts  field, value pairs of the run
--- @arg metadata: texts
--- @reply created(status: text)
--- @reply done  this tick or a later one was seen before
--- @reply skipped
--- @reply behind  ticks before this one are to be made up for first
--- @reply of admit
--- @reply of drain
-- Atomic because a tick can be brought twice, by two workers at once too, and must make one run.
--- @include "admit"

local refusal, drains = refusal_of_job(ARG.job_id, ARG.job_version)
if refusal then return refusal end
local tick, last = tonumber(ARG.tick), redis.call('HGET', key_cron_ticks(), ARG.job_id)
if last and tonumber(last) >= tick then return { REPLY.done } end
local since = string.match(redis.call('HGET', key_cron_since(), ARG.job_id) or '', '^%d+')
if drains then
  -- Put off. Who makes up for ticks meanwhile must not take them all for done: he finds another time than he has begun with.
  local schedule = redis.call('HGET', key_cron_jobs(), ARG.job_id)
  local behind = math.min(tick, tonumber(since or tick)) - 1
  if schedule then redis.call('HSET', key_cron_since(), ARG.job_id, string.format('%d', behind) .. ' ' .. schedule) end
  return drains
end
if since and since ~= ARG.since and tonumber(since) < tick then return { REPLY.behind } end
redis.call('HSET', key_cron_ticks(), ARG.job_id, ARG.tick)
if ARG.skip == '1' then
  flush_counts(key_job_counts(ARG.job_id))
  if redis.call('HEXISTS', key_job_counts(ARG.job_id), 'active') == 1 then return { REPLY.skipped } end
end
local run = { id = ARG.run_id, job_id = ARG.job_id, project_id = ARG.project_id, execution_mode = ARG.execution_mode, priority = '0' }
create_triggered(run, tonumber(ARG.scheduled_at), ARG.ttl, ARG.fields, ARG.metadata)
return { REPLY.created, run.status }
