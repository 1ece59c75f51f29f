-- Looks up an API key, and locks out an address that guesses (control-api 8.1).
-- KEYS: 1 partition prefix (unused), 2 catalog prefix
-- ARGV: 1 digest of the key ('' when the credential was judged elsewhere),
--       2 address ('' when nobody is locked out), 3 kind of credential,
--       4 digest of a good credential that was judged elsewhere, '' for a wrong one
-- Reply: {'key', key as field, value list, rate limit of its project or '', window in s or ''},
--   {'good'}, {'unknown'}, {'locked', seconds}
-- Atomic because failures are counted and compared in one step, however many gateways an address tries.
--
-- An address has 10 failures in 15 minutes, then it is locked for 1 minute, after 25 for 5, after 50 for 15. One
-- that was in use before was not guessed: it passes, so that others behind the same address work on.

local lock = key_lockout(ARGV[3], ARGV[2])
local failures, until_ms = 0, 0
if ARGV[2] ~= '' then
  local held = redis.call('HMGET', lock, 'failures', 'until')
  failures, until_ms = tonumber(held[1] or 0), tonumber(held[2] or 0)
end

local found = {}
if ARGV[1] ~= '' then found = redis.call('HGETALL', key_api_key(ARGV[1])) end
local key = {}
for index = 1, #found, 2 do key[found[index]] = found[index + 1] end

local good, in_use = ARGV[4] ~= '', key.last_used_at
if good then in_use = redis.call('GET', key_secret_in_use()) == ARGV[4] end
if key.id and not key.revoked_at then good = key.expires_at == '0' or tonumber(key.expires_at) > NOW end
if until_ms > NOW and not (good and in_use) then
  return { 'locked', string.format('%d', math.ceil((until_ms - NOW) / 1000)) }
end
if good then
  if failures > 0 and until_ms <= NOW then redis.call('DEL', lock) end
  if not key.id then
    if not in_use then redis.call('SET', key_secret_in_use(), ARGV[4]) end
    return { 'good' }
  end
  if tonumber(key.last_used_at or 0) < NOW - LIMIT.lastUsedStepMs then
    redis.call('HSET', key_api_key(ARGV[1]), 'last_used_at', NOW_TEXT)
  end
  local limits = redis.call('HMGET', key_project(key.project_id), 'rate_limit', 'rate_window_secs')
  return { 'key', found, limits[1] or '', limits[2] or '' }
end

local function count_failure()
  failures = redis.call('HINCRBY', lock, 'failures', '1')
  if failures == 1 then redis.call('PEXPIRE', lock, LIMIT.lockoutWindowMs) end
  local ms = ({ [10] = 60000, [25] = 300000 })[failures] or failures >= 50 and 900000
  if not ms then return end
  redis.call('HSET', lock, 'until', string.format('%d', NOW + ms))
  if redis.call('PTTL', lock) < ms then redis.call('PEXPIRE', lock, string.format('%d', ms)) end
end
if ARGV[2] ~= '' then count_failure() end
if key.id then return { 'key', found, '', '' } end
return { 'unknown' }
