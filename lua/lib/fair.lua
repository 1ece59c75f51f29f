-- A fair queue: a sorted set whose members go by level, the lowest first, and take turns within one (start-time fair
-- queueing). A member's score is its level and, below that, its tag: what it has been served in virtual time. Served it
-- moves on by a turn. Who comes in begins where the one is that was served last, behind those who came before it, or
-- at what it had used before it left: leaving and coming back gains nothing. Members may have weights: a turn is the
-- shorter the more its weight is, and the weight is looked at when it is served. One that nobody served for long, because
-- whoever took turns could not take it, has no more than a few turns in hand.
--
-- Each level has a clock of its own: `v`, the tag of what was served last, and `e`, that of who came in last. What the
-- clock has passed need not be remembered of those who left. Among the clocks is a mark, `weighted`, once a project has
-- got a weight: it is read with a clock, so that weights cost nothing where there are none.
local FAIR = { queues = {} }

-- The queue of one call. `name` is its field among the clocks, `idle` remembers tags of those who have left.
function FAIR.open(set, idle, name)
  local queue = FAIR.queues[name]
  if not queue then
    queue = { set = set, idle = idle, name = name }
    FAIR.queues[name] = queue
  end
  return queue
end

function FAIR.level(score) return math.floor(score / LIMIT.fairLevel) end

local function fair_clock(queue, level)
  if not queue.clocks then
    local stored, weighted = unpack(redis.call('HMGET', key_clocks(), queue.name, 'weighted'))
    queue.clocks, queue.stored, queue.is_weighted = {}, stored, weighted
    for at, v, e in string.gmatch(queue.stored or '', '(%d+):(%d+):(%d+)') do
      queue.clocks[tonumber(at)] = { v = tonumber(v), e = tonumber(e) }
    end
  end
  local clock = queue.clocks[level]
  if not clock then
    clock = { v = 0, e = 0 }
    queue.clocks[level] = clock
  end
  return clock
end

-- Puts a member that is not in the queue on its level; answers its score.
function FAIR.enter(queue, level, member)
  local clock = fair_clock(queue, level)
  local base = level * LIMIT.fairLevel
  local tag = math.max(clock.v, clock.e) + 1
  clock.e = tag
  local known = redis.call('ZSCORE', queue.idle, level .. ':' .. member)
  if known then
    tag = math.max(tag, known - base)
    redis.call('ZREM', queue.idle, level .. ':' .. member)
  end
  local score = base + math.min(tag, LIMIT.fairLevel - 1)
  redis.call('ZADD', queue.set, string.format('%d', score), member)
  return score
end

-- Forgets all of a queue that has no member, nor any that may come back.
function FAIR.clear(queue)
  redis.call('DEL', queue.idle)
  fair_clock(queue, 0)
  queue.clocks = {}
end

-- Takes out a member that has the score. `is_last`: nobody is left, so that nothing has to be remembered.
function FAIR.leave(queue, member, score, is_last)
  redis.call('ZREM', queue.set, member)
  if is_last then return FAIR.clear(queue) end
  local level = FAIR.level(score)
  local base = level * LIMIT.fairLevel
  local clock = fair_clock(queue, level)
  if score - base > clock.v then
    redis.call('ZADD', queue.idle, string.format('%d', score), level .. ':' .. member)
  end
  local passed = redis.call('ZRANGEBYSCORE', queue.idle, string.format('%d', base),
    string.format('%d', base + clock.v), 'LIMIT', 0, 4)
  if passed[1] then redis.call('ZREM', queue.idle, unpack(passed)) end
end

-- Whether members of the queue that are projects may have weights.
function FAIR.is_weighted(queue)
  fair_clock(queue, 0)
  return queue.is_weighted
end

-- How long a turn is.
local function turn_of(weight)
  if weight == 1 then return LIMIT.fairTurn end
  return math.floor(LIMIT.fairTurn / weight + 0.5)
end

-- The score of a member that has it now, after `turns` more.
function FAIR.served(queue, score, turns, weight)
  local level = FAIR.level(score)
  local base = level * LIMIT.fairLevel
  local clock = fair_clock(queue, level)
  local turn = turn_of(weight)
  local tag = math.max(score - base, clock.v - LIMIT.fairLag) + turns * turn
  clock.v = math.max(clock.v, tag - turn)
  return base + math.min(tag, LIMIT.fairLevel - 1)
end

-- How many turns a member has until it comes behind a rival of its level; both by their scores.
function FAIR.turns(score, rival, weight)
  return math.max(1, math.floor((rival - score - 1) / turn_of(weight)) + 1)
end

-- Writes the clocks of the call.
function FAIR.flush()
  if not next(FAIR.queues) then return end
  for name, queue in pairs(FAIR.queues) do
    if queue.clocks then
      local parts = {}
      for level, clock in pairs(queue.clocks) do
        if clock.e > 0 then parts[#parts + 1] = string.format('%d:%d:%d', level, clock.v, clock.e) end
      end
      table.sort(parts)
      local text = table.concat(parts, ' ')
      if text ~= (queue.stored or '') then
        if text == '' then redis.call('HDEL', key_clocks(), name) else redis.call('HSET', key_clocks(), name, text) end
      end
    end
  end
  FAIR.queues = {}
end
