-- Reads a wait, and has the gateways told of the changes of its run from now on.
--- @arg trigger_id: text
--- @arg project_id: text
--- @reply found(trigger: map)
--- @reply not_found  the trigger does not exist or is not the project's
-- Atomic because the end of the wait must either be in what was read or be heard of.
--- @include "follow"

local project_id, status, job_run_id = unpack(redis.call('HMGET', key_trigger(ARG.trigger_id),
  'project_id', 'status', 'job_run_id'))
if project_id ~= ARG.project_id then return { REPLY.not_found } end
local run = status == 'waiting' and load_run(job_run_id)
if run then mark_followed(run) end
return { REPLY.found, redis.call('HGETALL', key_trigger(ARG.trigger_id)) }
