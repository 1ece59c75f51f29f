-- Lifts queued pull runs that have waited long: a priority more for each minute from the fifth on (control-api 7.4).
--- @partition of the runs
--- @arg job_id: text
--- @arg priority: integer  what the runs have by now, below 10
--- @arg after: ms  created_at behind which to go on
--- @arg most: integer
--- @reply lifted(count: integer, next: ms?)  created_at behind which to go on, absent when no more have this priority
-- Atomic because a run that is claimed in the same moment must not come back to the queue.
--- @include "run"

local ready = key_ready(ARG.job_id)
flush_ready(ARG.job_id)
-- What a run has by now is seen from its score; what it should have follows from its age alone, so that a pass
-- which comes twice, or late, does the same.
local base = (10 - ARG.priority) * 1e13
local from = string.format('(%d', base + ARG.after)
local to = string.format('%d', base + NOW - LIMIT.agingAfterMs)
local found = redis.call('ZRANGEBYSCORE', ready, from, to, 'WITHSCORES', 'LIMIT', 0, ARG.most)
local lifted, last = 0, ''
for index = 1, #found, 2 do
  local created_at = found[index + 1] - base
  local priority = tonumber(redis.call('HGET', key_run(found[index]), 'priority') or 0)
  local waited = math.floor((NOW - created_at - LIMIT.agingAfterMs) / LIMIT.agingStepMs) + 1
  local effective = math.min(10, priority + waited)
  if effective > tonumber(ARG.priority) then
    redis.call('ZADD', ready, string.format('%d', (10 - effective) * 1e13 + created_at), found[index])
    lifted = lifted + 1
  end
  last = string.format('%d', created_at)
end
return { REPLY.lifted, lifted, #found / 2 < tonumber(ARG.most) and '' or last }
