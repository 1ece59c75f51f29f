-- What an executor reads of its own run (executor-api rows 1, 15, 17).
-- KEYS: 1 partition prefix, 2 catalog prefix
-- ARGV: 1 run id, 2 attempt, 3 assignment or '', 4 'payload', 'states' or 'state', 5 state key
-- Reply: {'ok', payload or ''}, {'ok', state as field, value list}, {'ok', entry or ''}; or a guard's refusal
-- One script so that a stale executor never reads what a later attempt wrote.
--- @include "guard"
local run, refusal = guard(ARGV[1], ARGV[2], ARGV[3], 'read')
if not run then return refusal end
if ARGV[4] == 'payload' then return { 'ok', redis.call('HGET', key_run(run.id), 'payload') or '' } end
if ARGV[4] == 'states' then return { 'ok', redis.call('HGETALL', key_state(run.id)) } end
return { 'ok', redis.call('HGET', key_state(run.id), ARGV[5]) or '' }
