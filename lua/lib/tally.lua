-- What happened, for the metrics. Counted in the memory of the library, without a command, and handed out with the
-- reply of the group that ends next: every process adds up what it was handed, and their sum is the fleet's.
-- Of what is observed, a table of buckets and their sum stands behind the name.
local TALLY = {}

local function tally(name, by) TALLY[name] = (TALLY[name] or 0) + (by or 1) end

-- A number (of ms, for times), by powers of two: bucket n holds what is above 2^(n-1) and at most 2^n.
local function observe(name, value)
  local _, bucket = math.frexp(math.max(0, value - 1))
  local seen = TALLY[name]
  if seen then
    seen[bucket] = (seen[bucket] or 0) + 1
    seen.s = seen.s + value
  else
    TALLY[name] = { s = value, [bucket] = 1 }
  end
end

local function drain_tally()
  local drained = TALLY
  TALLY = {}
  return drained
end
