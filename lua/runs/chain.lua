-- Triggers the run that is to follow the end of another one (control-api 1.1, on_complete_* and on_failure_*).
--- @arg ended_run_id: text
--- @arg ended_at: text  in ms, as the run has it
--- @arg run_id: text  of the new run
--- @arg job_id: text?
--- @arg job_version: integer?
--- @arg project_id: text
--- @arg execution_mode: text?
--- @arg depth: integer  of the new run in its chain
--- @arg payload_too_large: flag  no run can follow because of that
--- @arg fields: texts  field, value pairs of the new run
--- @reply created
--- @reply exists  this end was followed already
--- @reply gone  the run has left
--- @reply job_changed
--- @reply job_not_found  like the next three, in the event log of the run that ended
--- @reply job_disabled
--- @reply too_deep
--- @reply payload_too_large
-- Atomic because an end is followed once, however often a worker begins with it.
--- @include "create"

local ended, number, id = ARG.ended_run_id, ARG.ended_at, ARG.run_id
local core, chained = unpack(redis.call('HMGET', key_run(ended), 'core', 'chained'))
if not core then return { REPLY.gone } end
-- The mark outlives the new run, which may have a shorter retention.
if chained == number then return { REPLY.exists } end
local version, enabled, project_id = unpack(redis.call('HMGET', key_job(ARG.job_id), 'version', 'enabled', 'project_id'))

-- The end is followed with this: why nothing came of it stands in the event log.
local function note(text)
  redis.call('HSET', key_run(ended), 'chained', number)
  redis.call('XADD', key_events(ended), 'MAXLEN', '~', 'LIMIT.runEvents', '*', 'type', 'log', 'record',
    '{"level":"warn","message":"' .. text .. '"}')
end

if tonumber(ARG.depth) > LIMIT.chainDepth then
  note('chain ends here: it is too deep')
  return { REPLY.too_deep }
end
if not version or project_id ~= ARG.project_id then
  note('job to trigger next was not found')
  return { REPLY.job_not_found }
end
if ARG.payload_too_large == '1' then
  note('chain ends here: the mapped payload is too large, or takes too long to make')
  return { REPLY.payload_too_large }
end
if version ~= ARG.job_version then return { REPLY.job_changed } end
if enabled ~= '1' then
  note('job to trigger next is disabled')
  return { REPLY.job_disabled }
end
redis.call('HSET', key_run(ended), 'chained', number)
local run = { id = id, job_id = ARG.job_id, project_id = ARG.project_id, execution_mode = ARG.execution_mode,
  priority = '0' }
create_run(run, ARG.fields)
redis.call('HSET', key_run(id), 'chain_depth', ARG.depth)
return { REPLY.created }
