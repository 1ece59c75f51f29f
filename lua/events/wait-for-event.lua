-- Puts a run to sleep until an event comes (executor-api row 14).
--- @arg run_id: text
--- @arg attempt: integer
--- @arg assignment_id: text?
--- @arg event_key: text
--- @arg timeout_secs: integer
--- @arg trigger_id: text
--- @arg notify_url: text?
--- @arg notify_id: text?  of the delivery that notifies
--- @reply waiting(trigger_id: text, expires_at: ms)
--- @reply received(trigger_id: text, expires_at: ms, payload: text?)
--- @reply key_in_use
--- @reply too_many_waits
--- @reply of guard
-- Atomic because the key must be free, the run executing and an early event unread at the same moment.
--- @include "guard"
--- @include "finish"

local run, refusal = guard(ARG.run_id, ARG.attempt, ARG.assignment_id, 'waiting')
if not run then return refusal end
local key = ARG.event_key

-- The last entries of what calls append without looking at the run: they show whether any has come since.
local function last_entries()
  local entries = {}
  for index, stream in ipairs({ key_events(run.id), key_chunks(run.id) }) do
    local last = redis.call('XREVRANGE', stream, '+', '-', 'COUNT', '1')[1]
    entries[index] = last and last[1] or '-'
  end
  return table.concat(entries, ' ')
end

-- A repeat whose first answer was lost: the event is used up, so its answer is the same again.
if run.heard then
  local at, id, entries = string.match(run.heard, '^(%d+) (%S+) (.*)$')
  local event_key, response_payload, expires_at = unpack(redis.call('HMGET', key_trigger(id),
    'event_key', 'response_payload', 'expires_at'))
  if event_key == key and NOW - at <= LIMIT.repeatedWaitMs and entries == last_entries() then
    return { REPLY.received, id, expires_at, response_payload or '' }
  end
  forget_heard(run)
end
local holder = redis.call('HGET', key_event_keys(run.project_id), key)
if holder then
  local status, job_run_id, expires_at = unpack(redis.call('HMGET', key_trigger(holder),
    'status', 'job_run_id', 'expires_at'))
  if status == 'waiting' then
    if job_run_id == run.id then return { REPLY.waiting, holder, expires_at } end
    return { REPLY.key_in_use }
  end
end
if run.status == 'waiting' then return { REPLY.not_active } end
if has_waited_enough(run) then return { REPLY.too_many_waits } end

local wait = { id = ARG.trigger_id, event_key = key, timeout_secs = ARG.timeout_secs, 
  expires_at = NOW + ARG.timeout_secs * 1000, notify_url = ARG.notify_url, notify_id = ARG.notify_id }
local early_payload, early_sent_by = unpack(redis.call('HMGET', key_early_event(run.project_id, key),
  'payload', 'sent_by'))
if run.cancel_at and not early_payload then
  cancel_asked(run)
  return { REPLY.gone, run.status }
end
open_wait(run, wait)
if early_payload then
  redis.call('DEL', key_early_event(run.project_id, key))
  count_end(run.project_id, 'received', 0)
  tally('event_triggers_received_total')
  observe('event_triggers_wait_duration_seconds', 0)
  redis.call('HSET', key_trigger(wait.id), 'status', 'received', 'received_at', NOW_TEXT, 'sent_by', early_sent_by or '')
  if early_payload ~= '' then
    redis.call('HSET', key_trigger(wait.id), 'response_payload', early_payload)
    append_checkpoint(run, 'event_trigger', early_payload)
  end
  note_trigger(run.project_id, wait.id, run.id, key, 'received')
  add_more(run, 'heard')
  save_run(run, 'heard', table.concat({ NOW_TEXT, wait.id, last_entries() }, ' '))
  return { REPLY.received, wait.id, wait.expires_at, early_payload }
end
suspend(run, wait)
return { REPLY.waiting, wait.id, wait.expires_at }
