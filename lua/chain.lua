-- Triggers the run that is to follow the end of another one (control-api 1.1, on_complete_* and on_failure_*).
-- KEYS: 1 partition prefix of the run that ended (the new one's too), 2 catalog prefix
-- ARGV: 1 run that ended, 2 when it ended in ms, 3 new run id, 4 job id, 5 job version, 6 project,
--       7 execution mode, 8 depth of the new run in its chain,
--       9 'payload_too_large' when no run can follow because of that, else '',
--       then field, value pairs of the new run
-- Reply: {'created'}, {'exists'} when this end was followed already, {'gone'} when the run has left,
--   {'job_changed'}, or a reason that is in the event log of the run that ended:
--   {'job_not_found'}, {'job_disabled'}, {'too_deep'}, {'payload_too_large'}
-- Atomic because an end is followed once, however often a worker begins with it.
--- @include "create"

local ended, number, id = ARGV[1], ARGV[2], ARGV[3]
local source = redis.call('HMGET', key_run(ended), 'status', 'chained')
if not source[1] then return { 'gone' } end
-- The mark outlives the new run, which may have a shorter retention.
if source[2] == number then return { 'exists' } end
local job = redis.call('HMGET', key_job(ARGV[4]), 'version', 'enabled', 'project_id')

local function refuse(reason, text)
  redis.call('HSET', key_run(ended), 'chained', number)
  redis.call('XADD', key_events(ended), 'MAXLEN', '~', 'LIMIT.runEvents', '*', 'type', 'log', 'record',
    '{"level":"warn","message":"' .. text .. '"}')
  return { reason }
end

if tonumber(ARGV[8]) > LIMIT.chainDepth then return refuse('too_deep', 'chain ends here: it is too deep') end
if not job[1] or job[3] ~= ARGV[6] then return refuse('job_not_found', 'job to trigger next was not found') end
if ARGV[9] == 'payload_too_large' then
  return refuse(ARGV[9], 'chain ends here: the mapped payload is too large, or takes too long to make')
end
if job[1] ~= ARGV[5] then return { 'job_changed' } end
if job[2] ~= '1' then return refuse('job_disabled', 'job to trigger next is disabled') end
redis.call('HSET', key_run(ended), 'chained', number)
local run = { id = id, job_id = ARGV[4], project_id = ARGV[6], execution_mode = ARGV[7], priority = '0' }
create_run(run, ARGV, 10, #ARGV)
redis.call('HSET', key_run(id), 'chain_depth', ARGV[8])
return { 'created' }
