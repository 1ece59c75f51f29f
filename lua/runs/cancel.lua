-- Cancels a run and its descendants (control-api 3.2, DELETE /v1/runs/{id}).
--- @partition of the run
--- @arg run_id: text
--- @arg project_id: text?  what the caller may touch; absent for the sweep that goes on with a large cascade
--- @arg grace: ms  in which the executor is told on its heartbeat; 0: at once
--- @arg reason: text?
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
  redis.call('HSET', key_run(run.id), 'cancel_at', string.format('%d', at), 'cancel_reason', ARG.reason,
    'heartbeat_at', NOW_TEXT)
  set_due(run, at)
  return { REPLY.asked, run_view(run) }
end
if not TERMINAL[run.status] then finish(run, 'canceled', {}, 'canceled by user') end

-- Level by level, children before grandchildren. What exceeds one step goes on through the outbox.
local level, visited = { run.id }, 0
while #level > 0 do
  local below = {}
  for _, parent in ipairs(level) do
    if visited >= LIMIT.cancelStep then
      cancel_children(parent)
    else
      flush_sorted(key_children(parent))
      for _, id in ipairs(redis.call('ZRANGE', key_children(parent), 0, -1)) do
        local child = load_run(id)
        visited = visited + 1
        if child then
          if not TERMINAL[child.status] then finish(child, 'canceled', {}, 'parent run canceled') end
          below[#below + 1] = id
        end
      end
    end
  end
  level = below
end
return { REPLY.canceled, run_view(run) }
