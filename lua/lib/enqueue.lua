--- @include "run"

-- Has a run looked at when it may start, by the timer of that number where it is near; the sweep looks too.
local function start_later(run, number, at)
  local is_near, look_at = timed(at)
  set_due(run, look_at)
  if is_near then outbox_start({ run = run.id, number = number, at = string.format('%d', at) }) end
end

-- Makes a queued run reachable for who executes it. `not_before` (ms, optional) puts that off: retries wait for
-- next_retry_at. `due` is when the sweep looks again: the expiry before the first start, or a timer that was lost.
local function enqueue(run, not_before)
  if not_before and not_before > NOW then
    start_later(run, string.format('%d', not_before), not_before)
    return
  end
  LINE.add(run)
  if not run.began and run.expires_at ~= '' then set_due(run, run.expires_at) else clear_due(run.id) end
end
