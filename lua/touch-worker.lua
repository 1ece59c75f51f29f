-- Remembers a worker that claims (control-api 6.5).
-- KEYS: 1 partition prefix (unused), 2 catalog prefix
-- ARGV: 1 project, 2 worker id, then field, value pairs of the worker
-- Reply: {'ok'}
-- Atomic because the list and the record are of the same moment; of too many workers the longest silent leave.
local workers, worker = key_workers(ARGV[1]), key_worker(ARGV[1], ARGV[2])
redis.call('HSET', worker, 'id', ARGV[2], 'last_seen_at', NOW_TEXT, unpack(ARGV, 3))
redis.call('HSETNX', worker, 'first_seen_at', NOW_TEXT)
redis.call('PEXPIRE', worker, LIMIT.workerMs)
redis.call('ZADD', workers, NOW_TEXT, ARGV[2])
redis.call('ZREMRANGEBYSCORE', workers, '-inf', string.format('%d', NOW - LIMIT.workerMs))
redis.call('ZREMRANGEBYRANK', workers, '0', string.format('%d', -LIMIT.workers - 1))
redis.call('PEXPIRE', workers, LIMIT.workerMs)
return { 'ok' }
