-- Applies operations to one run: all of them or none (executor-api rows 2-9, 16, 18-20, and `batch`).
-- KEYS: 1 partition prefix, 2 catalog prefix
-- ARGV: 1 run id, 2 attempt, 3 assignment or '', 4 '1' when the run itself is wanted in the reply,
--       then per operation: name, number of arguments, arguments (see lib/operations)
-- Reply: {'ok', now in ms, {a result per operation}, {run view or nothing}},
--   {'rejected', index from 0, code, detail or ''}; or a guard's refusal
-- Atomic because the guard, the limits (budget, keys, seq) and the writes of all operations must be one step.
--- @include "guard"
--- @include "operations"
--- @include "view"

local id, attempt = ARGV[1], ARGV[2]
local at = 5
local steps = {}
local only_heartbeats = true
while ARGV[at] do
  local count = tonumber(ARGV[at + 1])
  local step = { name = ARGV[at], first = at + 2, last = at + 1 + count }
  if step.name ~= 'heartbeat' then only_heartbeats = false end
  steps[#steps + 1] = step
  at = at + 2 + count
end

local run, refusal = guard(id, attempt, ARGV[3], only_heartbeats and 'waiting' or 'executing')
if not run then return refusal end

-- Whatever can be refused is refused before the first write (a begun run is the one exception: the call that
-- begins a pull run begins it even when its operation is refused).
local pending = new_pending(run)
for index, step in ipairs(steps) do
  local check = CHECK[step.name]
  if check then
    local code, detail = check(pending, step.first, step.last)
    if code then return { 'rejected', index - 1, code, detail or '' } end
  end
end
-- Each of its calls shows that the executor lives.
if run.status == 'executing' and not run.fresh then redis.call('ZADD', key_live(), 'XX', NOW_US, live_member(run)) end
local results = {}
for index, step in ipairs(steps) do
  results[index] = WRITE[step.name](run, step.first, step.last) or ''
end
return { 'ok', NOW_TEXT, results, ARGV[4] == '1' and run_view(run) or {} }
