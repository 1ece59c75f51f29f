--- @include "enqueue"

-- Writes a new run with all its indexes and makes it reachable. `fields` are field, value pairs; the caller
-- has checked everything. A field that begins with `@` goes to the run's metadata. Descendants are counted on
-- every ancestor, so that a parent knows when none is open.
local function create_run(id, fields, scheduled_at, expires_at)
  local status = scheduled_at and 'delayed' or 'queued'
  local run = { id = id, status = status, attempt = '1', created_at = NOW_TEXT, expires_at = expires_at }
  local own = { 'HSET', key_run(id), 'id', id, 'attempt', '1', 'status', status, 'created_at', NOW_TEXT }
  local count = 10
  local metadata
  for index = 1, #fields, 2 do
    local name, value = fields[index], fields[index + 1]
    if string.byte(name) == 64 then
      metadata = metadata or { 'HSET', key_metadata(id) }
      metadata[#metadata + 1] = string.sub(name, 2)
      metadata[#metadata + 1] = value
    else
      run[name] = value
      own[count + 1], own[count + 2] = name, value
      count = count + 2
    end
  end
  if expires_at then
    own[count + 1], own[count + 2] = 'expires_at', expires_at
    count = count + 2
  end
  if scheduled_at then own[count + 1], own[count + 2] = 'scheduled_at', scheduled_at end
  redis.call(unpack(own))
  if metadata then redis.call(unpack(metadata)) end
  redis.call('ZADD', key_runs_in(run.project_id, status), '0', id)
  redis.call('ZADD', key_job_runs(run.job_id), '0', id)
  redis.call('HINCRBY', key_job_counts(run.job_id), 'active', '1')
  local parent, level = run.parent_run_id, 0
  if parent then redis.call('ZADD', key_children(parent), '0', id) end
  while parent and level < LIMIT.spawnDepth do
    redis.call('HINCRBY', key_run(parent), 'open_descendants', '1')
    parent = redis.call('HGET', key_run(parent), 'parent_run_id')
    level = level + 1
  end
  if scheduled_at then
    redis.call('XADD', key_outbox(), '*', 'kind', 'start', 'run', id, 'number', 1, 'at', scheduled_at)
    set_due(run, scheduled_at + LIMIT.timerGraceMs)
  else
    enqueue(run)
  end
  return run
end
