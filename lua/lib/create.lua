--- @include "enqueue"
--- @include "family"
--- @include "labels"

-- Fields of a new run of the same job, as field, value pairs: who makes it, and those of `names` that the run has.
local function fields_like(run, creator, names)
  local _, _, _, _, _, timeout_secs, max_attempts, job_version, queue_name = struct.unpack('sssssssss', run.origin)
  local fields = { 'made', struct.pack('sssss', timeout_secs, max_attempts, job_version, queue_name, creator) }
  local values = redis.call('HMGET', key_run(run.id), unpack(names))
  for index, name in ipairs(names) do
    if values[index] then
      fields[#fields + 1] = name
      fields[#fields + 1] = values[index]
    end
  end
  return fields
end

-- Writes a new run with all its indexes and makes it reachable; the caller has checked everything. `run` has what
-- the indexes need: id, job_id, project_id, execution_mode, priority, concurrency_key, parent_run_id, began; has_metadata where
-- some is written to it, and created_at where that is not now.
-- What is stored beside that are the field, value pairs in `fields`, the first of which is `made`: of what never changes of
-- a run, the parts that the caller says (see `src/api/run-origin.ts`). Descendants are counted on every ancestor, so
-- that a parent knows when none is open.
local function create_run(run, fields, scheduled_at, expires_at)
  local id, status = run.id, scheduled_at and 'delayed' or 'queued'
  local created_at = run.created_at or NOW_TEXT
  run.status, run.attempt, run.created_at = status, '1', created_at
  run.heartbeat_at, run.finished_at, run.worker_id = '', '', ''
  run.expires_at = expires_at and string.format('%d', expires_at) or ''
  run.history = HISTORY_CODE[status] .. '0'
  run.origin = run.job_id .. '\0' .. created_at .. '\0' .. run.project_id .. '\0' .. run.execution_mode .. '\0' ..
    run.expires_at .. '\0' .. fields[2]
  local count, tags, more = #fields, nil, run.has_metadata and LETTER.metadata or ''
  if run.priority ~= '0' then
    fields[count + 1], fields[count + 2] = 'priority', run.priority
    count = count + 2
  end
  if run.concurrency_key then
    fields[count + 1], fields[count + 2] = 'concurrency_key', run.concurrency_key
    count = count + 2
  end
  if run.parent_run_id then
    fields[count + 1], fields[count + 2] = 'parent_run_id', run.parent_run_id
    count = count + 2
  end
  for index = 3, count, 2 do
    local name = fields[index]
    if name == 'tags' then tags = fields[index + 1] end
    if LETTER[name] then more = more .. LETTER[name] end
  end
  run.more = more
  if scheduled_at then fields[count + 1], fields[count + 2] = 'scheduled_at', string.format('%d', scheduled_at) end
  -- One command: a second one costs as much again, in Lua and in the append-only file.
  save_run(run, 'origin', run.origin, unpack(fields, 3))
  if tags then label_tags(run, tags) end
  tally(scheduled_at and 'run_transitions_total:none:delayed' or 'run_transitions_total:none:queued')
  note_series(run.project_id, 'triggered')
  put(key_runs_in(run.project_id, status), id, '0')
  put(key_job_runs(run.job_id), id, '0')
  add_count(key_job_counts(run.job_id), 'active', 1)
  if is_followed(run.project_id) then note_change(run, '', status, {}) end
  if run.parent_run_id then
    put(key_children(run.parent_run_id), id, '0')
    FAMILY.count_descendant(run.parent_run_id)
  end
  if scheduled_at then start_later(run, '1', scheduled_at) else enqueue(run) end
  return run
end
