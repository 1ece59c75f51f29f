-- The runs that must be looked at by now, the most overdue first.
--- @arg most: integer
--- @answers texts  ids of runs and of held triggers
-- One script so that Redis's clock decides: a worker whose own is behind would let every timer wait.
--- @include "deferred"
return overdue(key_due(), ARG.most)
