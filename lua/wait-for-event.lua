-- Puts a run to sleep until an event comes (executor-api row 14).
-- KEYS: 1 partition prefix, 2 catalog prefix
-- ARGV: 1 run id, 2 attempt, 3 assignment or '', 4 event key, 5 timeout in s, 6 new trigger id, 7 notify URL or '',
--       8 id of the delivery that notifies
-- Reply: {'waiting', trigger id, expires_at in ms}, {'received', trigger id, expires_at, payload},
--   {'key_in_use'}; or a guard's refusal
-- Atomic because the key must be free, the run executing and an early event unread at the same moment.
--- @include "guard"
--- @include "finish"

local run, refusal = guard(ARGV[1], ARGV[2], ARGV[3], 'waiting')
if not run then return refusal end
local key = ARGV[4]
local holder = redis.call('HGET', key_event_keys(run.project_id), key)
if holder then
  local trigger = redis.call('HMGET', key_trigger(holder), 'status', 'job_run_id', 'expires_at')
  if trigger[1] == 'waiting' then
    if trigger[2] == run.id then return { 'waiting', holder, trigger[3] } end
    return { 'key_in_use' }
  end
end
if run.status == 'waiting' then return { 'not_active' } end

local wait = { id = ARGV[6], event_key = key, timeout_secs = ARGV[5], expires_at = NOW + ARGV[5] * 1000,
  notify_url = ARGV[7], notify_id = ARGV[8] }
local early = redis.call('HMGET', key_early_event(run.project_id, key), 'payload', 'sent_by')
if run.cancel_at and not early[1] then
  cancel_asked(run)
  return { 'gone', run.status }
end
open_wait(run, wait)
if early[1] then
  redis.call('DEL', key_early_event(run.project_id, key))
  count_end(run.project_id, 'received', 0)
  tally('event_triggers_received_total')
  observe('event_triggers_wait_duration_seconds', 0)
  redis.call('HSET', key_trigger(wait.id), 'status', 'received', 'received_at', NOW_TEXT, 'sent_by', early[2] or '')
  if early[1] ~= '' then
    redis.call('HSET', key_trigger(wait.id), 'response_payload', early[1])
    append_checkpoint(run.id, 'event_trigger', early[1])
  end
  note_trigger(run.project_id, wait.id, run.id, key, 'received')
  return { 'received', wait.id, wait.expires_at, early[1] }
end
suspend(run, wait)
return { 'waiting', wait.id, wait.expires_at }
