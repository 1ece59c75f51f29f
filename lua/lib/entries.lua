-- How many entries are read at a time: how large they are is known only then, and each may be as large as a body.
local ENTRIES_STEP = 4

-- Entries of a Redis Stream from `from` on, oldest first: at most `most`, and none after those that come to
-- `most_bytes`. Answers the entries, their bytes, and whether more follow.
local function read_entries(key, from, to, most, most_bytes)
  local entries, count, size = {}, 0, 0
  while count < most and size < most_bytes do
    local step = math.min(ENTRIES_STEP, most - count)
    local page = redis.call('XRANGE', key, from, to, 'COUNT', string.format('%d', step))
    for index, entry in ipairs(page) do
      for _, text in ipairs(entry[2]) do size = size + #text end
      count = count + 1
      entries[count] = entry
      if size >= most_bytes then
        if index < #page then return entries, size, true end
        break
      end
    end
    if #page < step then return entries, size, false end
    from = '(' .. page[#page][1]
  end
  return entries, size, #redis.call('XRANGE', key, from, to, 'COUNT', '1') > 0
end
