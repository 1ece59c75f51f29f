-- Creates a run of a job (control-api 2.1).
-- KEYS: 1 partition prefix of the new run, 2 catalog prefix
-- ARGV: 1 job id, 2 version of the job the caller validated against, 3 idempotency key or '',
--       4 run id, 5 scheduled_at in ms or '', 6 ttl in ms until the first start or '',
--       then field, value pairs of the run
-- Reply: {'created', status, created_at, expires_at}, {'exists', run id, status, attempt},
--   {'job_not_found'}, {'job_changed'}, {'job_disabled'}, {'job_paused'}
-- Atomic because the idempotency key, the job's switches and the new run must agree.
--- @include "create"

local job_id, version, idempotency, id = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local job = redis.call('HMGET', key_job(job_id), 'version', 'enabled', 'paused')
if not job[1] then return { 'job_not_found' } end
if job[1] ~= version then return { 'job_changed' } end
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
local fields = {}
for index = 7, #ARGV do fields[#fields + 1] = ARGV[index] end
local expires_at = ARGV[6] ~= '' and (scheduled_at or NOW) + tonumber(ARGV[6]) or nil
local run = create_run(id, fields, scheduled_at, expires_at)
return { 'created', run.status, run.created_at, expires_at or '' }
