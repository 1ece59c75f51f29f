-- Hands over again what should have followed long ago: the repair for steps that got lost between Redis and a
-- worker. Costs O(overdue).
--- @arg most: integer  ends of runs, deliveries, and what other cells are to do
--- @reply repaired(count: integer)
-- Atomic because what is handed over must still be due: a worker may have done it in the same moment.
--- @include "ending"
--- @include "delivery"
--- @include "family"

local ends = overdue(key_endings(), ARG.most)
for _, member in ipairs(ends) do hand_ending(member) end
local repaired = #ends
for _, id in ipairs(overdue(key_deliveries_due(), ARG.most)) do
  local status, number = unpack(redis.call('HMGET', key_delivery(id), 'status', 'number'))
  if status == 'pending' then
    hand_delivery(id, number, NOW)
    repaired = repaired + 1
  else
    redis.call('ZREM', key_deliveries_due(), id)
  end
end
local errands = overdue(key_errands(), ARG.most)
for _, member in ipairs(errands) do FAMILY.hand_errand(string.match(member, '^(%S+) (%S+)$')) end
return { REPLY.repaired, repaired + #errands }
