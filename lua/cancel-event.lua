-- Cancels a wait and with it the run and its descendants (control-api 5.2, DELETE).
-- KEYS: 1 partition prefix of the waiting run, 2 catalog prefix
-- ARGV: 1 trigger id
-- Reply: {'canceled' or 'conflict', trigger as field, value list}, {'not_found'}
-- Atomic because the wait may be received or time out in the same moment.
--- @include "finish"

local trigger = redis.call('HMGET', key_trigger(ARGV[1]), 'status', 'job_run_id')
if not trigger[1] then return { 'not_found' } end
local run = load_run(trigger[2])
if trigger[1] ~= 'waiting' or not run or run.trigger ~= ARGV[1] then
  return { 'conflict', redis.call('HGETALL', key_trigger(ARGV[1])) }
end
close_wait(run, 'canceled', 'error', 'canceled by user')
finish(run, 'canceled', {}, 'canceled by user')
if redis.call('EXISTS', key_children(run.id)) == 1 then cancel_children(run.id) end
return { 'canceled', redis.call('HGETALL', key_trigger(ARGV[1])) }
