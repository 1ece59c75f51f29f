-- Replaces an API key by a new one with the same rights; the old one is good for a while yet (control-api 8.1).
-- KEYS: 1 partition prefix (unused), 2 catalog prefix
-- ARGV: 1 project, 2 id of the old key, 3 id of the new key, 4 digest of the new key, 5 prefix of the new key,
--       6 ms for which the old key stays good
-- Reply: {'rotated', new key as field, value list, end of the old key's grace in ms}, {'api_key_not_found'},
--   {'api_key_rotated'} when it was rotated before, {'too_many_api_keys'}
-- Atomic because of two rotations of one key, one wins.
--- @include "api-key"

local old_digest = redis.call('HGET', key_api_keys(ARGV[1]), ARGV[2])
local old = {}
local list = old_digest and redis.call('HGETALL', key_api_key(old_digest)) or {}
for index = 1, #list, 2 do old[list[index]] = list[index + 1] end
if not old.id then return { 'api_key_not_found' } end
if old.replaced_by then return { 'api_key_rotated' } end
if redis.call('HLEN', key_api_keys(ARGV[1])) >= LIMIT.apiKeys then return { 'too_many_api_keys' } end

local ends = NOW + ARGV[6]
if old.expires_at ~= '0' then ends = math.min(ends, tonumber(old.expires_at)) end
local lifetime = old.expires_at ~= '0' and tonumber(old.expires_at) - tonumber(old.created_at) or 0
local fields = { 'id', ARGV[3], 'project_id', ARGV[1], 'created_at', NOW_TEXT, 'key_prefix', ARGV[5],
  'expires_at', lifetime > 0 and string.format('%d', NOW + lifetime) or '0', 'rotated_from', ARGV[2] }
for _, name in ipairs({ 'name', 'scopes', 'rotation_interval_days', 'rate_limit', 'rate_window_secs' }) do
  if old[name] then
    fields[#fields + 1] = name
    fields[#fields + 1] = old[name]
  end
end
local record = store_api_key(ARGV[1], ARGV[3], ARGV[4], fields)
redis.call('HSET', key_api_key(old_digest), 'expires_at', string.format('%d', ends), 'replaced_by', ARGV[3],
  'grace_expires_at', string.format('%d', ends))
return { 'rotated', record, string.format('%d', ends) }
