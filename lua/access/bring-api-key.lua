-- Writes an API key of a project that comes from another cell.
--- @arg project_id: text
--- @arg version: integer  of the home that the project will have here
--- @arg id: text
--- @arg digest: text
--- @arg fields: texts  field, value pairs of the key
--- @reply brought
--- @reply of arriving
-- Atomic because of two that bring it the later one must not undo that it was revoked since.
--- @include "arriving"

if has_entered(ARG.project_id, ARG.version) then return { REPLY.known } end
redis.call('HSET', key_api_key(ARG.digest), unpack(ARG.fields))
redis.call('HSET', key_api_keys(ARG.project_id), ARG.id, ARG.digest)
return { REPLY.brought }
