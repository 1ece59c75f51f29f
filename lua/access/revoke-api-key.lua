-- Revokes an API key (control-api 8.1). Its record stays for a while, so that its holder is told why it is refused.
--- @arg project_id: text
--- @arg id: text
--- @reply revoked
--- @reply api_key_not_found
--- @reply project_elsewhere  it lies in another cell
-- Atomic because a key that is gone from the list must not be good any more.
--- @include "home"

if lives_elsewhere(ARG.project_id) then return { REPLY.project_elsewhere } end
local digest = redis.call('HGET', key_api_keys(ARG.project_id), ARG.id)
if not digest then return { REPLY.api_key_not_found } end
redis.call('HDEL', key_api_keys(ARG.project_id), ARG.id)
if redis.call('EXISTS', key_api_key(digest)) == 1 then
  redis.call('HSET', key_api_key(digest), 'revoked_at', NOW_TEXT)
  redis.call('PEXPIRE', key_api_key(digest), LIMIT.revokedKeyMs)
end
return { REPLY.revoked }
