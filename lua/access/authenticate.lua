-- Looks up an API key, and locks out an address that guesses (control-api 8.1).
--- @arg digest: text?  of the key; absent when the credential was judged elsewhere
--- @arg address: text?  absent when nobody is locked out
--- @arg kind: text  of credential
--- @arg good_digest: text?  of a good credential that was judged elsewhere, absent for a wrong one
--- @reply key(key: map, limit: text?, window_secs: text?)  limit of its project
--- @reply good
--- @reply unknown
--- @reply locked(secs: integer)
-- Atomic because failures are counted and compared in one step, however many gateways an address tries.
--
-- An address has 10 failures in 15 minutes, then it is locked for 1 minute, after 25 for 5, after 50 for 15. Nobody
-- guesses a key, whose 256 bits are random: a good one passes, so that others behind the same address work on. A
-- secret that people have chosen passes when it was in use before.

local lock = key_lockout(ARG.kind, ARG.address)
local failures, locked_until = 0, 0
if ARG.address ~= '' then
  local held_failures, held_until = unpack(redis.call('HMGET', lock, 'failures', 'until'))
  failures, locked_until = tonumber(held_failures or 0), tonumber(held_until or 0)
end

local found = {}
if ARG.digest ~= '' then found = redis.call('HGETALL', key_api_key(ARG.digest)) end
local key = {}
for index = 1, #found, 2 do key[found[index]] = found[index + 1] end

local good, in_use = ARG.good_digest ~= '', true
if good and ARG.kind == 'internal-secret' then in_use = redis.call('GET', key_secret_in_use()) == ARG.good_digest end
if key.id and not key.revoked_at then good = key.expires_at == '0' or tonumber(key.expires_at) > NOW end
if locked_until > NOW and not (good and in_use) then
  return { REPLY.locked, string.format('%d', math.ceil((locked_until - NOW) / 1000)) }
end
if good then
  if failures > 0 and locked_until <= NOW then redis.call('DEL', lock) end
  if not key.id then
    if not in_use then redis.call('SET', key_secret_in_use(), ARG.good_digest) end
    return { REPLY.good }
  end
  if tonumber(key.last_used_at or 0) < NOW - LIMIT.lastUsedStepMs then
    redis.call('HSET', key_api_key(ARG.digest), 'last_used_at', NOW_TEXT)
  end
  local rate_limit, rate_window_secs = unpack(redis.call('HMGET', key_project(key.project_id),
    'rate_limit', 'rate_window_secs'))
  return { REPLY.key, found, rate_limit or '', rate_window_secs or '' }
end

local function count_failure()
  failures = redis.call('HINCRBY', lock, 'failures', '1')
  if failures == 1 then redis.call('PEXPIRE', lock, LIMIT.lockoutWindowMs) end
  local ms = ({ [10] = 60000, [25] = 300000 })[failures] or failures >= 50 and 900000
  if not ms then return end
  redis.call('HSET', lock, 'until', string.format('%d', NOW + ms))
  if redis.call('PTTL', lock) < ms then redis.call('PEXPIRE', lock, string.format('%d', ms)) end
end
if ARG.address ~= '' then count_failure() end
if key.id then return { REPLY.key, found, '', '' } end
return { REPLY.unknown }
