-- Hands over again what should have followed long ago: the repair for steps that got lost between Redis and a
-- worker. Costs O(overdue).
-- KEYS: 1 partition prefix, 2 catalog prefix
-- ARGV: 1 most ends of runs, and most deliveries, to look at
-- Reply: {number of both that were handed over}
-- Atomic because what is handed over must still be due: a worker may have done it in the same moment.
--- @include "ending"
--- @include "delivery"

flush_sorted(key_endings())
local ends = redis.call('ZRANGEBYSCORE', key_endings(), '-inf', NOW_TEXT, 'LIMIT', '0', ARGV[1])
for _, member in ipairs(ends) do hand_ending(member) end
local repaired = #ends
for _, id in ipairs(redis.call('ZRANGEBYSCORE', key_deliveries_due(), '-inf', NOW_TEXT, 'LIMIT', '0', ARGV[1])) do
  local known = redis.call('HMGET', key_delivery(id), 'status', 'number')
  if known[1] == 'pending' then
    hand_delivery(id, known[2], NOW)
    repaired = repaired + 1
  else
    redis.call('ZREM', key_deliveries_due(), id)
  end
end
return { repaired }
