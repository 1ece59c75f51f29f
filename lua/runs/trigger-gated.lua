-- Triggers a job that has a gate: rate limit, payload deduplication, debounce or batch window (control-api 1.1, 2.1).
--- @arg job_id: text
--- @arg job_version: integer  what the caller validated against
--- @arg idempotency_key: text?
--- @arg run_id: text
--- @arg scheduled_at: ms?
--- @arg ttl: ms  until the first start
--- @arg project_id: text
--- @arg execution_mode: text
--- @arg priority: integer
--- @arg concurrency_key: text?
--- @arg rate_max: integer  most runs in the rate window
--- @arg rate_window: ms  0: none
--- @arg digest: text?  of the payload
--- @arg dedup_window: ms
--- @arg hold: 'debounce' | 'batch'?
--- @arg hold_key: text?
--- @arg hold_window: ms
--- @arg most_payloads: integer  of a batch
--- @arg payload: text?  of a batch
--- @arg held_id: text?
--- @arg fields: texts  field, value pairs of the run
--- @arg metadata: texts
--- @reply created(status: text, created_at: ms, expires_at: ms)
--- @reply duplicate(run_id: text, status: text, attempt: integer)
--- @reply flushed(run_id: text, status: text)
--- @reply rate_limited
--- @reply too_many_held
--- @reply of admit
--- @reply of drain
--- @reply of known
-- Atomic because two triggers of one moment must not both be the last within a limit, the first of their payload,
-- or the first or last of a batch.
--- @include "hold"
--- @include "known"

local job_id, idempotency, id = ARG.job_id, ARG.idempotency_key, ARG.run_id
local refusal, drains = refusal_of_job(job_id, ARG.job_version)
if refusal then return refusal end
if idempotency ~= '' then
  local known = known_by_key(job_id, idempotency)
  if known then return known end
end
if ARG.digest ~= '' then
  local twin = run_of_payload(job_id, ARG.digest)
  if twin then
    if idempotency ~= '' then
      redis.call('SET', key_run_idempotency(job_id, idempotency), twin.id, 'PX', 'LIMIT.idempotencyMs')
    end
    return { REPLY.duplicate, twin.id, twin.status, twin.attempt }
  end
end
if drains then return drains end
if ARG.rate_window ~= '0' and rate_exceeded(job_id, ARG.rate_max, ARG.rate_window, 1) then
  return { REPLY.rate_limited }
end

if ARG.hold ~= '' then
  local held = { kind = ARG.hold, key = ARG.hold_key, job = job_id, project = ARG.project_id,
    mode = ARG.execution_mode, priority = ARG.priority, scheduled_at = ARG.scheduled_at, ttl = ARG.ttl,
    rate_window = ARG.rate_window, digest = ARG.digest, dedup_window = ARG.dedup_window,
    concurrency_key = ARG.concurrency_key ~= '' and ARG.concurrency_key or nil }
  local reply = hold(held, ARG.held_id, id, ARG.hold_window, ARG.most_payloads, ARG.payload, ARG.fields,
    ARG.metadata)
  if idempotency ~= '' and reply[1] ~= 'too_many_held' then
    local answer = reply[1] == 'flushed' and id or table.concat(reply, ' ')
    redis.call('SET', key_run_idempotency(job_id, idempotency), answer, 'PX', 'LIMIT.idempotencyMs')
  end
  return reply
end

if idempotency ~= '' then redis.call('SET', key_run_idempotency(job_id, idempotency), id) end
local run = { id = id, job_id = job_id, project_id = ARG.project_id, execution_mode = ARG.execution_mode,
  priority = ARG.priority, concurrency_key = ARG.concurrency_key ~= '' and ARG.concurrency_key or nil }
local expires_at = create_triggered(run, tonumber(ARG.scheduled_at), ARG.ttl, ARG.fields, ARG.metadata)
pass_gates(job_id, id, ARG.rate_window, ARG.digest, ARG.dedup_window)
return { REPLY.created, run.status, NOW_TEXT, expires_at }
