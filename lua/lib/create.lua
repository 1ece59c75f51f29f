--- @include "enqueue"
--- @include "labels"

-- Appends to `fields` those of `names` that the run has, as field, value pairs.
local function copy_fields(id, names, fields)
  local values = redis.call('HMGET', key_run(id), unpack(names))
  for index, name in ipairs(names) do
    if values[index] then
      fields[#fields + 1] = name
      fields[#fields + 1] = values[index]
    end
  end
end

-- Writes a new run with all its indexes and makes it reachable; the caller has checked everything. `run` has what
-- the indexes need: id, job_id, project_id, execution_mode, priority, concurrency_key, parent_run_id, began.
-- What is stored beside that are the field, value pairs in `fields`. Descendants are counted on every ancestor, so
-- that a parent knows when none is open.
local function create_run(run, fields, scheduled_at, expires_at)
  local id, status = run.id, scheduled_at and 'delayed' or 'queued'
  run.status, run.attempt, run.created_at, run.expires_at = status, '1', NOW_TEXT, expires_at
  run.history = HISTORY_CODE[status] .. '0'
  -- One command for most runs: a second one costs as much again, in Lua and in the append-only file.
  if expires_at then
    redis.call('HSET', key_run(id), 'id', id, 'attempt', '1', 'status', status, 'created_at', NOW_TEXT,
      'history', run.history, 'job_id', run.job_id, 'project_id', run.project_id,
      'execution_mode', run.execution_mode, 'priority', run.priority,
      'expires_at', string.format('%d', expires_at), unpack(fields))
  else
    redis.call('HSET', key_run(id), 'id', id, 'attempt', '1', 'status', status, 'created_at', NOW_TEXT,
      'history', run.history, 'job_id', run.job_id, 'project_id', run.project_id,
      'execution_mode', run.execution_mode, 'priority', run.priority, unpack(fields))
  end
  if run.concurrency_key then redis.call('HSET', key_run(id), 'concurrency_key', run.concurrency_key) end
  for index = 1, #fields, 2 do
    if fields[index] == 'tags' then label_tags(run, fields[index + 1]) end
  end
  tally('run_transitions_total:none:' .. status)
  note_series(run.project_id, 'triggered')
  put(key_runs_in(run.project_id, status), id, '0')
  put(key_job_runs(run.job_id), id, '0')
  add_count(key_job_counts(run.job_id), 'active', 1)
  if is_followed(run.project_id) then note_change(run, '', status, {}) end
  local parent, level = run.parent_run_id, 0
  if parent then
    redis.call('HSET', key_run(id), 'parent_run_id', parent)
    put(key_children(parent), id, '0')
  end
  -- An ancestor may be gone when a dead letter that outlived it was replayed and spawns.
  while parent and level < LIMIT.ancestors and redis.call('EXISTS', key_run(parent)) == 1 do
    redis.call('HINCRBY', key_run(parent), 'open_descendants', '1')
    parent = redis.call('HGET', key_run(parent), 'parent_run_id')
    level = level + 1
  end
  if scheduled_at then
    redis.call('HSET', key_run(id), 'scheduled_at', string.format('%d', scheduled_at))
    start_later(run, '1', scheduled_at)
  else
    enqueue(run)
  end
  return run
end
