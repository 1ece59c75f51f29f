-- Looking whether a stream has grown too long costs as much as appending to it, so only one append in some 64 looks,
-- whosever turn it is. The clock's last digits say how many go without: counted evenly, a rotation over as many
-- runs would meet the same run always.
local LOOK_WITHIN = 128
local until_look = 0

local function is_look()
  if until_look > 0 then
    until_look = until_look - 1
    return false
  end
  until_look = string.sub(NOW_US, -5) % LOOK_WITHIN
  return true
end
