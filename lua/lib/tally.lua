-- What happened, for the metrics. Counted in the memory of the library, without a command, and handed out with the
-- reply of the group that ends next: every process adds up what it was handed, and their sum is the fleet's.
local TALLY = {}

local function tally(name, by) TALLY[name] = (TALLY[name] or 0) + (by or 1) end

-- A number (of ms, for times), by powers of two: bucket n holds what is above 2^(n-1) and at most 2^n.
local function observe(name, value)
  local _, bucket = math.frexp(math.max(0, value - 1))
  tally(name .. '#' .. bucket)
  tally(name .. '#s', value)
end

local function drain_tally()
  local list, count = {}, 0
  for name, by in pairs(TALLY) do
    list[count + 1], list[count + 2] = name, by
    count = count + 2
  end
  TALLY = {}
  return list
end
