-- Counts a request against its limits (control-api 8.2): a window that slides, from the counts of two fixed ones.
--- @arg limits: list of RATE
--- @record RATE(name: text, most: integer, window: ms)
--- @reply ok(remaining: integer)  of the last limit
--- @reply limited(number: integer, wait: ms)  which limit, from 0, and until a request fits again
-- Atomic because of many gateways exactly so many requests may pass; what is refused by one limit counts for none.
local windows = {}
for index, limit in ipairs(ARG.limits) do
  local most, window = tonumber(limit[RATE.most]), tonumber(limit[RATE.window])
  local key = key_rate(limit[RATE.name])
  local held_window, held_count, held_before = unpack(redis.call('HMGET', key, 'window', 'count', 'before'))
  local current = math.floor(NOW / window)
  local count, before = 0, 0
  if tonumber(held_window) == current then
    count, before = tonumber(held_count), tonumber(held_before)
  elseif tonumber(held_window) == current - 1 then
    before = tonumber(held_count)
  end
  local passed = NOW - current * window
  local used = count + before * (window - passed) / window
  if used + 1 > most then
    -- The earlier window fades: after this long one more fits, at the latest when this window is over.
    local wait = window - passed
    if count + 1 <= most and before > 0 then
      wait = math.min(wait, math.ceil((used + 1 - most) * window / before))
    end
    return { REPLY.limited, index - 1, math.max(1, wait) }
  end
  windows[#windows + 1] = { key = key, window = current, count = count + 1, before = before, length = window,
    remaining = math.floor(most - used - 1) }
end
for _, one in ipairs(windows) do
  redis.call('HSET', one.key, 'window', string.format('%d', one.window), 'count', one.count, 'before', one.before)
  redis.call('PEXPIRE', one.key, 2 * one.length)
end
return { REPLY.ok, windows[#windows].remaining }
