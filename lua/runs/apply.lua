-- Applies operations to one run: all of them or none (executor-api rows 2-9, 16, 18-20, and `batch`).
--- @arg run_id: text
--- @arg attempt: integer
--- @arg assignment_id: text?
--- @arg wants_run: flag  whether the run itself is wanted in the reply
--- @arg operations: list of texts  of each: name and arguments, see lib/operations
--- @reply ok(now: ms, results: texts, run: run?)  a result an operation
--- @reply rejected(index: integer, code: text, detail: text?)
--- @reply of guard
-- Atomic because the guard, the limits (budget, keys, seq) and the writes of all operations must be one step.
--- @include "guard"
--- @include "operations"
--- @include "view"

local id, attempt = ARG.run_id, ARG.attempt
local operations = ARG.operations
local only_heartbeats = true
for _, operation in ipairs(operations) do
  if operation[OPERATION.name] ~= 'heartbeat' then only_heartbeats = false end
end

local run, refusal = guard(id, attempt, ARG.assignment_id, only_heartbeats and 'waiting' or 'executing')
if not run then return refusal end

-- Whatever can be refused is refused before the first write (a begun run is the one exception: the call that
-- begins a pull run begins it even when its operation is refused).
local pending = new_pending(run)
for index, operation in ipairs(operations) do
  local check = CHECK[operation[OPERATION.name]]
  if check then
    local code, detail = check(pending, operation)
    if code then return { REPLY.rejected, index - 1, code, detail or '' } end
  end
end
-- Each of its calls shows that the executor lives.
if run.status == 'executing' and not run.fresh then redis.call('ZADD', key_live(), 'XX', NOW_US, live_member(run)) end
local results = {}
for index, operation in ipairs(operations) do
  results[index] = WRITE[operation[OPERATION.name]](run, operation) or ''
end
return { REPLY.ok, NOW_TEXT, results, ARG.wants_run == '1' and run_view(run) or {} }
