-- Writes what a project that comes from another cell has beside its jobs: its record, its subscriptions.
--- @arg project_id: text
--- @arg version: integer  of the home that it will have here
--- @arg weight: text?  where it is not 1
--- @arg fields: texts  field, value pairs of the project
--- @arg webhooks: texts  id, record pairs
--- @arg listeners: text?  event types that a subscription wants
--- @reply brought
--- @reply of arriving
-- Atomic because of two that bring it the later one must not undo what has changed since it entered.
--- @include "arriving"
--- @include "project"

local project = ARG.project_id
if has_entered(project, ARG.version) then return { REPLY.known } end
redis.call('DEL', key_project(project), key_webhooks(project))
redis.call('HSET', key_project(project), unpack(ARG.fields))
weigh_project(project, ARG.weight)
if #ARG.webhooks > 0 then redis.call('HSET', key_webhooks(project), unpack(ARG.webhooks)) end
if ARG.listeners ~= '' then
  redis.call('HSET', key_listeners(), project, ARG.listeners)
else
  redis.call('HDEL', key_listeners(), project)
end
redis.call('SADD', key_job_projects(), project)
return { REPLY.brought }
