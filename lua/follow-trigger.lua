-- Reads a wait, and has the gateways told of the changes of its run from now on.
-- KEYS: 1 partition prefix of the waiting run, 2 catalog prefix
-- ARGV: 1 trigger id, 2 project
-- Reply: {} for a trigger that does not exist or is not the project's, else it as field, value list
-- Atomic because the end of the wait must either be in what was read or be heard of.
--- @include "follow"

local trigger = redis.call('HMGET', key_trigger(ARGV[1]), 'project_id', 'status', 'job_run_id')
if trigger[1] ~= ARGV[2] then return {} end
if trigger[2] == 'waiting' and redis.call('EXISTS', key_run(trigger[3])) == 1 then
  mark_followed(trigger[3], tonumber(redis.call('HGET', key_run(trigger[3]), 'followed') or 0))
end
return redis.call('HGETALL', key_trigger(ARGV[1]))
