-- Replays a run that failed as a new run of the same job (control-api 3.2).
-- KEYS: 1 partition prefix of the run (the new one's too), 2 catalog prefix
-- ARGV: 1 run id, 2 project, 3 new run id, 4 sequence of the checkpoint whose state is the payload, or '',
--       5 ms until it must have begun, 6 who asks, then field, value pairs of its metadata
-- Reply: {'created', view of the new run}, {'not_found'}, {'not_replayable', status}, {'checkpoint_not_found'},
--   {'job_not_found'}, {'job_disabled'}, {'job_paused'}
-- Atomic because the status checked and what is copied must be of the same moment, and the job's switches too.
--- @include "create"
--- @include "view"

local REPLAYABLE = { failed = true, timed_out = true, crashed = true, system_failed = true }

local run = load_run(ARGV[1])
if not run or run.project_id ~= ARGV[2] then return { 'not_found' } end
if not REPLAYABLE[run.status] then return { 'not_replayable', run.status } end
local job = redis.call('HMGET', key_job(run.job_id), 'enabled', 'paused')
if not job[1] then return { 'job_not_found' } end
if job[1] ~= '1' then return { 'job_disabled' } end
if job[2] == '1' then return { 'job_paused' } end

local names = { 'queue_name', 'timeout_secs', 'max_attempts', 'job_version', 'tags', 'limited', 'checks_result', 'on_end',
  'max_attempts_override', 'timeout_secs_override', 'retry_backoff', 'retry_initial_delay_secs',
  'retry_max_delay_secs', 'payload', 'base_priority' }
local values = redis.call('HMGET', key_run(run.id), unpack(names))
local priority = table.remove(values) or run.priority
table.remove(names)
local fields = { 'replayed_run_id', run.id, 'created_by', ARGV[6] }
if ARGV[4] ~= '' then
  local id = ARGV[4] .. '-0'
  local entry = redis.call('XRANGE', key_checkpoints(run.id), id, id)[1]
  if not entry then return { 'checkpoint_not_found' } end
  for index = 1, #entry[2], 2 do
    if entry[2][index] == 'state' then values[#names] = entry[2][index + 1] end
  end
  fields[5], fields[6] = 'debug_mode', '1'
end
for index = 1, #names do
  if values[index] then
    fields[#fields + 1] = names[index]
    fields[#fields + 1] = values[index]
  end
end
local replay = { id = ARGV[3], job_id = run.job_id, project_id = run.project_id,
  execution_mode = run.execution_mode, priority = priority, concurrency_key = run.concurrency_key }
create_run(replay, fields, 1, #fields, nil, NOW + ARGV[5])
if ARGV[7] then redis.call('HSET', key_metadata(replay.id), unpack(ARGV, 7)) end
return { 'created', run_view(replay) }
