-- Delivers an event to the run that waits for it (control-api 5.2, 5.3).
--- @arg project_id: text
--- @arg key: text
--- @arg trigger_id: text?  what the caller found under the key
--- @arg payload: text?  JSON
--- @arg sender: text
--- @arg keep: ms  an event nobody waits for now, whatever became of earlier waits; 0: refuse it
--- @reply sent(trigger: map)
--- @reply conflict(trigger: map)  that wait is over
--- @reply buffered(kept_until: ms)
--- @reply not_found
--- @reply project_elsewhere  it lies in another cell
--- @reply of drain
--- @reply moved  the key belongs to another trigger by now: look it up again
-- Atomic because an event and the timeout of its wait can come in the same moment: one of them wins.
--- @include "wait"
--- @include "home"
--- @include "drain"

local project, key, id, payload = ARG.project_id, ARG.key, ARG.trigger_id, ARG.payload
local holder = redis.call('HGET', key_event_keys(project), key) or ''
if holder ~= id then return { REPLY.moved } end
local status, job_run_id = unpack(redis.call('HMGET', key_trigger(id), 'status', 'job_run_id'))
local run = status == 'waiting' and load_run(job_run_id)
if not run or run.trigger ~= id then
  local keep = tonumber(ARG.keep)
  if keep == 0 then
    if not status then return { REPLY.not_found } end
    return { REPLY.conflict, redis.call('HGETALL', key_trigger(id)) }
  end
  if lives_elsewhere(project) then return { REPLY.project_elsewhere } end
  -- One that is kept keeps the project from moving; who sends it again finds the wait that it was for.
  local refusal = drained_project(project)
  if refusal then return refusal end
  redis.call('DEL', key_early_event(project, key))
  redis.call('HSET', key_early_event(project, key), 'payload', payload, 'sent_by', ARG.sender)
  redis.call('PEXPIRE', key_early_event(project, key), keep)
  redis.call('SET', key_early_kept(project), '1', 'NX', 'PX', keep)
  redis.call('PEXPIRE', key_early_kept(project), keep, 'GT')
  return { REPLY.buffered, NOW + keep }
end

local received = { 'received_at', NOW_TEXT, 'sent_by', ARG.sender }
if payload ~= '' then
  received[5], received[6] = 'response_payload', payload
  append_checkpoint(run, 'event_trigger', payload)
end
close_wait(run, 'received', unpack(received))
resume(run)
return { REPLY.sent, redis.call('HGETALL', key_trigger(id)) }
