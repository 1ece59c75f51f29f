-- Remembers a worker that claims (control-api 6.5).
--- @arg project_id: text
--- @arg worker_id: text
--- @arg fields: texts  field, value pairs of the worker
--- @reply ok
-- Atomic because the list and the record are of the same moment; of too many workers the longest silent leave.
local workers, worker = key_workers(ARG.project_id), key_worker(ARG.project_id, ARG.worker_id)
redis.call('HSET', worker, 'id', ARG.worker_id, 'last_seen_at', NOW_TEXT, unpack(ARG.fields))
redis.call('HSETNX', worker, 'first_seen_at', NOW_TEXT)
redis.call('PEXPIRE', worker, LIMIT.workerMs)
redis.call('ZADD', workers, NOW_TEXT, ARG.worker_id)
redis.call('ZREMRANGEBYSCORE', workers, '-inf', string.format('%d', NOW - LIMIT.workerMs))
redis.call('ZREMRANGEBYRANK', workers, '0', string.format('%d', -LIMIT.workers - 1))
redis.call('PEXPIRE', workers, LIMIT.workerMs)
return { REPLY.ok }
