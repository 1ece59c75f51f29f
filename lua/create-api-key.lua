-- Stores a new API key (control-api 8.1).
-- KEYS: 1 partition prefix (unused), 2 catalog prefix
-- ARGV: 1 project, 2 key id, 3 digest of the key, 4 ms until it expires (0: never), then field, value pairs of the key
-- Reply: {'created', key as field, value list}, {'too_many_api_keys'}
-- Atomic because a project has at most so many keys.
--- @include "api-key"

if redis.call('HLEN', key_api_keys(ARGV[1])) >= LIMIT.apiKeys then return { 'too_many_api_keys' } end
local fields = { 'id', ARGV[2], 'project_id', ARGV[1], 'created_at', NOW_TEXT,
  'expires_at', ARGV[4] == '0' and '0' or string.format('%d', NOW + ARGV[4]) }
for index = 5, #ARGV do fields[#fields + 1] = ARGV[index] end
return { 'created', store_api_key(ARGV[1], ARGV[2], ARGV[3], fields) }
