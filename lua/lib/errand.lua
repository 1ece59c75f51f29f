--- @include "deferred"

-- What is to be done in another cell: in the outbox for the worker that does it, and in `errands` until it has been done.
-- `number` says what: `make.<child>` or `cancel.<child>` of the run, or `tell.<ms>` that the run has ended.
local function hand_errand(run, number)
  outbox_errand({ run = run, number = number, at = NOW_TEXT })
  put(key_errands(), run .. ' ' .. number, string.format('%d', NOW + LIMIT.followRepairMs))
end
