--- @include "deferred"

-- A delivery of a webhook is a hash in the catalog: what is told to whom, how often it was tried, and how that
-- went. `number` counts the times it was handed to a worker: one that brings an older number finds nothing to do.

-- Hands a pending delivery to the workers; due at `at` (ms).
local function hand_delivery(id, number, at)
  outbox_deliver({ run = id, number = number, at = string.format('%d', at) })
  redis.call('ZADD', key_deliveries_due(), string.format('%d', at + LIMIT.followRepairMs), id)
end

-- Hands it over again after `delay` ms.
local function postpone_delivery(id, delay)
  local number = redis.call('HINCRBY', key_delivery(id), 'number', '1')
  redis.call('HSET', key_delivery(id), 'updated_at', NOW_TEXT, 'next_retry_at', string.format('%d', NOW + delay))
  hand_delivery(id, number, NOW + delay)
end

-- Ids begin with their time, so that those of a time and before are a range of them.
local function forget_before(index, at)
  local bound = string.format('(%08x-%04x', math.floor(at / 65536), at % 65536)
  redis.call('ZREMRANGEBYLEX', index, '-', bound)
end

-- Puts a delivery that is over among those of its status, which keep to a number and an age.
local function shelve_delivery(id, project, status)
  local index = key_deliveries_in(project, status)
  redis.call('ZREM', key_deliveries_in(project, 'pending'), id)
  redis.call('ZREM', key_deliveries_due(), id)
  redis.call('ZADD', index, '0', id)
  redis.call('PEXPIRE', key_delivery(id), 'SETTING.webhookRetentionMs')
  redis.call('PEXPIRE', index, 'SETTING.webhookRetentionMs')
  forget_before(index, NOW - SETTING.webhookRetentionMs)
  local over = redis.call('ZCARD', index) - LIMIT.keptDeliveries
  if over <= 0 then return end
  for _, old in ipairs(redis.call('ZRANGE', index, '0', string.format('%d', over - 1))) do
    redis.call('ZREM', index, old)
    redis.call('UNLINK', key_delivery(old))
  end
end

-- Creates a delivery once; `fields` are field, value pairs. Answers 'created', 'exists', or 'full' when too many
-- wait already: it is recorded as failed then, so that its owner can see it and try it later.
local function create_delivery(id, project, fields)
  local key = key_delivery(id)
  if redis.call('EXISTS', key) == 1 then return 'exists' end
  redis.call('HSET', key, 'id', id, 'project_id', project, 'status', 'pending', 'attempts', '0', 'number', '1',
    'max_attempts', 'SETTING.webhookMaxAttempts', 'created_at', NOW_TEXT, 'updated_at', NOW_TEXT,
    'next_retry_at', NOW_TEXT, unpack(fields))
  if redis.call('ZCARD', key_deliveries_in(project, 'pending')) >= LIMIT.pendingDeliveries then
    redis.call('HSET', key, 'status', 'failed', 'last_error', 'too many deliveries are pending')
    redis.call('HDEL', key, 'next_retry_at')
    shelve_delivery(id, project, 'failed')
    return 'full'
  end
  redis.call('ZADD', key_deliveries_in(project, 'pending'), '0', id)
  hand_delivery(id, '1', NOW)
  return 'created'
end
