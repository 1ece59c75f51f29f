--- @include "create"

-- Why the job takes no run now: a refusal, or nil. `version` is the one that the caller's checks were made for.
local function refusal_of_job(job_id, version)
  local job = redis.call('HMGET', key_job(job_id), 'version', 'enabled', 'paused')
  if not job[1] then return { 'job_not_found' } end
  if job[1] ~= version then return { 'job_changed' } end
  if job[2] ~= '1' then return { 'job_disabled' } end
  if job[3] == '1' then return { 'job_paused' } end
end

-- What was answered to the first trigger with this idempotency key: {'exists', run id, status, attempt},
-- {'debounced', fire at}, {'buffered'}; nil for a key that is new. All runs of a job that were triggered with a
-- key are in one partition, so that they are found here.
local function known_by_key(job_id, idempotency)
  local holder = redis.call('GET', key_run_idempotency(job_id, idempotency))
  if not holder then return nil end
  local known = redis.call('HMGET', key_run(holder), 'status', 'attempt')
  if known[1] then return { 'exists', holder, known[1], known[2] } end
  if holder == 'buffered' then return { 'buffered' } end
  local fire_at = string.match(holder, '^debounced (%d+)$')
  if fire_at then return { 'debounced', fire_at } end
end

-- Creates a run of a trigger; `list`[first..last] are its field, value pairs, what follows up to `metadata_last`
-- those of its metadata. Answers its expiry. `ttl` (ms) counts from the moment at which the run may start.
local function create_triggered(run, scheduled_at, ttl, list, first, last, metadata_last)
  if scheduled_at and scheduled_at <= NOW then scheduled_at = nil end
  local expires_at = (scheduled_at or NOW) + ttl
  create_run(run, list, first, last, scheduled_at, expires_at)
  if metadata_last > last then redis.call('HSET', key_metadata(run.id), unpack(list, last + 1, metadata_last)) end
  return string.format('%d', expires_at)
end
