--- @include "run"

-- Makes a queued run reachable for who executes it: pull runs become claimable, http runs get a dispatch
-- through the outbox. `dispatch` counts them, so that each has its own BullMQ job id and a late one is known.
-- `not_before` (ms, optional) delays it: retries wait for next_retry_at.
-- `due` is when the sweep looks again: the expiry before the first start, a retry that becomes claimable, and
-- for http the repair, which appends the same dispatch once more (BullMQ drops it when the job still exists).
local function enqueue(run, not_before)
  local look = not run.began and tonumber(run.expires_at) or nil
  if is_pull(run) then
    if not_before and not_before > NOW then look = not_before else add_ready(run) end
  else
    local number = redis.call('HINCRBY', key_run(run.id), 'dispatch', '1')
    local at = not_before or NOW
    outbox_dispatch({ run = run.id, number = number, at = string.format('%d', at) })
    look = math.min(look or math.huge, at + LIMIT.dispatchRepairMs)
  end
  if look then set_due(run, look) else clear_due(run.id) end
end
