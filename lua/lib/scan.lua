-- Fields of a hash whose values may be large: from a cursor on as many as come to about LIMIT.groupBytes, one
-- at a time, since how large they are is known only then. Answers the cursor behind them, '0' at the end, and fields and values
-- in turn. What is there all the while comes at least once.
local function scan_values(key, cursor)
  local found, count, size = {}, 0, 0
  repeat
    local page = redis.call('HSCAN', key, cursor, 'COUNT', '1')
    cursor = page[1]
    for _, text in ipairs(page[2]) do
      count, size = count + 1, size + #text
      found[count] = text
    end
  until cursor == '0' or size >= LIMIT.groupBytes
  return cursor, found
end
