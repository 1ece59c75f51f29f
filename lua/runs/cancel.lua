-- Cancels a run and its descendants (control-api 3.2, DELETE /v1/runs/{id}).
--- @arg run_id: text
--- @arg project_id: text?  what the caller may touch; absent for a worker that goes on with a cascade
--- @arg grace: ms  in which the executor is told on its heartbeat; 0: at once
--- @arg reason: text?
--- @arg after: text?  child of the run behind which a cascade goes on
--- @reply canceled(run: run)
--- @reply asked(run: run)
--- @reply not_found
--- @reply terminal(status: text)
-- Atomic because a run and its children must not be seen half canceled, nor end twice.
--- @include "finish"
--- @include "view"

local run = load_run(ARG.run_id)
if not run or (ARG.project_id ~= '' and run.project_id ~= ARG.project_id) then return { REPLY.not_found } end
if TERMINAL[run.status] and ARG.project_id ~= '' then return { REPLY.terminal, run.status } end
local grace = tonumber(ARG.grace)
if grace > 0 and run.status == 'executing' then
  -- Off the live set: each of its calls now takes the path that looks at the run and sees the request.
  local member = live_member(run)
  remove(key_live(), member)
  -- Not beyond the deadline of the attempt.
  local at = math.min(NOW + grace, run.started_at + run.timeout_secs * 1000)
  add_more(run, 'cancel_at')
  run.heartbeat_at = NOW_TEXT
  save_run(run, 'cancel_at', string.format('%d', at), 'cancel_reason', ARG.reason)
  set_due(run, at)
  return { REPLY.asked, run_view(run) }
end
if not TERMINAL[run.status] then
  finish(run, 'canceled', {}, ARG.project_id == '' and 'parent run canceled' or 'canceled by user')
end

-- Level by level, children before grandchildren, as far as the call goes; the rest follows through the outbox. Of those
-- that have ended only the ones with open descendants matter.
local parents = { run.id }

-- Ends the children behind `after`. Answers the last one that was looked at when there may be more, nil otherwise. While
-- there are steps left: it looks at one at least.
local function end_children(parent, after)
  flush_sorted(key_children(parent))
  while STEPS.left > 0 do
    local ids = redis.call('ZRANGEBYLEX', key_children(parent), after and '(' .. after or '-', '+',
      'LIMIT', 0, LIMIT.cancelPage)
    for _, id in ipairs(ids) do
      if STEPS.left <= 0 then return after end
      after = id
      spend(1)
      local core, open_descendants = unpack(redis.call('HMGET', key_run(id), 'core', 'open_descendants'))
      local status = known_of(core)
      if not status and redis.call('HEXISTS', key_away(parent), id) == 1 then FAMILY.hand_errand(parent, 'cancel.' .. id) end
      if status and not TERMINAL[status] then finish(load_run(id), 'canceled', {}, 'parent run canceled') end
      if tonumber(open_descendants or 0) > 0 then parents[#parents + 1] = id end
    end
    if #ids < LIMIT.cancelPage then return nil end
  end
  return after
end

if tonumber(redis.call('HGET', key_run(run.id), 'open_descendants') or 0) > 0 then
  local at, after = 1, ARG.after ~= '' and ARG.after or nil
  while parents[at] and STEPS.left > 0 do
    after = end_children(parents[at], after)
    if not after then at = at + 1 end
  end
  for index = at, #parents do cancel_children(parents[index], index == at and after) end
end
return { REPLY.canceled, run_view(run) }
