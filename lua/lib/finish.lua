--- @include "wait"
--- @include "ending"
--- @include "family"

-- One descendant less for each ancestor; a parent that awaits its children resumes when none is open,
-- whatever way the last one ended (control-api 7.6). A parent in another cell hears of it when the run below it and all
-- descendants of that have ended.
function FAMILY.wake_ancestors(run)
  local id, below = run.parent_run_id, run.id
  local level = 0
  while id and level < LIMIT.ancestors do
    if redis.call('EXISTS', key_run(id)) == 0 then
      local away, told, core, open_descendants = unpack(redis.call('HMGET', key_run(below), 'away', 'told', 'core',
        'open_descendants'))
      if away and not told and TERMINAL[known_of(core)] and tonumber(open_descendants or 0) <= 0 then
        FAMILY.hand_errand(below, 'tell.' .. NOW_TEXT)
      end
      return
    end
    if redis.call('HINCRBY', key_run(id), 'open_descendants', '-1') == 0 then
      local ancestor = load_run(id)
      if ancestor.status == 'waiting' and ancestor.trigger then
        local event_key = redis.call('HGET', key_trigger(ancestor.trigger), 'event_key')
        if string.sub(event_key, 1, 12) == 'spawn-await:' then
          close_wait(ancestor, 'received', 'received_at', NOW_TEXT)
          resume(ancestor)
        end
      end
    end
    below, id = id, redis.call('HGET', key_run(id), 'parent_run_id')
    level = level + 1
    spend(1)
  end
end

local KEPT_LONG = { timed_out = true, crashed = true, system_failed = true, dead_letter = true }

-- The terminal transition: exactly one per run, because `transition` refuses every move out of a terminal
-- status. Ends an open wait, starts the retention clock, frees the idempotency key later, wakes the parent, and
-- lets those know who wait for the end.
local function finish(run, to, changes, error_text)
  if not LEGAL[run.status][to] then return false end
  run.finished_at = NOW_TEXT
  if error_text then
    changes[#changes + 1] = 'error'
    changes[#changes + 1] = error_text
  end
  transition(run, to, changes)
  if run.started_at then observe('run_duration_seconds:' .. to, NOW - run.started_at) end
  observe('run_end_to_end_seconds:' .. to, NOW - run.created_at)
  if run.trigger then
    if to == 'timed_out' then
      close_wait(run, 'timed_out', 'error', 'event trigger timed out')
    else
      close_wait(run, 'canceled', 'error', 'run ended')
    end
  end
  set_due(run, NOW + (KEPT_LONG[to] and SETTING.retentionLongMs or SETTING.retentionShortMs))
  if run.idempotency_key then
    local held = key_run_idempotency(run.job_id, run.idempotency_key)
    -- Another run may hold the key by now: its expiry is not this one's to set.
    if redis.call('GET', held) == run.id then
      -- What never began has done nothing that a repeat of the trigger would do twice.
      if to == 'expired' then redis.call('DEL', held) else redis.call('PEXPIRE', held, LIMIT.idempotencyMs) end
    end
  end
  if run.parent_run_id then
    spend(LIMIT.endSteps)
    FAMILY.count_bytes(run, -1)
    FAMILY.wake_ancestors(run)
  end
  will_rest(run.id)
  announce(run, to)
  return true
end

-- What hangs on an ended run and is open is canceled through the outbox; behind the child `after` when others were
-- looked at before.
local function cancel_children(id, after)
  if tonumber(redis.call('HGET', key_run(id), 'open_descendants') or 0) <= 0 then return end
  outbox_cancel_children({ run = id, number = NOW_TEXT .. (after and '.' .. after or ''), at = NOW_TEXT })
end

-- Ends a run whose executor was asked to stop and has let go of it, or has had its time.
local function cancel_asked(run)
  finish(run, 'canceled', {}, 'canceled by user')
  cancel_children(run.id)
end
