-- Revokes an API key (control-api 8.1). Its record stays for a while, so that its holder is told why it is refused.
-- KEYS: 1 partition prefix (unused), 2 catalog prefix
-- ARGV: 1 project, 2 key id
-- Reply: {'revoked'}, {'api_key_not_found'}
-- Atomic because a key that is gone from the list must not be good any more.
local digest = redis.call('HGET', key_api_keys(ARGV[1]), ARGV[2])
if not digest then return { 'api_key_not_found' } end
redis.call('HDEL', key_api_keys(ARGV[1]), ARGV[2])
if redis.call('EXISTS', key_api_key(digest)) == 1 then
  redis.call('HSET', key_api_key(digest), 'revoked_at', NOW_TEXT)
  redis.call('PEXPIRE', key_api_key(digest), LIMIT.revokedKeyMs)
end
return { 'revoked' }
