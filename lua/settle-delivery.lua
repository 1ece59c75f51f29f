-- What an attempt of a delivery means for it (control-api 7.7).
-- KEYS: 1 partition prefix of the run, 2 catalog prefix
-- ARGV: 1 delivery id, 2 number it was handed over with,
--       3 'delivered', 'dead' or 'failed' (it is over), 'retry' (one attempt more) or 'postponed' (none was made),
--       4 status code or '', 5 error or '', 6 body of the answer or '', 7 ms until it is handed over again,
--       8 name of the circuit around the receiver, or '' when the attempt says nothing of it,
--       9 'good', 'bad' or 'late', 10 how quick the answer was, 0 to 1
-- Reply: {'settled', status}, {'superseded'} when it is over or was handed over anew
-- Atomic because a worker that was taken for dead may still be delivering: one of the two settles.
--- @include "delivery"
--- @include "circuit"

if ARGV[8] ~= '' then circuit_observe(load_circuit(ARGV[8]), ARGV[9], tonumber(ARGV[10])) end
local id, outcome = ARGV[1], ARGV[3]
local key = key_delivery(id)
local known = redis.call('HMGET', key, 'status', 'number', 'project_id', 'trigger_id')
if known[1] ~= 'pending' or known[2] ~= ARGV[2] then return { 'superseded' } end
redis.call('HSET', key, 'updated_at', NOW_TEXT, 'last_error', ARGV[5])
if outcome ~= 'postponed' and outcome ~= 'failed' then
  redis.call('HINCRBY', key, 'attempts', '1')
  redis.call('HSET', key, 'last_status_code', ARGV[4], 'response_body', ARGV[6])
end
if outcome == 'retry' or outcome == 'postponed' then
  postpone_delivery(id, tonumber(ARGV[7]))
  return { 'settled', 'pending' }
end
redis.call('HSET', key, 'status', outcome)
redis.call('HDEL', key, 'next_retry_at')
if outcome == 'delivered' then redis.call('HSET', key, 'delivered_at', NOW_TEXT) end
shelve_delivery(id, known[3], outcome)
-- The wait may have left with its run.
if known[4] and redis.call('EXISTS', key_trigger(known[4])) == 1 then
  redis.call('HSET', key_trigger(known[4]), 'notify_status', outcome == 'delivered' and 'sent' or 'failed')
end
return { 'settled', outcome }
