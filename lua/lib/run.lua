--- @include "states"
--- @include "line"
--- @include "tally"

-- What transitions and guards need to know of a run. Absent fields are false: one that is nil costs each look at it a
-- call, which finds out that it is none of those that are read later.
--- @reader read_run: origin(job_id, created_at, project_id, execution_mode, expires_at, timeout_secs,
---   max_attempts), status, attempt, assignment, concurrency_key, cancel_at, history, fenced, followed, heard; parent_run_id?,
---   priority?, idempotency_key?, trigger?, started_at?, dispatch?, began?, checks_result?, on_end?

-- Fields that are named are read with it, and false when they are absent.
local function load_run(id, ...)
  local run = read_run(key_run(id), ...)
  if not run.status then return nil end
  run.id, run.is_taken, run.written = id, false, false
  return run
end

-- What its executor was told last is no longer the last thing that happened to the run (see wait-for-event).
local function forget_heard(run)
  if not run.heard then return end
  run.heard = nil
  redis.call('HDEL', key_run(run.id), 'heard')
end

-- The member of the live set that stands for this attempt (and assignment) being executed.
local function live_member(run)
  if run.assignment then return run.id .. ':' .. run.attempt .. ':' .. run.assignment end
  return run.id .. ':' .. run.attempt
end

-- Those of its origin that may change all the same, by their places.
local EXECUTION_MODE, EXPIRES_AT = 4, 5

-- Its origin with another text in that place.
local function with_part(run, place, text)
  local before = string.match(run.origin, '^' .. string.rep('%Z*%z', place - 1))
  local _, last = string.find(run.origin, '^%Z*%z', #before + 1)
  run.origin = before .. text .. '\0' .. string.sub(run.origin, last + 1)
  return run.origin
end

local function is_pull(run) return run.execution_mode == 'worker' end

local set_due
do
  -- Many runs of a call have one time.
  local last, text
  function set_due(run, at)
    if at ~= last then last, text = at, string.format('%d', at) end
    put(key_due(), run.id, text)
  end
end

-- Whether BullMQ keeps the timer of this time; otherwise the sweep alone comes at it. Answers when the sweep looks, too.
local function timed(at)
  if at - NOW > LIMIT.timerMs then return false, at end
  return true, at + LIMIT.timerGraceMs
end

local function clear_due(id) remove(key_due(), id) end

-- Statuses that hold one of the job's concurrency slots (control-api 0.1).
local SLOT = { dequeued = true, executing = true }
-- `dequeued` is a short stay on the way from queued to executing: both are in one index.
local INDEX = { dequeued = 'queued' }

-- Keeps the job's counts of runs that are not terminal and of slots, and the status indexes of the project.
local function move_counts(run, from, to)
  local was_slot, is_slot, counts = SLOT[from], SLOT[to], key_job_counts(run.job_id)
  if was_slot ~= is_slot then
    local by = is_slot and 1 or -1
    add_count(counts, 'slots', by)
    if run.concurrency_key then add_count(key_job_slots(run.job_id), run.concurrency_key, by) end
    if was_slot then LINE.free(run) end
  end
  if TERMINAL[from] ~= TERMINAL[to] then
    add_count(counts, 'active', TERMINAL[to] and -1 or 1)
  end
  if to == 'executing' then note_series(run.project_id, 'started') end
  if TERMINAL[to] then note_series(run.project_id, 'e:' .. to) end
  local old, new = INDEX[from] or from, INDEX[to] or to
  if old == new then return end
  remove(key_runs_in(run.project_id, old), run.id)
  put(key_runs_in(run.project_id, new), run.id, '0')
end

-- Statuses a run went through, a letter and the ms since its creation each: text in the run's own hash, because
-- a stream takes 4 KiB as soon as it exists and most runs end without a log. The oldest leave first; how many have
-- left stands in front, so that a reader's place in the history keeps its number.
local function history_with(run, status)
  local entry = HISTORY_CODE[status] .. string.format('%d', NOW - run.created_at)
  local history = run.history .. entry
  if #history > LIMIT.historyLength then
    local kept = string.match(string.sub(history, -LIMIT.historyLength), '%a.*$')
    local _, left = string.gsub(string.sub(history, 1, #history - #kept), '%a', '')
    history = string.format('%d', left + (string.match(history, '^%d+') or 0)) .. kept
  end
  run.history = history
  return history
end

-- How long the run could have been taken before it was: since it was queued, or since its retry was due.
local function observe_lag(run)
  local since = tonumber(run.created_at)
  -- A history of two characters is that of a run that was queued when it was made.
  if #run.history > 2 then since = since + (string.match(run.history, '(%d+)$') or 0) end
  if run.attempt ~= '1' then
    since = math.max(since, tonumber(redis.call('HGET', key_run(run.id), 'next_retry_at') or 0))
  end
  observe('queue_lag_seconds', math.max(0, NOW - since))
  note_wait(run.project_id, NOW - since)
end

-- Tells the dispatcher that its open call for the run is of no use any more.
local function end_call(run)
  if run.dispatch and not is_pull(run) then
    redis.call('SPUBLISH', key_calls_channel(), run.id .. ' ' .. run.dispatch)
  end
end

-- Moves the run along the state machine, with every index that depends on its status. `changes` are field,
-- value pairs of the run written with it. False, and nothing written, when the table forbids the move.
local function transition(run, to, changes)
  local from = run.status
  local counter = LEGAL[from][to]
  if not counter then return false end
  local member = live_member(run)
  local count = #changes
  tally(counter)
  if from == 'queued' and SLOT[to] then observe_lag(run) end
  if from == 'executing' then
    local score = deferred(key_live(), member)
    if score == nil then score = redis.call('ZSCORE', key_live(), member) end
    if score then
      remove(key_live(), member)
      changes[count + 1], changes[count + 2] = 'heartbeat_at', string.sub(score, 1, -4)
      count = count + 2
    end
    forget_heard(run)
    if to == 'canceled' or to == 'paused' then end_call(run) end
  elseif from == 'queued' and not run.is_taken then
    LINE.drop(run)
  end
  changes[count + 1], changes[count + 2] = 'status', to
  changes[count + 3], changes[count + 4] = 'history', history_with(run, to)
  redis.call('HSET', run.key or key_run(run.id), unpack(changes))
  if run.written then run.written[#run.written + 1] = changes end
  move_counts(run, from, to)
  if to == 'executing' then put(key_live(), member, NOW_US) end
  if run.followed and tonumber(run.followed) > NOW then redis.call('SPUBLISH', key_changes_channel(), run.id) end
  if is_followed(run.project_id) then note_change(run, from, to, changes) end
  run.status = to
  return true
end

-- An attempt that has failed, by the class of its error.
local function note_error(run, error_class) note_series(run.project_id, 'x:' .. error_class) end

-- The failure of an attempt that is tried again, in the run's event log.
local function append_error(run, error_text)
  redis.call('XADD', key_events(run.id), 'MAXLEN', '~', 'LIMIT.runEvents', '*', 'type', 'error',
    'attempt', run.attempt, 'error', error_text)
end

-- Begins the attempt, its heartbeat being now: its deadline counts from here (executor-api section 1, the trap).
-- `changes` are more fields of the run, written with it; the sweep looks `grace` ms behind the deadline.
local function start(run, changes, grace)
  changes = changes or {}
  local count = #changes
  changes[count + 1], changes[count + 2], changes[count + 3], changes[count + 4] = 'started_at', NOW_TEXT, 'began', '1'
  transition(run, 'executing', changes)
  run.started_at, run.began, run.fresh = NOW, '1', true
  if run.attempt ~= '1' then redis.call('HDEL', key_run(run.id), 'next_retry_at') end
  set_due(run, NOW + run.timeout_secs * 1000 + (grace or 0))
end
