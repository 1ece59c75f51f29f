-- Counts a request against its limits (control-api 8.2): a window that slides, from the counts of two fixed ones.
-- KEYS: 1 partition prefix (unused), 2 catalog prefix
-- ARGV: per limit: name, most requests, window in ms
-- Reply: {'ok', remaining of the last limit}, {'limited', its number from 0, ms until a request fits again}
-- Atomic because of many gateways exactly so many requests may pass; what is refused by one limit counts for none.
local windows = {}
for index = 1, #ARGV, 3 do
  local most, window = tonumber(ARGV[index + 1]), tonumber(ARGV[index + 2])
  local key = key_rate(ARGV[index])
  local held = redis.call('HMGET', key, 'window', 'count', 'before')
  local current = math.floor(NOW / window)
  local count, before = 0, 0
  if tonumber(held[1]) == current then
    count, before = tonumber(held[2]), tonumber(held[3])
  elseif tonumber(held[1]) == current - 1 then
    before = tonumber(held[2])
  end
  local passed = NOW - current * window
  local used = count + before * (window - passed) / window
  if used + 1 > most then
    -- The earlier window fades: after this long one more fits, at the latest when this window is over.
    local wait = window - passed
    if count + 1 <= most and before > 0 then
      wait = math.min(wait, math.ceil((used + 1 - most) * window / before))
    end
    return { 'limited', (index - 1) / 3, math.max(1, wait) }
  end
  windows[#windows + 1] = { key = key, window = current, count = count + 1, before = before, length = window,
    remaining = math.floor(most - used - 1) }
end
for _, one in ipairs(windows) do
  redis.call('HSET', one.key, 'window', string.format('%d', one.window), 'count', one.count, 'before', one.before)
  redis.call('PEXPIRE', one.key, 2 * one.length)
end
return { 'ok', windows[#windows].remaining }
