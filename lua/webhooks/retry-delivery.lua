-- Tries a delivery again at once: one that was given up from the beginning, one that waits for its next attempt
-- without the wait (control-api 7.7).
--- @arg id: text
--- @arg project_id: text
--- @reply pending(delivery: map)
--- @reply not_found
--- @reply delivered
--- @reply full
-- Atomic because a worker may settle it in the same moment.
--- @include "delivery"

local id, project = ARG.id, ARG.project_id
local key = key_delivery(id)
local status, project_id, next_retry_at, trigger_id = unpack(redis.call('HMGET', key,
  'status', 'project_id', 'next_retry_at', 'trigger_id'))
if not status or project_id ~= project then return { REPLY.not_found } end
if status == 'delivered' then return { REPLY.delivered } end
local pending = status == 'pending'
if not pending then
  if redis.call('ZCARD', key_deliveries_in(project, 'pending')) >= LIMIT.pendingDeliveries then return { REPLY.full } end
  redis.call('ZREM', key_deliveries_in(project, status), id)
  redis.call('ZADD', key_deliveries_in(project, 'pending'), '0', id)
  redis.call('PERSIST', key)
  redis.call('HSET', key, 'status', 'pending', 'attempts', '0', 'revived_at', NOW_TEXT)
  if trigger_id and redis.call('EXISTS', key_trigger(trigger_id)) == 1 then
    redis.call('HSET', key_trigger(trigger_id), 'notify_status', 'pending')
  end
end
-- One that is due already is with a worker, or on its way to one.
if not pending or tonumber(next_retry_at) > NOW then
  redis.call('HSET', key, 'updated_at', NOW_TEXT, 'next_retry_at', NOW_TEXT)
  hand_delivery(id, redis.call('HINCRBY', key, 'number', '1'), NOW)
end
return { REPLY.pending, redis.call('HGETALL', key) }
