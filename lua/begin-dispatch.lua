-- A dispatcher takes an http run in hand (control-api 6.1).
-- KEYS: 1 partition prefix, 2 catalog prefix
-- ARGV: 1 run id, 2 dispatch number of the BullMQ job
-- Reply: {'begin', attempt, timeout_secs, payload or '', metadata list, job JSON, signing secret or '',
--     last checkpoint entry or nothing, previous error or '', created_at},
--   {'superseded'} when this dispatch is not the run's newest or the run is not queued,
--   {'later', ms} when the job is paused, disabled or at its concurrency limit
-- Atomic because a repeated BullMQ job must not begin a run twice, and because slots are counted.
--- @include "run"

local run = load_run(ARGV[1])
if not run or run.status ~= 'queued' or run.dispatch ~= ARGV[2] then return { 'superseded' } end
local job = redis.call('HMGET', key_job(run.job_id), 'json', 'enabled', 'paused', 'max_concurrency',
  'max_concurrency_per_key', 'endpoint_signing_secret')
if not job[1] then return { 'superseded' } end
if job[2] ~= '1' or job[3] == '1' then return { 'later', LIMIT.pausedRetryMs } end
local most = tonumber(job[4] or 0)
if most > 0 then
  flush_counts(key_job_counts(run.job_id))
  local busy = redis.call('HGET', key_job_counts(run.job_id), 'slots')
  if tonumber(busy or 0) >= most then return { 'later', LIMIT.slotRetryMs } end
end
local per_key = tonumber(job[5] or 0)
if per_key > 0 and run.concurrency_key then
  flush_counts(key_job_slots(run.job_id))
  local held = tonumber(redis.call('HGET', key_job_slots(run.job_id), run.concurrency_key) or 0)
  if held >= per_key then return { 'later', LIMIT.slotRetryMs } end
end
start(run)
-- The dispatcher settles at the deadline itself; the sweep only acts when it is gone.
set_due(run, NOW + run.timeout_secs * 1000 + LIMIT.timerGraceMs)
local more = redis.call('HMGET', key_run(run.id), 'payload', 'error', 'resumed')
local checkpoint = {}
if tonumber(run.attempt) > 1 or more[3] then
  checkpoint = redis.call('XREVRANGE', key_checkpoints(run.id), '+', '-', 'COUNT', 1)[1] or {}
end
return { 'begin', run.attempt, run.timeout_secs, more[1] or '', redis.call('HGETALL', key_metadata(run.id)),
  job[1], job[6] or '', checkpoint, more[2] or '', run.created_at, run.project_id, run.job_id }
