-- A dispatcher takes an http run in hand (control-api 6.1, 6.4).
--- @partition of the run
--- @arg run_id: text
--- @arg number: text  dispatch number of the BullMQ job
--- @arg taker: text  a name that the taker has for this one taking
--- @reply begin(attempt: integer, timeout_secs: integer, payload: text, metadata: map, job: text, signing_secret: text?,
---   checkpoint: entry?, previous_error: text?, created_at: ms, circuit: text, assignment_id: text?)
---   asked again by the same taker, because the answer was lost, it is the same, and nothing is done twice
--- @reply superseded  this dispatch is not the run's newest, or the run is not queued
--- @reply later(wait: ms)  the job is paused, disabled, at its concurrency limit or outside its window
--- @reply snoozed(status: text)  the endpoint is left alone for now: the run has a later dispatch, or has ended
-- Atomic because a repeated BullMQ job must not begin a run twice, and because slots and probes are counted.
--- @include "finish"
--- @include "circuit"
--- @include "window"

local run = load_run(ARG.run_id)
if not run or run.dispatch ~= ARG.number then return { REPLY.superseded } end
local begun = run.status == 'executing' and redis.call('HGET', key_run(run.id), 'taker') == ARG.taker
if run.status ~= 'queued' and not begun then return { REPLY.superseded } end
local json, enabled, paused, max_concurrency, max_concurrency_per_key, endpoint_signing_secret, endpoint_url,
  window_from, window_until = unpack(redis.call('HMGET', key_job(run.job_id), 'json', 'enabled', 'paused',
    'max_concurrency', 'max_concurrency_per_key', 'endpoint_signing_secret', 'endpoint_url', 'window_from',
    'window_until'))
if not json then return { REPLY.superseded } end
local circuit_name = 'endpoint:' .. run.project_id .. ':' .. redis.sha1hex(endpoint_url or '')

local function what_to_call()
  local payload, last_error, resumed = unpack(redis.call('HMGET', key_run(run.id), 'payload', 'error', 'resumed'))
  local checkpoint = {}
  if tonumber(run.attempt) > 1 or resumed then
    checkpoint = redis.call('XREVRANGE', key_checkpoints(run.id), '+', '-', 'COUNT', 1)[1] or {}
  end
  return { REPLY.begin, run.attempt, run.timeout_secs, payload or '', redis.call('HGETALL', key_metadata(run.id)),
    json, endpoint_signing_secret or '', checkpoint, last_error or '', run.created_at, circuit_name,
    run.assignment or '' }
end

if begun then return what_to_call() end
if enabled ~= '1' or paused == '1' then return { REPLY.later, LIMIT.pausedRetryMs } end
local closed = closed_for(window_from, window_until)
-- Not longer than until the repair: a job that was changed may open earlier.
if closed > 0 then return { REPLY.later, math.min(closed, LIMIT.dispatchRepairMs) } end

local circuit = load_circuit(circuit_name)
local wait = circuit_wait(circuit)
if wait > 0 then
  local metadata = key_metadata(run.id)
  local count = (tonumber(redis.call('HGET', metadata, 'snooze_count') or 0) or 0) + 1
  redis.call('HSET', metadata, 'snooze_count', string.format('%d', count))
  if count > SETTING.maxSnoozeCount then
    transition(run, 'dequeued', {})
    finish(run, 'system_failed', { 'error_class', 'transient' },
      string.format('endpoint is unavailable: put off %d times', count - 1))
    return { REPLY.snoozed, run.status }
  end
  -- Spread by the run's random tail, so that not all of an endpoint's runs come back in one moment.
  local at = NOW + wait + tonumber(string.sub(run.id, 25, 32), 16) % LIMIT.snoozeSpreadMs
  redis.call('HSET', key_run(run.id), 'next_retry_at', string.format('%d', at), 'error_class', 'transient')
  enqueue(run, at)
  return { REPLY.snoozed, run.status }
end

local most = tonumber(max_concurrency or 0)
if most > 0 then
  if circuit.known then
    -- An endpoint of middling health gets a quarter to all of its slots.
    local share = (circuit_health(circuit) - LIMIT.unhealthyScore) / (LIMIT.healthyScore - LIMIT.unhealthyScore)
    most = math.max(1, math.floor(most * math.min(1, math.max(0.25, 0.25 + 0.75 * share))))
  end
  flush_counts(key_job_counts(run.job_id))
  local busy = redis.call('HGET', key_job_counts(run.job_id), 'slots')
  if tonumber(busy or 0) >= most then return { REPLY.later, LIMIT.slotRetryMs } end
end
local per_key = tonumber(max_concurrency_per_key or 0)
if per_key > 0 and run.concurrency_key then
  flush_counts(key_job_slots(run.job_id))
  local held = tonumber(redis.call('HGET', key_job_slots(run.job_id), run.concurrency_key) or 0)
  if held >= per_key then return { REPLY.later, LIMIT.slotRetryMs } end
end

circuit_enter(circuit)
if run.fenced then
  -- Tokens of this attempt are out from before; only the one of this dispatch may write.
  run.assignment = 'dispatch-' .. run.dispatch
  redis.call('HSET', key_run(run.id), 'assignment', run.assignment)
end
start(run)
-- The dispatcher settles at the deadline itself; the sweep only acts when it is gone.
set_due(run, NOW + run.timeout_secs * 1000 + LIMIT.timerGraceMs)
redis.call('HSET', key_run(run.id), 'taker', ARG.taker)
if redis.call('HDEL', key_run(run.id), 'next_retry_at') == 1 and run.attempt == '1' then
  -- On the first attempt the class is that of the wait for the endpoint, which is over.
  redis.call('HDEL', key_run(run.id), 'error_class')
end
return what_to_call()
