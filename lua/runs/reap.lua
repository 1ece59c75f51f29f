-- Ends the attempts of runs whose executor has fallen silent (control-api 7.1). Costs O(silent), not O(runs).
--- @partition of the runs
--- @arg silence: ms  after which a heartbeat is lost
--- @arg most: integer
--- @answers list of REAPED
--- @record REAPED(run_id: text, status: text)
-- Atomic because a heartbeat may come in the same moment: the check and the transition are one step.
--- @include "retry"
--- @include "member"

local silence = tonumber(ARG.silence)

-- Logs, progress and chunks are signs of life too. They do not write the live set, so it is asked here.
local function last_written(key)
  if redis.call('EXISTS', key) == 0 then return 0 end
  local entry = redis.call('XREVRANGE', key, '+', '-', 'COUNT', 1)[1]
  return entry and tonumber(string.match(entry[1], '^%d+')) or 0
end

local reply = {}
local stale = redis.call('ZRANGEBYSCORE', key_live(), '-inf', (NOW - silence) * 1000, 'LIMIT', 0, ARG.most)
for _, member in ipairs(stale) do
  local id = split_member(member)
  local run = load_run(id)
  local seen = math.max(last_written(key_events(id)), last_written(key_chunks(id)))
  if not run or run.status ~= 'executing' then
    redis.call('ZREM', key_live(), member)
  elseif seen > NOW - silence then
    redis.call('ZADD', key_live(), 'XX', seen * 1000, member)
  else
    local last_attempt = tonumber(run.attempt) >= tonumber(run.max_attempts)
    local text = last_attempt and 'heartbeat lost' or 'heartbeat lost; retry scheduled'
    reply[#reply + 1] = { id, retry_or_finish(run, {}, text, 'transient', 'crashed') }
  end
end
return reply
