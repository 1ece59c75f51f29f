--- @include "line"

-- Taking runs out of a line that has its seat, and moving the seat.

-- The first run from the level on, if it has waited long.
local function aged_run(ready, level)
  local from = string.format('%d', level * LIMIT.priorityLevel)
  local run = redis.call('ZRANGEBYSCORE', ready, from, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
  if run[2] and run[2] % LIMIT.priorityLevel <= NOW - LIMIT.agingAfterMs then return run[1] end
end

-- Whether a run that has waited long is where `LINE.take` looks for it.
function LINE.has_aged(line, level)
  if not LINE.is_keyed(line) then return aged_run(key_ready(line.job, ''), level) ~= nil end
  local from = string.format('%d', level * LIMIT.fairLevel)
  local lane = redis.call('ZRANGEBYSCORE', key_lanes(line.job), from, '+inf', 'LIMIT', 0, 1)[1]
  return lane ~= nil and aged_run(key_ready(line.job, lane), level) ~= nil
end

-- The weight of a lane: few jobs have keys with one.
local function weight_of(line, key)
  if not line.is_weighted then return 1 end
  line.weights = line.weights or {}
  local weight = line.weights[key]
  if not weight then
    weight = tonumber(redis.call('HGET', key_job(line.job), 'weight:' .. key) or 1)
    line.weights[key] = weight
  end
  return weight
end

-- Takes a run out of the lane whose turn it is. None when a limit was lowered and holds the lane back.
local function take_of_lane(line, aged_from)
  local lanes, first, id = LINE.lanes(line), nil, nil
  if aged_from then
    local from = string.format('%d', aged_from * LIMIT.fairLevel)
    first = redis.call('ZRANGEBYSCORE', lanes.set, from, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
    id = first[1] and aged_run(key_ready(line.job, first[1]), aged_from)
  end
  if not id then
    first = redis.call('ZRANGE', lanes.set, 0, 0, 'WITHSCORES')
    if aged_from then id = aged_run(key_ready(line.job, first[1]), aged_from) end
  end
  local key, score, held = first[1], tonumber(first[2]), 0
  local ready = key_ready(line.job, key)
  local limited = line.per_key > 0 and key ~= ''
  if limited then
    held = held_of(line, key)
    if held >= line.per_key then
      FAIR.leave(lanes, key, score, false)
      redis.call('ZADD', key_blocked(line.job), string.format('%d', held), key)
      return {}
    end
  end
  id = id or redis.call('ZRANGE', ready, 0, 0)[1]
  redis.call('ZREM', ready, id)
  local after = redis.call('ZRANGE', ready, 0, 0, 'WITHSCORES')[2]
  local level = after and level_of_run(after)
  local is_blocked = limited and held + 1 >= line.per_key
  local finish = FAIR.served(lanes, score, 1, weight_of(line, key))
  if level == FAIR.level(finish) and not is_blocked then
    redis.call('ZADD', lanes.set, string.format('%d', finish), key)
    return { id }
  end
  FAIR.leave(lanes, key, finish, false)
  if level and is_blocked then
    redis.call('ZADD', key_blocked(line.job), string.format('%d', held + 1), key)
  elseif level then
    FAIR.enter(lanes, level, key)
  end
  tidy_lanes(line)
  return { id }
end

-- Scores of the runs of a level, as texts: the least, and what they are below.
local SCORES_OF_LEVEL = {}

local function scores_of(level)
  local scores = SCORES_OF_LEVEL[level]
  if not scores then
    local from = level * LIMIT.priorityLevel
    scores = { from = string.format('%d', from), below = string.format('(%d', from + LIMIT.priorityLevel) }
    SCORES_OF_LEVEL[level] = scores
  end
  return scores
end

-- Takes at most `most` runs of one priority out of the line, in order: of that of its seat, as reading their scores would
-- cost as much as all else. `aged_from`: a single one, of this level or one behind it if it has waited long. `line.level`
-- is that of what comes next then, nil when it was not seen.
function LINE.take(line, most, aged_from)
  line.level = nil
  if LINE.is_keyed(line) then return take_of_lane(line, aged_from) end
  local ready = key_ready(line.job, '')
  local aged = aged_from and aged_run(ready, aged_from)
  if aged then
    redis.call('ZREM', ready, aged)
    return { aged }
  end
  local level = FAIR.level(line.score)
  local scores = scores_of(level)
  local ids = redis.call('ZRANGEBYSCORE', ready, scores.from, scores.below, 'LIMIT', 0, digits(most + 1))
  if #ids > most then
    line.level = level
    ids[#ids] = nil
  end
  if ids[1] then redis.call('ZREM', ready, unpack(ids)) end
  return ids
end

-- Moves the seat of a line that has handed out `count` runs. `is_rivaled`: others want the same turn.
function LINE.served(line, count, is_rivaled)
  local score, level = line.score, line.level
  if level == nil then level = next_level(line) end
  line.room = line.room - count
  if is_rivaled then score = FAIR.served(LINE.turn(line), score, count, line.weight) end
  if level and score ~= line.score then
    redis.call('ZADD', key_turn(line.project, line.mode), string.format('%d', score), line.job)
    take_seat(line, score)
  end
  line.score = score
  if not level or line.room <= 0 or level ~= FAIR.level(score) then LINE.seat(line, level or false) end
end
