--- @include "run"
--- @reply not_found
--- @reply gone(status: text)  the run has ended so
--- @reply stale_attempt
--- @reply assignment_lost
--- @reply not_executing
--- @reply not_active

-- Checks 6 to 9 of executor-api section 1, in that order, then whether this status allows the call.
-- `allow`: 'executing' (most writes), 'waiting' (also while waiting), 'read' (any status that is not terminal).
-- Answers the run, or nil and the reply of the script. A pull run that nobody began is begun here, in the
-- same script as the write it comes with.
local function guard_run(run, attempt, assignment, allow)
  if not run then return nil, { REPLY.not_found } end
  if TERMINAL[run.status] then return nil, { REPLY.gone, run.status } end
  if run.attempt ~= attempt then return nil, { REPLY.stale_attempt } end
  -- After a restart within an attempt, tokens without an assignment are those of before (lib/requeue).
  if run.assignment ~= assignment and (assignment ~= '' or run.fenced) then return nil, { REPLY.assignment_lost } end
  if run.status == 'executing' or allow == 'read' then
    if allow == 'executing' then forget_heard(run) end
    return run
  end
  if run.status == 'waiting' and allow == 'waiting' then return run end
  if run.status == 'queued' or run.status == 'dequeued' then
    if not is_pull(run) then return nil, { REPLY.not_executing } end
    start(run)
    return run
  end
  if run.status == 'delayed' then return nil, { REPLY.not_executing } end
  return nil, { REPLY.not_active }
end

local function guard(id, attempt, assignment, allow)
  return guard_run(load_run(id), attempt, assignment, allow)
end
