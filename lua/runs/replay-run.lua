-- Replays a run that failed as a new run of the same job (control-api 3.2).
--- @arg run_id: text
--- @arg project_id: text
--- @arg new_run_id: text
--- @arg checkpoint: integer?  sequence of the one whose state is the payload
--- @arg ttl: ms  until it must have begun
--- @arg actor: text
--- @arg metadata: texts  field, value pairs
--- @reply created(run: run)
--- @reply not_found
--- @reply not_replayable(status: text)
--- @reply checkpoint_not_found
--- @reply job_not_found
--- @reply job_disabled
--- @reply job_paused
--- @reply run_left_behind  its project lies in another cell now
--- @reply of drain
-- Atomic because the status checked and what is copied must be of the same moment, and the job's switches too.
--- @include "create"
--- @include "view"
--- @include "drain"

local REPLAYABLE = { failed = true, timed_out = true, crashed = true, system_failed = true }

local run = load_run(ARG.run_id)
if not run or run.project_id ~= ARG.project_id then return { REPLY.not_found } end
if not REPLAYABLE[run.status] then return { REPLY.not_replayable, run.status } end
local job_enabled, job_paused, version, drains = unpack(redis.call('HMGET', key_job(run.job_id), 'enabled', 'paused',
  'version', 'drains'))
if not job_enabled then return { REPLY.job_not_found } end
if version == 'moved' then return { REPLY.run_left_behind } end
if job_enabled ~= '1' then return { REPLY.job_disabled } end
if job_paused == '1' then return { REPLY.job_paused } end
local refusal = drained(drains)
if refusal then return refusal end

local payload, base_priority = unpack(redis.call('HMGET', key_run(run.id), 'payload', 'base_priority'))
if ARG.checkpoint ~= '' then
  local id = ARG.checkpoint .. '-0'
  local entry = redis.call('XRANGE', key_checkpoints(run.id), id, id)[1]
  if not entry then return { REPLY.checkpoint_not_found } end
  for index = 1, #entry[2], 2 do
    if entry[2][index] == 'state' then payload = entry[2][index + 1] end
  end
end
local fields = fields_like(run, ARG.actor, { 'tags', 'checks_result', 'on_end', 'max_attempts_override',
  'timeout_secs_override', 'retry_backoff', 'retry_initial_delay_secs', 'retry_max_delay_secs' })
fields[#fields + 1] = 'replayed_run_id'
fields[#fields + 1] = run.id
if ARG.checkpoint ~= '' then
  fields[#fields + 1] = 'debug_mode'
  fields[#fields + 1] = '1'
end
if payload then
  fields[#fields + 1] = 'payload'
  fields[#fields + 1] = payload
end
local replay = { id = ARG.new_run_id, job_id = run.job_id, project_id = run.project_id,
  execution_mode = run.execution_mode, priority = base_priority or priority_of(run),
  concurrency_key = run.concurrency_key }
create_run(replay, fields, nil, NOW + ARG.ttl)
if #ARG.metadata > 0 then write_metadata(replay, ARG.metadata) end
return { REPLY.created, run_view(replay) }
