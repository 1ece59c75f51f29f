-- Replaces an API key by a new one with the same rights; the old one is good for a while yet (control-api 8.1).
--- @arg project_id: text
--- @arg id: text  of the old key
--- @arg new_id: text
--- @arg digest: text  of the new key
--- @arg prefix: text  of the new key
--- @arg grace: ms  for which the old key stays good
--- @reply rotated(key: map, grace_ends: ms)  the new key
--- @reply api_key_not_found
--- @reply project_elsewhere  it lies in another cell
--- @reply api_key_rotated  it was rotated before
--- @reply too_many_api_keys
-- Atomic because of two rotations of one key, one wins.
--- @include "api-key"
--- @include "home"

if lives_elsewhere(ARG.project_id) then return { REPLY.project_elsewhere } end
local old_digest = redis.call('HGET', key_api_keys(ARG.project_id), ARG.id)
local old = {}
local list = old_digest and redis.call('HGETALL', key_api_key(old_digest)) or {}
for index = 1, #list, 2 do old[list[index]] = list[index + 1] end
if not old.id then return { REPLY.api_key_not_found } end
if old.replaced_by then return { REPLY.api_key_rotated } end
if count_api_keys(ARG.project_id) >= LIMIT.apiKeys then return { REPLY.too_many_api_keys } end

local ends = NOW + ARG.grace
if old.expires_at ~= '0' then ends = math.min(ends, tonumber(old.expires_at)) end
local lifetime = old.expires_at ~= '0' and tonumber(old.expires_at) - tonumber(old.created_at) or 0
local fields = { 'id', ARG.new_id, 'project_id', ARG.project_id, 'created_at', NOW_TEXT, 'key_prefix', ARG.prefix,
  'expires_at', lifetime > 0 and string.format('%d', NOW + lifetime) or '0', 'rotated_from', ARG.id }
for _, name in ipairs({ 'name', 'scopes', 'rotation_interval_days', 'rate_limit', 'rate_window_secs' }) do
  if old[name] then
    fields[#fields + 1] = name
    fields[#fields + 1] = old[name]
  end
end
local record = store_api_key(ARG.project_id, ARG.new_id, ARG.digest, fields)
redis.call('HSET', key_api_key(old_digest), 'expires_at', string.format('%d', ends), 'replaced_by', ARG.new_id,
  'grace_expires_at', string.format('%d', ends))
return { REPLY.rotated, record, string.format('%d', ends) }
