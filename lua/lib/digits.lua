-- A whole number as text. Of small ones, which most are, it is made once: making it costs as much as a command.
local digits
do
  local MOST, made = 4096, {}
  function digits(number)
    local text = made[number]
    if text then return text end
    text = string.format('%d', number)
    if number < MOST and number > -MOST then made[number] = text end
    return text
  end
end
