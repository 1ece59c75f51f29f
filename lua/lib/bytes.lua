-- Bytes of all texts in a list, and in lists in it.
local function bytes_of(list)
  local bytes = 0
  for index = 1, #list do
    local one = list[index]
    local kind = type(one)
    if kind == 'string' then bytes = bytes + #one elseif kind == 'table' then bytes = bytes + bytes_of(one) end
  end
  return bytes
end

-- What ids, times and the like of a reply come to, about.
local SHORT_REPLY = 160
