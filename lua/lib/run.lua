--- @include "states"
--- @include "run-fields"
--- @include "line"
--- @include "tally"

-- What few runs have are fields of their own; `more` has a letter for each that is there or has been, so that nobody
-- asks for those that are not.
local function has_more(run, name)
  return run.more ~= '' and (run.more == ANY_FIELD or string.find(run.more, LETTER[name], 1, true) ~= nil)
end

-- Says that the run has it from now on: whoever does so writes its core too. Answers whether that was not known.
local function add_more(run, name)
  if has_more(run, name) then return false end
  run.more = run.more .. LETTER[name]
  return true
end

-- What changes of a run as it goes is one field: see `src/api/run-core.ts`.
local function core_of(run)
  return run.status .. '\0' .. run.attempt .. '\0' .. run.history .. '\0' .. run.more .. '\0' .. (run.assignment or '') ..
    '\0' .. (run.dispatch or '') .. '\0' .. (run.began or '') .. '\0' .. (run.started_at or '') .. '\0' ..
    run.heartbeat_at .. '\0' .. run.finished_at .. '\0' .. run.worker_id
end

-- Status and attempt in a core; nil when there is none, as there is no run then.
local function known_of(core)
  if core then return struct.unpack('ss', core) end
end

-- Writes the run's core, and the field, value pairs beside it.
local function save_run(run, ...)
  run.core = core_of(run)
  redis.call('HSET', run.key or key_run(run.id), 'core', run.core, ...)
end

-- A run of its fields `origin` and `core`.
local function run_of(id, origin, core)
  local job_id, created_at, project_id, execution_mode, expires_at, timeout_secs, max_attempts = struct.unpack('sssssss',
    origin)
  local status, attempt, history, more, assignment, dispatch, began, started_at, heartbeat_at, finished_at, rest =
    struct.unpack('ssssssssss', core)
  return { id = id, origin = origin, job_id = job_id, created_at = created_at, project_id = project_id,
    execution_mode = execution_mode, expires_at = expires_at, timeout_secs = timeout_secs, max_attempts = max_attempts,
    status = status, attempt = attempt, history = history, more = more, assignment = assignment ~= '' and assignment,
    dispatch = dispatch ~= '' and dispatch, began = began ~= '' and began, started_at = started_at ~= '' and started_at,
    heartbeat_at = heartbeat_at, finished_at = finished_at, worker_id = string.sub(core, rest) }
end

-- Reads of the run what few have.
local function load_more(run)
  local names = ALL_FIELDS
  if run.more ~= ANY_FIELD then
    names = {}
    for index = 1, #run.more do names[#names + 1] = FIELD[string.sub(run.more, index, index)] end
    if not names[1] then return end
  end
  for index, value in ipairs(redis.call('HMGET', key_run(run.id), unpack(names))) do
    if value then run[names[index]] = value end
  end
end

-- What transitions and guards need to know of a run; the field that is named is read with it.
local function load_run(id, ...)
  local key = key_run(id)
  local origin, core, value = unpack(redis.call('HMGET', key, 'origin', 'core', ...))
  if not core then return nil end
  local run, field = run_of(id, origin, core), ...
  run.key = key
  if field then run[field] = value end
  if run.more ~= '' then load_more(run) end
  return run
end

local NO_METADATA = {}
local function metadata_of(run)
  if has_more(run, 'metadata') then return redis.call('HGETALL', key_metadata(run.id)) end
  return NO_METADATA
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
  -- Many runs of a call have one time; some have it as text.
  local last, text
  function set_due(run, at)
    if at ~= last then last, text = at, type(at) == 'string' and at or string.format('%d', at) end
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
local function note_status(run, status)
  local entry = HISTORY_CODE[status] .. digits(NOW - run.created_at)
  local history = run.history .. entry
  if #history > LIMIT.historyLength then
    local kept = string.match(string.sub(history, -LIMIT.historyLength), '%a.*$')
    local _, left = string.gsub(string.sub(history, 1, #history - #kept), '%a', '')
    history = string.format('%d', left + (string.match(history, '^%d+') or 0)) .. kept
  end
  run.history = history
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
-- value pairs of the run written with it, `parts` those of its core that are others now. False, and nothing written, when
-- the table forbids the move.
local function transition(run, to, changes, parts)
  local from = run.status
  local counter = LEGAL[from][to]
  if not counter then return false end
  tally(counter)
  if from == 'queued' and SLOT[to] then observe_lag(run) end
  if from == 'executing' then
    local member = live_member(run)
    local score = deferred(key_live(), member)
    if score == nil then score = redis.call('ZSCORE', key_live(), member) end
    if score then
      remove(key_live(), member)
      run.heartbeat_at = string.sub(score, 1, -4)
    end
    forget_heard(run)
    if to == 'canceled' or to == 'paused' then end_call(run) end
  elseif from == 'queued' and not run.is_taken then
    LINE.drop(run)
  end
  if parts then
    for name, value in pairs(parts) do run[name] = value end
  end
  run.status = to
  note_status(run, to)
  save_run(run, unpack(changes))
  move_counts(run, from, to)
  if to == 'executing' then put(key_live(), live_member(run), NOW_US) end
  if run.followed and tonumber(run.followed) > NOW then redis.call('SPUBLISH', key_changes_channel(), run.id) end
  if is_followed(run.project_id) then note_change(run, from, to, changes) end
  return true
end

-- An attempt that has failed, by the class of its error.
local function note_error(run, error_class) note_series(run.project_id, 'x:' .. error_class) end

-- The failure of an attempt that is tried again, in the run's event log.
local function append_error(run, error_text)
  redis.call('XADD', key_events(run.id), 'MAXLEN', '~', 'LIMIT.runEvents', '*', 'type', 'error',
    'attempt', run.attempt, 'error', error_text)
end

-- What of a run's core is of an attempt, while that is one nobody has taken yet.
local function untaken(attempt)
  return { attempt = attempt, started_at = false, finished_at = '', assignment = false, worker_id = '', heartbeat_at = '' }
end

-- Begins the attempt, its heartbeat being now: its deadline counts from here (executor-api section 1, the trap).
-- `changes` are fields of the run, written with it; the sweep looks `grace` ms behind the deadline.
local function start(run, changes, grace)
  run.started_at, run.began, run.fresh = NOW_TEXT, '1', true
  transition(run, 'executing', changes or {})
  if run.attempt ~= '1' then redis.call('HDEL', key_run(run.id), 'next_retry_at') end
  set_due(run, NOW + run.timeout_secs * 1000 + (grace or 0))
end
