-- Ends the attempts of runs whose executor has fallen silent (control-api 7.1). Costs O(silent), not O(runs).
--- @arg silence: ms  after which a heartbeat is lost
--- @arg most: integer
--- @arg gap: ms  without a sweep after which silence says nothing
--- @answers SWEPT
--- @record SWEPT(ended: list of REAPED, damaged: texts)  damaged are the runs that were not known to be
--- @record REAPED(run_id: text, status: text)
-- Atomic because a heartbeat may come in the same moment: the check and the transition are one step.
--- @include "retry"
--- @include "member"
--- @include "damaged"

local silence = tonumber(ARG.silence)

-- Without a sweep nobody knows whether heartbeats could come: Redis or all workers may have been away, or Redis's
-- clock was set. Executors then get as much time as after a heartbeat; of a new data set there are none.
local at, trusted_from = unpack(redis.call('HMGET', key_sweep(), 'at', 'trusted_from'))
local gap = NOW - tonumber(at or 0)
local trusted = tonumber(trusted_from or 0)
local nobody = not at and redis.call('EXISTS', key_live()) == 0
if (gap > tonumber(ARG.gap) or gap < 0) and not nobody then trusted = NOW + silence end
redis.call('HSET', key_sweep(), 'at', NOW_TEXT, 'trusted_from', string.format('%d', trusted))

-- Heartbeats of the future, by a clock that was wrong: counted from now.
local ahead = redis.call('ZRANGEBYSCORE', key_live(), string.format('%d', (NOW + LIMIT.clockAheadMs) * 1000), '+inf',
  'LIMIT', 0, ARG.most)
for _, member in ipairs(ahead) do redis.call('ZADD', key_live(), 'XX', NOW_US, member) end
if NOW < trusted then return { {}, {} } end

-- Logs, progress and chunks are signs of life too. They do not write the live set, so it is asked here.
local function last_written(key)
  if redis.call('EXISTS', key) == 0 then return 0 end
  local entry = redis.call('XREVRANGE', key, '+', '-', 'COUNT', 1)[1]
  return entry and tonumber(string.match(entry[1], '^%d+')) or 0
end

local ended, damaged = {}, {}

local function look(member, id)
  local run = load_run(id)
  local seen = math.max(last_written(key_events(id)), last_written(key_chunks(id)))
  if not run or run.status ~= 'executing' then
    redis.call('ZREM', key_live(), member)
  elseif seen > NOW - silence then
    redis.call('ZADD', key_live(), 'XX', string.format('%d', math.min(seen, NOW) * 1000), member)
  else
    local last_attempt = tonumber(run.attempt) >= tonumber(run.max_attempts)
    local text = last_attempt and 'heartbeat lost' or 'heartbeat lost; retry scheduled'
    end_call(run)
    ended[#ended + 1] = { id, retry_or_finish(run, {}, text, 'transient', 'crashed') }
  end
end

local stale = redis.call('ZRANGEBYSCORE', key_live(), '-inf', (NOW - silence) * 1000, 'LIMIT', 0, ARG.most)
for _, member in ipairs(stale) do
  local id = split_member(member)
  if not pcall(look, member, id) then

    redis.call('ZADD', key_live(), 'XX', NOW_US, member)
    if set_aside(id) then damaged[#damaged + 1] = id end
  end
end
return { ended, damaged }
