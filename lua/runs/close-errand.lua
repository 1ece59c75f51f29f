-- What was to be done in another cell has been done: it is not done again, and of a child that was made only that is kept
-- which counts at its end.
--- @arg run_id: text
--- @arg number: text  of the errand
--- @arg told: flag  the parent has heard that the run has ended, which may leave now
--- @reply closed
-- Atomic because the child may end in the same moment.
--- @include "run"

local id, number = ARG.run_id, ARG.number
remove(key_errands(), id .. ' ' .. number)
local made = string.match(number, '^make%.(.+)$')
local kept = made and redis.call('HGET', key_away(id), made)
if kept then redis.call('HSET', key_away(id), made, string.match(kept, '^%d+')) end
if ARG.told == '1' and redis.call('EXISTS', key_run(id)) == 1 then redis.call('HSET', key_run(id), 'told', '1') end
return { REPLY.closed }
