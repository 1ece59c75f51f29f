-- What an attempt of a delivery means for it (control-api 7.7).
--- @arg id: text
--- @arg number: text  what it was handed over with
--- @arg outcome: 'delivered' | 'dead' | 'failed' | 'retry' | 'postponed'  over; or one attempt more; or none was made
--- @arg status_code: integer?
--- @arg error: text
--- @arg response: text  body of the answer
--- @arg delay: ms  until it is handed over again
--- @arg circuit: text?  name of the one around the receiver; absent when the attempt says nothing of it
--- @arg verdict: 'good' | 'bad' | 'late'?
--- @arg quick: number  how quick the answer was, 0 to 1
--- @reply settled(status: text)
--- @reply superseded  it is over or was handed over anew
-- Atomic because a worker that was taken for dead may still be delivering: one of the two settles.
--- @include "delivery"
--- @include "circuit"

if ARG.circuit ~= '' then circuit_observe(load_circuit(ARG.circuit), ARG.verdict, tonumber(ARG.quick)) end
local id, outcome = ARG.id, ARG.outcome
local key = key_delivery(id)
local status, number, project_id, trigger_id = unpack(redis.call('HMGET', key,
  'status', 'number', 'project_id', 'trigger_id'))
if status ~= 'pending' or number ~= ARG.number then return { REPLY.superseded } end
redis.call('HSET', key, 'updated_at', NOW_TEXT, 'last_error', ARG.error)
if outcome ~= 'postponed' and outcome ~= 'failed' then
  redis.call('HINCRBY', key, 'attempts', '1')
  redis.call('HSET', key, 'last_status_code', ARG.status_code, 'response_body', ARG.response)
end
if outcome == 'retry' or outcome == 'postponed' then
  postpone_delivery(id, tonumber(ARG.delay))
  return { REPLY.settled, 'pending' }
end
redis.call('HSET', key, 'status', outcome)
redis.call('HDEL', key, 'next_retry_at')
if outcome == 'delivered' then redis.call('HSET', key, 'delivered_at', NOW_TEXT) end
shelve_delivery(id, project_id, outcome)
-- The wait may have left with its run.
if trigger_id and redis.call('EXISTS', key_trigger(trigger_id)) == 1 then
  redis.call('HSET', key_trigger(trigger_id), 'notify_status', outcome == 'delivered' and 'sent' or 'failed')
end
return { REPLY.settled, outcome }
