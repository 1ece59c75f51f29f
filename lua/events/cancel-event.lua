-- Cancels a wait and with it the run and its descendants (control-api 5.2, DELETE).
--- @arg trigger_id: text
--- @reply canceled(trigger: map)
--- @reply conflict(trigger: map)
--- @reply not_found
-- Atomic because the wait may be received or time out in the same moment.
--- @include "finish"

local status, job_run_id = unpack(redis.call('HMGET', key_trigger(ARG.trigger_id), 'status', 'job_run_id'))
if not status then return { REPLY.not_found } end
local run = load_run(job_run_id)
if status ~= 'waiting' or not run or run.trigger ~= ARG.trigger_id then
  return { REPLY.conflict, redis.call('HGETALL', key_trigger(ARG.trigger_id)) }
end
close_wait(run, 'canceled', 'error', 'canceled by user')
finish(run, 'canceled', {}, 'canceled by user')
cancel_children(run.id)
return { REPLY.canceled, redis.call('HGETALL', key_trigger(ARG.trigger_id)) }
