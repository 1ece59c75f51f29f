--- @include "run"
--- @include "take"
--- @include "tally"
--- @include "bytes"

-- Hands out runs, whoever asks. One in `GUARD` looks for a run that has waited long at a lower priority, of another
-- level each time, so that nothing waits for ever behind higher priorities; it mostly finds none.
local GUARD = 16

-- Of candidates, as member, score pairs, the first and the second by score and member.
local function first_two(pairs_of)
  if not pairs_of[3] then return pairs_of[1], tonumber(pairs_of[2]) end
  local first, score, rival, second
  for index = 1, #pairs_of, 2 do
    local member, own = pairs_of[index], tonumber(pairs_of[index + 1])
    if not score or own < score or (own == score and member < first) then
      second, rival = first, score
      first, score = member, own
    elseif not rival or own < rival or (own == rival and member < second) then
      second, rival = member, own
    end
  end
  return first, score, rival
end

-- The line whose turn it is, how many runs until another one's turn, and whether there is another. `heads(from)`
-- answers job, score pairs of the lines seated in the turn from that score on, the first two of them at least.
local function line_in_turn(turn, heads, aged_from)
  if aged_from then
    local job_id, score = first_two(heads(aged_from * LIMIT.fairLevel))
    local line = job_id and LINE.of(job_id)
    if line and line.project and LINE.has_aged(line, aged_from) then
      line.score = score
      return line, 1, true
    end
  end
  local job_id, score, rival = first_two(heads(0))
  if not job_id then return nil end
  local line, turns = LINE.of(job_id), math.huge
  if not line.project then
    -- Of a job that is gone.
    redis.call('ZREM', turn, job_id)
    return line_in_turn(turn, heads, aged_from)
  end
  line.score = score
  if rival and FAIR.level(rival) == FAIR.level(score) then turns = FAIR.turns(score, rival, line.weight) end
  return line, turns, rival ~= nil
end

-- Whether any line has a time at which it may open, asked with whether anybody follows.
local function is_any_timed()
  if knows_followed() then return true end
  local found = redis.call('EXISTS', key_followed_projects(), key_wakes(), key_wakes())
  note_followed(found % 2 == 1)
  return found > 1
end

-- When the first line may open that waits for its time, as text; '' when none does.
function LINE.next_time()
  return LINE.is_timed and redis.call('ZRANGE', key_wakes(), 0, 0, 'WITHSCORES')[2] or ''
end

-- Seats lines whose time has come, some at a time; once a call, however many of its commands hand out.
function LINE.wake()
  if LINE.is_awake then return end
  LINE.is_awake = true
  LINE.is_timed = is_any_timed()
  if not LINE.is_timed then return end
  local due = redis.call('ZRANGEBYSCORE', key_wakes(), '-inf', NOW_TEXT, 'LIMIT', 0, LIMIT.wokenStep)
  if due[1] then redis.call('ZREM', key_wakes(), unpack(due)) end
  for _, job_id in ipairs(due) do
    local line = LINE.of(job_id)
    LINE.unblock(line)
    LINE.seat(line)
  end
end

-- Calls `give(line, id)` for each of at most `wanted` runs, in order, until those given come to `LIMIT.claimBytes`: it
-- answers the bytes that it hands out. What is left of a line then is in it as before. `pick(aged_from)` answers what
-- `line_in_turn` does, and may answer what to call with the number of runs that the line has given. True when bytes
-- ended it.
local function hand_out(wanted, pick, give)
  local tick = tonumber(string.sub(NOW_US, -4))
  local guards = math.floor(wanted / GUARD) + (tick % GUARD < wanted % GUARD and 1 or 0)
  local given, bytes, looked = 0, 0, {}
  LINE.settle()
  LINE.wake()
  while given < wanted do
    local aged_from
    if guards > 0 then
      guards = guards - 1
      aged_from = math.floor(tick / GUARD) % 10 + 1
    end
    local line, turns, is_rivaled, count_them = pick(aged_from)
    if not line then return false end
    local is_closed = not looked[line] and LINE.gate(line) > 0
    looked[line] = true
    if is_closed then
      tally('run_snooze_total:' .. (line.room > 0 and 'endpoint' or 'limit'))
      LINE.seat(line)
    else
      local most = math.min(wanted - given, turns, line.room)
      local ids = LINE.take(line, most, aged_from)
      local count = #ids
      for index, id in ipairs(ids) do
        if bytes < LIMIT.claimBytes then
          bytes = bytes + (give(line, id) or 0)
        else
          count = math.min(count, index - 1)
          local run = load_run(id)
          if run and run.status == 'queued' then LINE.add(run) end
        end
      end
      given = given + count
      if count_them then count_them(count) end
      LINE.served(line, count, is_rivaled)
      if bytes >= LIMIT.claimBytes then return true end
    end
  end
  return false
end
