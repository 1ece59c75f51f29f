-- Creates the child that a run of another cell has spawned, once, however often the errand is done.
--- @arg child_id: text
--- @arg parent_run_id: text
--- @arg depth: integer  of the child below the run that was not spawned
--- @arg created_at: integer  in ms, as its parent's executor was told
--- @arg job_id: text
--- @arg project_id: text
--- @arg execution_mode: text
--- @arg fields: texts  field, value pairs of the child
--- @reply created
--- @reply exists  now, or did a while ago
--- @reply job_not_found  nothing comes of it
-- Atomic because two workers may do the errand in the same moment.
--- @include "create"

local id = ARG.child_id
if redis.call('EXISTS', key_run(id)) == 1 or redis.call('EXISTS', key_arrived(id)) == 1 then return { REPLY.exists } end
redis.call('ZREM', key_coming(ARG.project_id), id)
local project_id, version = unpack(redis.call('HMGET', key_job(ARG.job_id), 'project_id', 'version'))
if project_id ~= ARG.project_id or version == 'moved' then return { REPLY.job_not_found } end
local fields = ARG.fields
local count = #fields
fields[count + 1], fields[count + 2] = 'parent_run_id', ARG.parent_run_id
fields[count + 3], fields[count + 4] = 'away', ARG.depth
-- Its parent's Redis may have another clock, and nothing began before it was created.
local created_at = string.format('%d', math.min(tonumber(ARG.created_at), NOW))
create_run({ id = id, job_id = ARG.job_id, project_id = ARG.project_id, execution_mode = ARG.execution_mode,
  priority = '0', created_at = created_at }, fields)
return { REPLY.created }
