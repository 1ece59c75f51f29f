--- @include "run"

-- Makes a queued run reachable for who executes it. `not_before` (ms, optional) puts that off: retries wait for
-- next_retry_at. `due` is when the sweep looks again: the expiry before the first start, or a timer that was lost.
local function enqueue(run, not_before)
  if not_before and not_before > NOW then
    local at = string.format('%d', not_before)
    local is_near, look_at = timed(not_before)
    set_due(run, look_at)
    if is_near then outbox_start({ run = run.id, number = at, at = at }) end
    return
  end
  LINE.add(run)
  if not run.began and run.expires_at then set_due(run, run.expires_at) else clear_due(run.id) end
end
