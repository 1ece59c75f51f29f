--- @include "states"

-- What transitions and guards need to know of a run. Absent fields are nil.
local RUN_FIELDS = {
  'status', 'attempt', 'job_id', 'project_id', 'execution_mode', 'assignment', 'parent_run_id', 'priority',
  'created_at', 'concurrency_key', 'idempotency_key', 'trigger', 'started_at', 'expires_at', 'timeout_secs',
  'cancel_at', 'max_attempts', 'dispatch', 'began', 'limited', 'checks_result',
}

local function load_run(id)
  local values = redis.call('HMGET', key_run(id), unpack(RUN_FIELDS))
  if not values[1] then return nil end
  local run = { id = id }
  for index = 1, #RUN_FIELDS do
    run[RUN_FIELDS[index]] = values[index] or nil
  end
  return run
end

-- The member of the live set that stands for this attempt (and assignment) being executed.
local function live_member(run)
  if run.assignment then return run.id .. ':' .. run.attempt .. ':' .. run.assignment end
  return run.id .. ':' .. run.attempt
end

local function is_pull(run) return run.execution_mode == 'worker' end

local function set_due(run, at) redis.call('ZADD', key_due(), string.format('%d', at), run.id) end

-- Tells claimers that hold a request open. Only the change from empty matters: a claimer that is answered
-- less than it asked for has emptied the job.
local function announce_ready(run)
  if redis.call('ZCARD', key_ready(run.job_id)) == 1 then
    redis.call('SADD', key_ready_jobs(run.project_id), run.job_id)
    redis.call('PUBLISH', key_ready_channel(), run.job_id)
  end
end

-- Higher priority first, then age; 13 digits hold milliseconds until the year 2286.
local function add_ready(run)
  local score = (10 - run.priority) * 1e13 + run.created_at
  redis.call('ZADD', key_ready(run.job_id), string.format('%d', score), run.id)
  announce_ready(run)
end

local function count(hash, field, by)
  if redis.call('HINCRBY', hash, field, by) <= 0 then redis.call('HDEL', hash, field) end
end

-- Statuses that hold one of the job's concurrency slots (control-api 0.1).
local SLOT = { dequeued = true, executing = true }
-- `dequeued` is a short stay on the way from queued to executing: both are in one index.
local INDEX = { dequeued = 'queued' }

-- Keeps the job's counts of runs that are not terminal and of slots, and the status indexes of the project.
local function move_counts(run, from, to)
  local was_slot, is_slot = SLOT[from], SLOT[to]
  if was_slot ~= is_slot then
    local by = is_slot and '1' or '-1'
    count(key_job_counts(run.job_id), 'slots', by)
    if run.concurrency_key then count(key_job_slots(run.job_id), run.concurrency_key, by) end
  end
  if TERMINAL[from] ~= TERMINAL[to] then
    count(key_job_counts(run.job_id), 'active', TERMINAL[to] and '-1' or '1')
  end
  local old, new = INDEX[from] or from, INDEX[to] or to
  if old == new then return end
  redis.call('ZREM', key_runs_in(run.project_id, old), run.id)
  redis.call('ZADD', key_runs_in(run.project_id, new), '0', run.id)
end

-- Moves the run along the state machine, with every index that depends on its status. `changes` are field,
-- value pairs of the run written with it. False, and nothing written, when the table forbids the move.
local function transition(run, to, changes, error_text)
  local from = run.status
  if not LEGAL[from][to] then return false end
  local member = live_member(run)
  if from == 'executing' then
    local score = redis.call('ZSCORE', key_live(), member)
    if score then
      redis.call('ZREM', key_live(), member)
      changes[#changes + 1] = 'heartbeat_at'
      changes[#changes + 1] = string.format('%d', score / 1000)
    end
  elseif from == 'queued' and is_pull(run) then
    redis.call('ZREM', key_ready(run.job_id), run.id)
  end
  changes[#changes + 1] = 'status'
  changes[#changes + 1] = to
  redis.call('HSET', key_run(run.id), unpack(changes))
  move_counts(run, from, to)
  if to == 'executing' then redis.call('ZADD', key_live(), NOW_US, member) end
  local event = { 'type', 'state_change', 'from', from, 'to', to }
  if error_text then
    event[7] = 'error'
    event[8] = error_text
  end
  redis.call('XADD', key_events(run.id), 'MAXLEN', '~', 'LIMIT.runEvents', '*', unpack(event))
  run.status = to
  return true
end

-- Begins the attempt, its heartbeat being now: its deadline counts from here (executor-api section 1, the trap).
local function start(run)
  transition(run, 'executing', { 'started_at', NOW_TEXT, 'began', '1' })
  run.started_at, run.began, run.fresh = NOW, '1', true
  set_due(run, NOW + run.timeout_secs * 1000)
end
