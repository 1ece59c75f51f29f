-- Heartbeats of many runs at once (executor-api row 4).
--- @arg members: texts  `<run>:<attempt>[:<assignment>]`, each at most once
--- @answers texts  none when all were good, else a code an entry: 'ok', 'cancel_requested[:<reason>]', or a guard's
---   refusal ('gone:<status>')
-- Atomic because the check that a run is still this attempt's and the write of its heartbeat must be one step;
-- for a whole batch both are one ZADD: only members that exist are touched, and each gets a new score.
--- @include "guard"
--- @include "member"

local members = ARG.members
local count = #members
local command = { 'ZADD', key_live(), 'XX', 'CH' }
for index = 1, count do
  command[index * 2 + 3] = NOW_US
  command[index * 2 + 4] = members[index]
end
if redis.call(unpack(command)) == count then return {} end

-- Somebody's member is not there (or was written in this very microsecond): look at each.
local function beat(entry)
  local id, attempt, assignment = split_member(entry)
  local run, refusal = guard(id, attempt, assignment, 'waiting')
  if not run then return refusal[2] and (refusal[1] .. ':' .. refusal[2]) or refusal[1] end
  if run.cancel_at then
    run.heartbeat_at = NOW_TEXT
    save_run(run)
    local reason = redis.call('HGET', key_run(id), 'cancel_reason')
    if not reason or reason == '' then return 'cancel_requested' end
    return 'cancel_requested:' .. reason
  end
  if run.fresh then return 'ok' end
  if run.status == 'executing' then
    redis.call('ZADD', key_live(), 'XX', NOW_US, live_member(run))
  else
    run.heartbeat_at = NOW_TEXT
    save_run(run)
  end
  return 'ok'
end

if count == 1 then return { beat(members[1]) } end
local scores = redis.call('ZMSCORE', key_live(), unpack(members))
local reply = {}
for index = 1, count do reply[index] = scores[index] and 'ok' or beat(members[index]) end
return reply
