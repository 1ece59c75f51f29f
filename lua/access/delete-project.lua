-- Deletes a project without jobs, and its API keys and webhook subscriptions with it (control-api 8.1).
--- @partition any
--- @arg project_id: text
--- @reply deleted
--- @reply project_not_found
--- @reply project_busy
-- Atomic because a job that is created in the same moment must find either the project or none, and no key of a
-- project that is gone may be good. What is left of its ended runs leaves with their retention.
--- @include "deferred"

local project = ARG.project_id
if redis.call('EXISTS', key_project(project)) == 0 then return { REPLY.project_not_found } end
if redis.call('ZCARD', key_jobs(project)) > 0 then return { REPLY.project_busy } end
for _, digest in ipairs(redis.call('HVALS', key_api_keys(project))) do redis.call('DEL', key_api_key(digest)) end
redis.call('DEL', key_project(project), key_api_keys(project), key_workers(project), key_webhooks(project))
redis.call('HDEL', key_listeners(), project)
forget_series(project)
redis.call('ZREM', key_projects(), project)
return { REPLY.deleted }
