--- @include "create"
--- @include "drain"
--- @reply job_not_found
--- @reply job_changed
--- @reply job_disabled
--- @reply job_paused
--- @reply project_elsewhere  it has left the cell

-- Why the job takes no run now: a refusal, or nil. `known_version` is the one that the caller's checks were made for. Behind
-- that the refusal of what is new, while its project comes to rest: what is known from before is answered all the same.
local function refusal_of_job(job_id, known_version)
  local line = LINE.of(job_id)
  if not line.project then return { REPLY.job_not_found } end
  if line.version ~= known_version then
    if line.version == 'moved' then return { REPLY.project_elsewhere } end
    return { REPLY.job_changed }
  end
  if not line.enabled then return { REPLY.job_disabled } end
  if line.paused then return { REPLY.job_paused } end
  if line.drains then return nil, drained(line.drains) end
end

-- What a run is triggered with, for `create_triggered`; with all that it will know, so that the table need not grow.
local function triggered_run(id, job_id, project_id, execution_mode, priority, concurrency_key)
  return { id = id, job_id = job_id, project_id = project_id, execution_mode = execution_mode, priority = priority,
    concurrency_key = concurrency_key ~= '' and concurrency_key or nil, has_metadata = false, created_at = false,
    status = '', attempt = '1', history = '', more = '', heartbeat_at = '', finished_at = '', worker_id = '',
    expires_at = '', origin = '', core = '' }
end

-- Creates a run of a trigger; `fields` and `metadata` are field, value pairs. Answers its expiry. `ttl` (ms) counts
-- from the moment at which the run may start.
local function create_triggered(run, scheduled_at, ttl, fields, metadata)
  if scheduled_at and scheduled_at <= NOW then scheduled_at = nil end
  local expires_at = (scheduled_at or NOW) + ttl
  run.has_metadata = #metadata > 0
  create_run(run, fields, scheduled_at, expires_at)
  if run.has_metadata then write_metadata(run, metadata) end
  return run.expires_at
end
