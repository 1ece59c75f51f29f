-- A circuit breaker with a health score around something that is called from outside of Redis (control-api 6.4):
-- an endpoint of jobs, an address of webhooks. One for all workers: its state is a hash that exists only while
-- there is something to remember, so whoever is healthy costs one read and no write.
--
-- `failures` in a row open it for a while (`open_until`). After that one call goes as a probe, which moves
-- `open_until` on as its lease: a prober that dies is followed by another. A success closes it. A health score
-- below 30 is treated the same, so that a probe at a time can raise it again. `bad_since` is when the first call
-- failed after the last good one.

-- The state of a circuit. `name` says what it is around, for instance `webhook:<id>`.
local function load_circuit(name)
  -- Mostly there is nothing, and to ask for everything is the shortest question.
  local circuit = { key = key_circuit(name), failures = 0, open_until = 0, success = 1, in_time = 1, quick = 1 }
  local fields = redis.call('HGETALL', circuit.key)
  for index = 1, #fields, 2 do
    circuit.known = true
    circuit[fields[index]] = tonumber(fields[index + 1])
  end
  return circuit
end

-- 0 to 100, from what the last calls were like; each counts a tenth.
local function circuit_health(circuit)
  return 50 * circuit.success + 30 * circuit.in_time + 20 * circuit.quick
end

local function is_tripped(circuit)
  return circuit.failures >= SETTING.circuitFailures or circuit_health(circuit) < LIMIT.unhealthyScore
end

-- Ms until a call may be tried, 0 for now.
local function circuit_wait(circuit)
  if not circuit.known or circuit.open_until <= NOW or not is_tripped(circuit) then return 0 end
  return circuit.open_until - NOW
end

-- An endpoint of middling health gets a quarter to all of its slots.
local function circuit_share(circuit, most)
  local share = (circuit_health(circuit) - LIMIT.unhealthyScore) / (LIMIT.healthyScore - LIMIT.unhealthyScore)
  return math.max(1, math.floor(most * math.min(1, math.max(0.25, 0.25 + 0.75 * share))))
end

-- Since when what is around it is left alone, in ms; nil while it is not, or has not been so for long.
local function left_alone_since(circuit)
  local longest = SETTING.maxSnoozeCount * SETTING.circuitOpenMs
  if circuit.known and is_tripped(circuit) and circuit.bad_since and circuit.bad_since <= NOW - longest then
    return NOW - longest
  end
end

-- Says that a call goes now, after `circuit_wait` answered 0: on a tripped circuit it is the one probe.
local function circuit_enter(circuit)
  if not circuit.known or not is_tripped(circuit) then return end
  redis.call('HSET', circuit.key, 'open_until', string.format('%d', NOW + SETTING.circuitOpenMs))
end

local function observed(before, now) return 0.9 * before + 0.1 * now end

-- What a call was like. `verdict`: 'good', 'bad', 'late' (no answer within the deadline). `quick`: 1 for at once,
-- 0 for just within the deadline. Answers the health score from now on.
local function circuit_observe(circuit, verdict, quick)
  local good = verdict == 'good'
  if good and not circuit.known then return 100 end
  circuit.success = observed(circuit.success, good and 1 or 0)
  circuit.in_time = observed(circuit.in_time, verdict == 'late' and 0 or 1)
  circuit.quick = observed(circuit.quick, verdict == 'late' and 0 or quick)
  if circuit.failures == 0 or not circuit.bad_since then circuit.bad_since = NOW end
  circuit.failures = good and 0 or circuit.failures + 1
  if good and circuit_health(circuit) > LIMIT.forgottenScore then
    redis.call('DEL', circuit.key)
    return 100
  end
  local open_until = 0
  if not good and is_tripped(circuit) then open_until = NOW + SETTING.circuitOpenMs end
  redis.call('HSET', circuit.key, 'failures', string.format('%d', circuit.failures),
    'open_until', string.format('%d', open_until), 'bad_since', string.format('%d', good and 0 or circuit.bad_since), 'success', string.format('%.4f', circuit.success),
    'in_time', string.format('%.4f', circuit.in_time), 'quick', string.format('%.4f', circuit.quick))
  if not good then redis.call('PEXPIRE', circuit.key, LIMIT.circuitMemoryMs) end
  return circuit_health(circuit)
end
