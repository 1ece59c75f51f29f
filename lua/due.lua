-- The runs that must be looked at by now, the most overdue first.
-- KEYS: 1 partition prefix, 2 catalog prefix
-- ARGV: 1 most runs
-- Reply: a list of run ids
-- One script so that Redis's clock decides: a worker whose own is behind would let every timer wait.
--- @include "deferred"
flush_sorted(key_due())
return redis.call('ZRANGEBYSCORE', key_due(), '-inf', NOW_TEXT, 'LIMIT', 0, ARGV[1])
