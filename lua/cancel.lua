-- Cancels a run and its descendants (control-api 3.2, DELETE /v1/runs/{id}).
-- KEYS: 1 partition prefix, 2 catalog prefix
-- ARGV: 1 run id, 2 project the caller may touch, or '' for the sweep that goes on with a large cascade,
--       3 ms of grace in which the executor is told on its heartbeat (0: at once), 4 reason or ''
-- Reply: {'canceled' or 'asked', run view}, {'not_found'}, {'terminal', status}
-- Atomic because a run and its children must not be seen half canceled, nor end twice.
--- @include "finish"
--- @include "view"

local run = load_run(ARGV[1])
if not run or (ARGV[2] ~= '' and run.project_id ~= ARGV[2]) then return { 'not_found' } end
if TERMINAL[run.status] and ARGV[2] ~= '' then return { 'terminal', run.status } end
local grace = tonumber(ARGV[3])
if grace > 0 and run.status == 'executing' then
  -- Off the live set: each of its calls now takes the path that looks at the run and sees the request.
  local member = live_member(run)
  remove(key_live(), member)
  -- Not beyond the deadline of the attempt.
  local at = math.min(NOW + grace, run.started_at + run.timeout_secs * 1000)
  redis.call('HSET', key_run(run.id), 'cancel_at', string.format('%d', at), 'cancel_reason', ARGV[4],
    'heartbeat_at', NOW_TEXT)
  set_due(run, at)
  return { 'asked', run_view(run) }
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
return { 'canceled', run_view(run) }
