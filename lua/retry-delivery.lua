-- Tries a delivery again at once: one that was given up from the beginning, one that waits for its next attempt
-- without the wait (control-api 7.7).
-- KEYS: 1 partition prefix of the run, 2 catalog prefix
-- ARGV: 1 delivery id, 2 project
-- Reply: {'pending', delivery as field, value list}, {'not_found'}, {'delivered'}, {'full'}
-- Atomic because a worker may settle it in the same moment.
--- @include "delivery"

local id, project = ARGV[1], ARGV[2]
local key = key_delivery(id)
local known = redis.call('HMGET', key, 'status', 'project_id', 'next_retry_at', 'trigger_id')
if not known[1] or known[2] ~= project then return { 'not_found' } end
if known[1] == 'delivered' then return { 'delivered' } end
local pending = known[1] == 'pending'
if not pending then
  if redis.call('ZCARD', key_deliveries_in(project, 'pending')) >= LIMIT.pendingDeliveries then return { 'full' } end
  redis.call('ZREM', key_deliveries_in(project, known[1]), id)
  redis.call('ZADD', key_deliveries_in(project, 'pending'), '0', id)
  redis.call('PERSIST', key)
  redis.call('HSET', key, 'status', 'pending', 'attempts', '0', 'revived_at', NOW_TEXT)
  if known[4] and redis.call('EXISTS', key_trigger(known[4])) == 1 then
    redis.call('HSET', key_trigger(known[4]), 'notify_status', 'pending')
  end
end
-- One that is due already is with a worker, or on its way to one.
if not pending or tonumber(known[3]) > NOW then
  redis.call('HSET', key, 'updated_at', NOW_TEXT, 'next_retry_at', NOW_TEXT)
  hand_delivery(id, redis.call('HINCRBY', key, 'number', '1'), NOW)
end
return { 'pending', redis.call('HGETALL', key) }
