--- @include "deferred"
--- @include "line-of-job"
--- @include "circuit"
--- @include "steps"

-- Its seat: the score in the turn of its project, false while it has none.
function LINE.score(line)
  if line.score == nil then
    line.score = tonumber(redis.call('ZSCORE', key_turn(line.project, line.mode), line.job)) or false
  end
  return line.score
end

-- Whether it has a seat that is not behind the level. Behind the last level none is, and a rank says that there is one: Redis
-- would write a score with 17 digits.
local function is_seated(line, level)
  if level >= 10 and line.score == nil then
    if redis.call('ZRANK', key_turn(line.project, line.mode), line.job) then return true end
    line.score = false
  end
  local score = LINE.score(line)
  return score and level >= FAIR.level(score)
end

-- Whether its runs are in lanes: from the first run with a key until none waits.
function LINE.is_keyed(line)
  if line.keyed == nil then line.keyed = redis.call('EXISTS', key_lanes(line.job), key_blocked(line.job)) > 0 end
  return line.keyed
end

-- The preset one is not stored.
local function priority_of(run) return run.priority or '0' end

local function level_of_run(score) return math.floor(score / LIMIT.priorityLevel) end

-- The level of the run that it would hand out next, nil when none may go.
local function next_level(line)
  if LINE.is_keyed(line) then
    local first = redis.call('ZRANGE', key_lanes(line.job), 0, 0, 'WITHSCORES')
    return first[2] and FAIR.level(first[2])
  end
  local first = redis.call('ZRANGE', key_ready(line.job, ''), 0, 0, 'WITHSCORES')
  return first[2] and level_of_run(first[2])
end

-- Ms until the line may hand out, 0 for now, math.huge until an event opens it; then `line.room` says how many.
function LINE.gate(line)
  line.room = 0
  if not line.enabled or line.paused then return math.huge end
  local wait, room, most = 0, math.huge, line.most
  if line.from then
    if line.from > NOW then wait = line.from - NOW elseif line.till <= NOW then return math.huge end
  end
  if line.mode == 'http' then
    local name = circuit_of(line)
    local circuit = load_circuit(name)
    line.circuit = circuit
    if circuit.known then
      local closed = circuit_wait(circuit)
      if closed > 0 then redis.call('SADD', key_behind(name), line.job) end
      wait = math.max(wait, closed)
      if is_tripped(circuit) then room = 1 end
      if most > 0 then most = circuit_share(circuit, most) end
    end
  end
  if most > 0 then
    flush_counts(key_job_counts(line.job))
    local slots = redis.call('HGET', key_job_counts(line.job), 'slots')
    room = math.min(room, most - tonumber(slots or 0))
    if room <= 0 then return math.huge end
  end
  line.room = room
  return wait
end

local function take_seat(line, score)
  line.score = score
  if line.mode == 'worker' then
    redis.call('ZADD', key_queue_turn(line.project, line.queue), string.format('%d', score), line.job)
  end
end

-- Has the line looked at when it is that time. `is_timed`: whether any may have one, once the call has asked.
local function wake_at(job_id, at)
  redis.call('ZADD', key_wakes(), at, job_id)
  LINE.is_timed = true
end

-- Takes its seat away.
function LINE.unseat(line)
  local score = line.project and LINE.score(line)
  if not score then return end
  line.score = false
  local is_last = redis.call('ZCARD', key_turn(line.project, line.mode)) <= 1
  FAIR.leave(LINE.turn(line), line.job, score, is_last)
  if line.mode == 'worker' then
    redis.call('ZREM', key_queue_turn(line.project, line.queue), line.job)
  elseif is_last then
    local of_project = redis.call('ZSCORE', key_turns(), line.project)
    if of_project then
      FAIR.leave(LINE.projects(), line.project, of_project, redis.call('ZCARD', key_turns()) <= 1)
    end
  end
end

-- Seats the line where its next run and its gates say it belongs: the one place that decides it. `level` is that of
-- its next run, false for none, where the caller knows it.
function LINE.seat(line, level)
  if not line.project then return end
  if level == nil then level = next_level(line) end
  local wait = level and LINE.gate(line) or math.huge
  if wait > 0 then
    LINE.unseat(line)
    if wait < math.huge then wake_at(line.job, string.format('%d', NOW + wait)) end
    return
  end
  local score = LINE.score(line)
  if score and FAIR.level(score) == level then return end
  if score then FAIR.leave(LINE.turn(line), line.job, score, false) end
  take_seat(line, FAIR.enter(LINE.turn(line), level, line.job))
  if score then return end
  if line.mode == 'worker' then
    redis.call('SPUBLISH', key_ready_channel(), line.job .. ' ' .. line.queue .. ' ' .. line.project)
    return
  end
  if not redis.call('ZSCORE', key_turns(), line.project) then FAIR.enter(LINE.projects(), 0, line.project) end
  redis.call('SPUBLISH', key_dispatch_channel(), line.job)
end

-- How many runs of a lane hold a slot.
local function held_of(line, key)
  flush_counts(key_job_slots(line.job))
  return tonumber(redis.call('HGET', key_job_slots(line.job), key) or 0)
end

-- Puts a lane where its first run and its limit say it belongs: among the lanes, the blocked ones, or nowhere.
local function seat_lane(line, key)
  local head = redis.call('ZRANGE', key_ready(line.job, key), 0, 0, 'WITHSCORES')
  local level = head[2] and level_of_run(head[2])
  local held = 0
  if level and line.per_key > 0 and key ~= '' then held = held_of(line, key) end
  local is_blocked = level and line.per_key > 0 and held >= line.per_key
  local score = redis.call('ZSCORE', key_lanes(line.job), key)
  if score then
    if level and not is_blocked and FAIR.level(score) == level then return end
    FAIR.leave(LINE.lanes(line), key, tonumber(score), false)
  end
  if is_blocked then
    redis.call('ZADD', key_blocked(line.job), string.format('%d', held), key)
    return
  end
  redis.call('ZREM', key_blocked(line.job), key)
  if level then FAIR.enter(LINE.lanes(line), level, key) end
end

-- Without a run in its lanes a line has none.
local function tidy_lanes(line)
  if redis.call('EXISTS', key_lanes(line.job), key_blocked(line.job)) > 0 then return end
  FAIR.clear(LINE.lanes(line))
  line.keyed = false
end

-- Lets lanes go that a limit does not hold back any more, some at a time.
function LINE.unblock(line)
  if not line.project or not LINE.is_keyed(line) then return end
  local below = line.per_key == 0 and '+inf' or '(' .. line.per_key
  local keys = redis.call('ZRANGEBYSCORE', key_blocked(line.job), '-inf', below, 'LIMIT', 0, LIMIT.unblockedStep)
  for _, key in ipairs(keys) do seat_lane(line, key) end
  if #keys == LIMIT.unblockedStep then wake_at(line.job, NOW_TEXT) end
end

local function change_of(job_id)
  local change = LINE.changed[job_id]
  if not change then
    change = { lanes = NONE, freed = NONE, best = math.huge, touched = false, project = false, mode = false }
    LINE.changed[job_id] = change
    if LINE.order[1] then LINE.order[#LINE.order + 1] = job_id else LINE.order = { job_id } end
  end
  return change
end

local function touch_lane(change, key)
  if not change.touched then
    change.lanes, change.touched = { key }, { [key] = true }
  elseif not change.touched[key] then
    change.touched[key] = true
    change.lanes[#change.lanes + 1] = key
  end
end

-- Higher priority first, then age. From 2001 until the year 2286 a time in ms has the 13 digits that are below a level.
local function ready_score(level, created_at)
  if level > 0 and #created_at == 13 then return digits(level) .. created_at end
  return string.format('%d', level * LIMIT.priorityLevel + created_at)
end

-- Adds a queued run.
function LINE.add(run)
  local key, change = run.concurrency_key or '', change_of(run.job_id)
  local level = 10 - priority_of(run)
  put(key_ready(run.job_id, key), run.id, ready_score(level, run.created_at))
  touch_lane(change, key)
  change.best = math.min(change.best, level)
end

-- Takes a run out that is not handed out, if it is there.
function LINE.drop(run)
  local key, change = run.concurrency_key or '', change_of(run.job_id)
  remove(key_ready(run.job_id, key), run.id)
  touch_lane(change, key)
  change.best = -1
end

-- A run has given its slot back.
function LINE.free(run)
  local change = change_of(run.job_id)
  change.project, change.mode = run.project_id, run.execution_mode
  if not run.concurrency_key then return end
  if change.freed == NONE then change.freed = {} end
  change.freed[#change.freed + 1] = run.concurrency_key
end

-- Whether slots that were given back change nothing: the line has its seat, or no run waits.
function LINE.is_settled(job_id, change)
  if not change.project or change.lanes[1] or change.freed[1] then return false end
  if LINE.known[job_id] then return false end
  -- The rank of its seat, as a score would be written with 17 digits.
  return redis.call('ZRANK', key_turn(change.project, change.mode), job_id) ~= false
    or redis.call('EXISTS', key_ready(job_id, ''), key_lanes(job_id), key_blocked(job_id)) == 0
end

local function settle_line(job_id)
  local change = LINE.changed[job_id]
  LINE.changed[job_id] = nil
  if LINE.is_settled(job_id, change) then return end
  local line = LINE.of(job_id)
  if not line.project then
    for _, key in ipairs(change.lanes) do flush_sorted(key_ready(job_id, key)) end
    return
  end
  local was_keyed = LINE.is_keyed(line)
  for _, key in ipairs(change.lanes) do
    flush_sorted(key_ready(job_id, key))
    if key ~= '' and not line.keyed and redis.call('EXISTS', key_ready(job_id, key)) == 1 then line.keyed = true end
  end
  if line.keyed then
    if not was_keyed then seat_lane(line, '') end
    for _, key in ipairs(change.lanes) do seat_lane(line, key) end
    for _, key in ipairs(change.freed) do
      if redis.call('ZSCORE', key_blocked(job_id), key) then seat_lane(line, key) end
    end
    tidy_lanes(line)
  else
    -- What comes behind its first run, or gives a slot back, changes nothing for a line that has its seat.
    if is_seated(line, change.best) then return end
  end
  LINE.seat(line)
end

-- Brings all lines up to date with what the call has changed until now.
function LINE.settle()
  local order = LINE.order
  if not order[1] then return end
  LINE.order = NONE
  for _, job_id in ipairs(order) do settle_line(job_id) end
end

-- Lets the lines go that a circuit has held back, some at a time: all that wait are told to look.
function LINE.reopen(circuit_name)
  local behind = redis.call('SPOP', key_behind(circuit_name), LIMIT.reopenedStep)
  if not behind[1] then return end
  for _, job_id in ipairs(behind) do wake_at(job_id, NOW_TEXT) end
  redis.call('SPUBLISH', key_dispatch_channel(), '')
end

-- Forgets what the call knows of a job that is changed now; its seat is given again by `LINE.seat`.
function LINE.renew(job_id)
  LINE.settle()
  LINE.unseat(LINE.of(job_id))
  LINE.known[job_id] = nil
end

-- What a call leaves behind: lines that are settled, and index writes.
local function flush()
  STEPS.left = LIMIT.callSteps
  LINE.settle()
  forget_followed()
  FAIR.flush()
  LINE.known = NONE
  LINE.is_awake = false
  flush_deferred()
end
