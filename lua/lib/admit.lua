--- @include "create"
--- @reply job_not_found
--- @reply job_changed
--- @reply job_disabled
--- @reply job_paused

-- Why the job takes no run now: a refusal, or nil. `known_version` is the one that the caller's checks were made for.
local function refusal_of_job(job_id, known_version)
  local line = LINE.of(job_id)
  if not line.project then return { REPLY.job_not_found } end
  if line.version ~= known_version then return { REPLY.job_changed } end
  if not line.enabled then return { REPLY.job_disabled } end
  if line.paused then return { REPLY.job_paused } end
end

-- A run as later triggers find it; nil when it is gone.
local function known_run(id)
  local status, attempt = known_of(redis.call('HGET', key_run(id), 'core'))
  if status then return { id = id, status = status, attempt = attempt } end
end

-- Creates a run of a trigger; `fields` and `metadata` are field, value pairs. Answers its expiry. `ttl` (ms) counts
-- from the moment at which the run may start.
local function create_triggered(run, scheduled_at, ttl, fields, metadata)
  if scheduled_at and scheduled_at <= NOW then scheduled_at = nil end
  local expires_at = (scheduled_at or NOW) + ttl
  create_run(run, fields, scheduled_at, expires_at)
  if #metadata > 0 then write_metadata(run, metadata) end
  return string.format('%d', expires_at)
end
