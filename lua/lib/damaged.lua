--- @include "deferred"

-- A record that a command cannot work with must not be in the way of the others: it is remembered, and looked at
-- again much later, when somebody may have mended it. True when it was not known yet.
local function set_aside(id)
  redis.call('ZREMRANGEBYSCORE', key_damaged(), '-inf', string.format('%d', NOW - LIMIT.damagedKeptMs))
  local known = redis.call('ZSCORE', key_damaged(), id)
  if known or redis.call('ZCARD', key_damaged()) < LIMIT.damagedRecords then
    redis.call('ZADD', key_damaged(), NOW_TEXT, id)
  end
  return not known
end
