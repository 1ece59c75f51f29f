-- Deletes a project without jobs, and its API keys and webhook subscriptions with it (control-api 8.1).
--- @arg project_id: text
--- @reply deleted
--- @reply project_not_found
--- @reply project_busy
--- @reply project_elsewhere  it lies in another cell
-- Atomic because a job that is created in the same moment must find either the project or none, and no key of a
-- project that is gone may be good. What is left of its ended runs leaves with their retention; until then its id is
-- remembered.
--- @include "home"
--- @include "project"

local project = ARG.project_id
if lives_elsewhere(project) then return { REPLY.project_elsewhere } end
if redis.call('EXISTS', key_project(project)) == 0 then return { REPLY.project_not_found } end
if redis.call('ZCARD', key_jobs(project)) > 0 then return { REPLY.project_busy } end
forget_project(project)
redis.call('ZADD', key_deleted_projects(), NOW_TEXT, project)
-- Those that were remembered longest may be free by now.
for _, other in ipairs(redis.call('ZRANGE', key_deleted_projects(), '0', 'LIMIT.deletedStep')) do is_deleted(other) end
return { REPLY.deleted }
