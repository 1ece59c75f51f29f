-- Creates a run of a job (control-api 2.1).
-- KEYS: 1 partition prefix of the new run, 2 catalog prefix
-- ARGV: 1 job id, 2 version of the job the caller validated against, 3 idempotency key or '',
--       4 run id, 5 scheduled_at in ms or '', 6 ttl in ms until the first start,
--       7 project, 8 execution mode, 9 priority, 10 concurrency key or '', 11 number n of the values that follow,
--       12 .. 11+n field, value pairs of the run, then field, value pairs of its metadata
-- Reply: {'created', status, created_at, expires_at}, {'exists', run id, status, attempt},
--   {'job_not_found'}, {'job_changed'}, {'job_disabled'}, {'job_paused'}
-- Atomic because the idempotency key, the job's switches and the new run must agree.
--- @include "create"

local job_id, idempotency, id = ARGV[1], ARGV[3], ARGV[4]
local job = redis.call('HMGET', key_job(job_id), 'version', 'enabled', 'paused')
if not job[1] then return { 'job_not_found' } end
if job[1] ~= ARGV[2] then return { 'job_changed' } end
if job[2] ~= '1' then return { 'job_disabled' } end
if job[3] == '1' then return { 'job_paused' } end

if idempotency ~= '' then
  local holder = redis.call('GET', key_run_idempotency(job_id, idempotency))
  local known = holder and redis.call('HMGET', key_run(holder), 'status', 'attempt')
  if known and known[1] then return { 'exists', holder, known[1], known[2] } end
  redis.call('SET', key_run_idempotency(job_id, idempotency), id)
end

local scheduled_at = tonumber(ARGV[5])
if scheduled_at and scheduled_at <= NOW then scheduled_at = nil end
local expires_at = (scheduled_at or NOW) + ARGV[6]
local run = { id = id, job_id = job_id, project_id = ARGV[7], execution_mode = ARGV[8], priority = ARGV[9],
  concurrency_key = ARGV[10] ~= '' and ARGV[10] or nil }
local last = 11 + ARGV[11]
create_run(run, ARGV, 12, last, scheduled_at, expires_at)
if ARGV[last + 1] then redis.call('HSET', key_metadata(id), unpack(ARGV, last + 1)) end
return { 'created', run.status, NOW_TEXT, string.format('%d', expires_at) }
