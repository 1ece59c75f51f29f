-- Puts off a run that the sweep cannot work with.
--- @arg run_id: text
--- @answers integer  1 when it was not known to be damaged yet, else 0
-- Atomic because whatever removes the run removes it from `due` too.
--- @include "damaged"

if redis.call('ZSCORE', key_due(), ARG.run_id) then put(key_due(), ARG.run_id, string.format('%d', NOW + LIMIT.damagedRetryMs)) end
return set_aside(ARG.run_id) and 1 or 0
