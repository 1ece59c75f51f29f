-- Creates a child of an executing run and, when asked, lets the parent wait for all its descendants
-- (executor-api row 12).
--- @arg run_id: text
--- @arg attempt: integer
--- @arg assignment_id: text?
--- @arg job_id: text?  the job, by its id or else by its slug
--- @arg job_slug: text?
--- @arg project_id: text?  the job's; absent for that of the parent
--- @arg target_digest: text?  of the API key that allows another project than the parent's
--- @arg known_id: text?  the job that the fields were made for
--- @arg job_version: integer?  in this version
--- @arg idempotency_key: text?
--- @arg child_id: text
--- @arg trigger_id: text?  absent when the parent goes on
--- @arg await_secs: integer
--- @arg execution_mode: text?
--- @arg fields: texts  field, value pairs of the child
--- @arg away: text?  the child is to be made in another cell, with this; `refused` when its job takes none
--- @arg gone: text?  child in another cell that is not there any more
--- @reply away(child_id: text, await_key: text?, kept: text?)  in another cell; what is kept of it while it is open
--- @reply refused  as the caller has heard from the other cell
--- @reply created(child: run, await_key: text?, foreign: flag)  of another project than the parent
--- @reply exists(child: run, await_key: text?, foreign: flag)
--- @reply job_not_found
--- @reply job_changed(job_id: text)  the job to make the fields for
--- @reply target_key_refused
--- @reply job_disabled
--- @reply job_paused
--- @reply too_deep
--- @reply too_many_children
--- @reply too_many_bytes
--- @reply too_many_waits
--- @reply of guard
-- Atomic because the child must exist before the parent waits, and the parent wait before the child can end. Of a child in
-- another cell the errand that makes it stands for it: it is counted from here on.
--- @include "guard"
--- @include "create"
--- @include "finish"
--- @include "view"
--- @include "api-key"
--- @include "spawned-job"

-- A later attempt that asks for the child of an earlier one waits for it as that one did.
local function wait_for_child(parent, key)
  local wait = { id = ARG.trigger_id, event_key = key, timeout_secs = ARG.await_secs,
    expires_at = NOW + ARG.await_secs * 1000, notify_url = '' }
  open_wait(parent, wait)
  suspend(parent, wait)
end

local run, refusal = guard(ARG.run_id, ARG.attempt, ARG.assignment_id, 'executing')
local spawn_key, child_id = ARG.idempotency_key, ARG.child_id
local event_key = 'spawn-await:' .. child_id
if spawn_key ~= '' and (run or refusal[1] == 'not_active') then
  -- A retry whose first try was applied may find the parent waiting already: it is the same answer.
  local known = redis.call('HGET', key_spawns(ARG.run_id), spawn_key)
  local away = known and string.match(known, '^(.+) away$')
  local child = known and not away and load_run(known)
  local kept = away and redis.call('HGET', key_away(ARG.run_id), away)
  if child or kept or away and away ~= ARG.gone then
    local awaited = 'spawn-await:' .. (away or known)
    local parent = load_run(ARG.run_id)
    local trigger = parent.trigger
    local waits = trigger and redis.call('HGET', key_trigger(trigger), 'event_key') == awaited
    if run and ARG.trigger_id ~= '' and (kept or child and not TERMINAL[child.status]) then
      if run.cancel_at then
        cancel_asked(run)
        return { REPLY.gone, run.status }
      end
      if has_waited_enough(run) then return { REPLY.too_many_waits } end
      wait_for_child(run, awaited)
      waits = true
    end
    if away then return { REPLY.away, away, waits and awaited or '', kept or '' } end
    return { REPLY.exists, run_view(child), waits and awaited or '',
      child.project_id ~= parent.project_id and '1' or '' }
  end
end
if not run then return refusal end

local project = ARG.project_id ~= '' and ARG.project_id or run.project_id
local job_id
if ARG.away == 'refused' then return { REPLY.refused } end
if ARG.away == '' then
  if project ~= run.project_id and not holder_may(ARG.target_digest, project, 'jobs:trigger') then
    return { REPLY.target_key_refused }
  end
  local version, enabled, paused
  job_id, version, enabled, paused = spawned_job(project, ARG.job_id, ARG.job_slug)
  if not job_id then return { REPLY.job_not_found } end
  if job_id ~= ARG.known_id or version ~= ARG.job_version then return { REPLY.job_changed, job_id } end
  if not enabled then return { REPLY.job_disabled } end
  if paused then return { REPLY.job_paused } end
end

-- One whose parent is in another cell says itself how deep it is.
local depth, below = 1, run.parent_run_id and run.id
while below and depth <= SETTING.spawnDepth do
  local parent_run_id, away = unpack(redis.call('HMGET', key_run(below), 'parent_run_id', 'away'))
  depth = depth + (away or parent_run_id and 1 or 0)
  below = not away and parent_run_id
end
if depth > SETTING.spawnDepth then return { REPLY.too_deep } end
flush_sorted(key_children(run.id))
if redis.call('ZCARD', key_children(run.id)) >= SETTING.openChildren
  and tonumber(redis.call('HGET', key_run(run.id), 'open_descendants') or 0) >= SETTING.openChildren then
  return { REPLY.too_many_children }
end
local bytes = 0
for index = 1, #ARG.fields, 2 do
  if ARG.fields[index] == 'payload' then bytes = #ARG.fields[index + 1] end
end
if bytes + (redis.call('HGET', key_run(run.id), 'open_child_bytes') or 0) > LIMIT.openChildBytes then
  return { REPLY.too_many_bytes }
end
if ARG.trigger_id ~= '' and has_waited_enough(run) then return { REPLY.too_many_waits } end
if run.cancel_at and ARG.trigger_id ~= '' then
  cancel_asked(run)
  return { REPLY.gone, run.status }
end

if ARG.away ~= '' then
  local kept = string.format('%d %d ', bytes, depth) .. NOW_TEXT .. ' ' .. ARG.away
  redis.call('HSET', key_away(run.id), child_id, kept)
  redis.call('HINCRBY', key_run(run.id), 'open_child_bytes', string.format('%d', bytes))
  put(key_children(run.id), child_id, '0')
  FAMILY.count_descendant(run.id)
  FAMILY.hand_errand(run.id, 'make.' .. child_id)
  if spawn_key ~= '' then redis.call('HSET', key_spawns(run.id), spawn_key, child_id .. ' away') end
  if ARG.trigger_id ~= '' then wait_for_child(run, event_key) end
  return { REPLY.away, child_id, ARG.trigger_id ~= '' and event_key or '', kept }
end
local child = { id = child_id, job_id = job_id, project_id = project, execution_mode = ARG.execution_mode,
  priority = '0', parent_run_id = run.id }
create_run(child, ARG.fields)
if bytes > 0 then
  redis.call('HSET', key_run(child_id), 'spawned_bytes', string.format('%d', bytes))
  FAMILY.count_bytes(child, 1)
end
if spawn_key ~= '' then redis.call('HSET', key_spawns(run.id), spawn_key, child_id) end
if ARG.trigger_id ~= '' then wait_for_child(run, event_key) end
return { REPLY.created, run_view(child), ARG.trigger_id ~= '' and event_key or '',
  project ~= run.project_id and '1' or '' }
