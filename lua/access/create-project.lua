-- Creates a project (control-api 8.1).
--- @arg project_id: text
--- @arg weight: text?  where it is not 1
--- @arg fields: texts  field, value pairs of the project
--- @reply created
--- @reply project_exists
--- @reply project_elsewhere  it lies in another cell
--- @reply project_kept  it was deleted, and something of it is kept
-- Atomic because of two that create it one does, and nobody a project of which something is kept.
--- @include "home"
--- @include "project"

local project = ARG.project_id
if lives_elsewhere(project) then return { REPLY.project_elsewhere } end
if redis.call('EXISTS', key_project(project)) == 1 then return { REPLY.project_exists } end
if is_deleted(project) then return { REPLY.project_kept } end
redis.call('HSET', key_project(project), 'id', project, unpack(ARG.fields))
redis.call('ZADD', key_projects(), '0', project)
weigh_project(project, ARG.weight)
return { REPLY.created }
