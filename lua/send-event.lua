-- Delivers an event to the run that waits for it (control-api 5.2, 5.3).
-- KEYS: 1 partition prefix of the waiting run, 2 catalog prefix
-- ARGV: 1 project, 2 event key, 3 trigger id the caller found under the key ('' for none),
--       4 payload as JSON or '', 5 sender, 6 ms to keep an event nobody waits for (0: refuse it)
-- Reply: {'sent' or 'conflict', trigger as field, value list}, {'buffered', kept until in ms}, {'not_found'},
--   {'moved'} when the key belongs to another trigger by now: look it up again
-- Atomic because an event and the timeout of its wait can come in the same moment: one of them wins.
--- @include "wait"

local project, key, id, payload = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local holder = redis.call('HGET', key_event_keys(project), key) or ''
if holder ~= id then return { 'moved' } end
if id == '' or redis.call('EXISTS', key_trigger(id)) == 0 then
  local keep = tonumber(ARGV[6])
  if keep == 0 then return { 'not_found' } end
  redis.call('DEL', key_early_event(project, key))
  redis.call('HSET', key_early_event(project, key), 'payload', payload, 'sent_by', ARGV[5])
  redis.call('PEXPIRE', key_early_event(project, key), keep)
  return { 'buffered', NOW + keep }
end

local trigger = redis.call('HMGET', key_trigger(id), 'status', 'job_run_id')
local run = load_run(trigger[2])
if trigger[1] ~= 'waiting' or not run or run.trigger ~= id then
  return { 'conflict', redis.call('HGETALL', key_trigger(id)) }
end
local received = { 'received_at', NOW_TEXT, 'sent_by', ARGV[5] }
if payload ~= '' then
  received[5], received[6] = 'response_payload', payload
  append_checkpoint(run.id, 'event_trigger', payload)
end
close_wait(run, 'received', unpack(received))
resume(run)
return { 'sent', redis.call('HGETALL', key_trigger(id)) }
