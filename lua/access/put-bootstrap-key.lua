-- Stores the API key that the configuration names (control-api 8.1). The same one again changes only its project and scopes.
--- @arg project_id: text
--- @arg id: text  unless it has one
--- @arg digest: text
--- @reply ok
--- @reply project_elsewhere  it lies in another cell
-- Atomic because several gateways start in one moment, and the key has one id and one project.
--- @include "api-key"
--- @include "home"

if lives_elsewhere(ARG.project_id) then return { REPLY.project_elsewhere } end
local key = key_api_key(ARG.digest)
local id, project_id, created_at = unpack(redis.call('HMGET', key, 'id', 'project_id', 'created_at'))
if project_id and project_id ~= ARG.project_id then redis.call('HDEL', key_api_keys(project_id), id) end
redis.call('HDEL', key, 'revoked_at')
redis.call('PERSIST', key)
store_api_key(ARG.project_id, id or ARG.id, ARG.digest, { 'id', id or ARG.id, 'project_id', ARG.project_id,
  'name', 'bootstrap', 'scopes', '*', 'expires_at', '0', 'created_at', created_at or NOW_TEXT })
return { REPLY.ok }
