-- Stores a new API key (control-api 8.1).
--- @arg project_id: text
--- @arg id: text
--- @arg digest: text
--- @arg expires_in: ms  0: never
--- @arg fields: texts  field, value pairs of the key
--- @reply created(key: map)
--- @reply too_many_api_keys
--- @reply project_elsewhere  it lies in another cell
--- @reply project_kept
-- Atomic because a project has at most so many keys, and one that was deleted none.
--- @include "api-key"
--- @include "home"
--- @include "project"

if lives_elsewhere(ARG.project_id) then return { REPLY.project_elsewhere } end
if is_deleted(ARG.project_id) then return { REPLY.project_kept } end
if count_api_keys(ARG.project_id) >= LIMIT.apiKeys then return { REPLY.too_many_api_keys } end
local fields = { 'id', ARG.id, 'project_id', ARG.project_id, 'created_at', NOW_TEXT,
  'expires_at', ARG.expires_in == '0' and '0' or string.format('%d', NOW + ARG.expires_in) }
for _, value in ipairs(ARG.fields) do fields[#fields + 1] = value end
return { REPLY.created, store_api_key(ARG.project_id, ARG.id, ARG.digest, fields) }
