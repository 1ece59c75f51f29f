-- Creates a child of an executing run and, when asked, lets the parent wait for all its descendants
-- (executor-api row 12).
-- KEYS: 1 partition prefix of the parent (the child's too), 2 catalog prefix
-- ARGV: 1 parent run id, 2 attempt, 3 assignment or '', 4 job id, 5 job version, 6 idempotency key or '',
--       7 child run id, 8 trigger id or '' when the parent goes on, 9 await timeout in s,
--       10 'same' when the job must be of the parent's project, else 'any',
--       11 execution mode of the job, then field, value pairs of the child
-- Reply: {'created' or 'exists', child view, await event key or ''},
--   {'job_not_found'}, {'job_changed'}, {'job_disabled'}, {'job_paused'}, {'too_deep'}, {'too_many_children'};
--   or a guard's refusal
-- Atomic because the child must exist before the parent waits, and the parent wait before the child can end.
--- @include "guard"
--- @include "create"
--- @include "finish"
--- @include "view"

local run, refusal = guard(ARGV[1], ARGV[2], ARGV[3], 'executing')
local spawn_key, child_id = ARGV[6], ARGV[7]
local event_key = 'spawn-await:' .. child_id
if spawn_key ~= '' and (run or refusal[1] == 'not_active') then
  -- A retry whose first try was applied may find the parent waiting already: it is the same answer.
  local known = redis.call('HGET', key_spawns(ARGV[1]), spawn_key)
  local child = known and load_run(known)
  if child then
    local awaited = 'spawn-await:' .. known
    local trigger = redis.call('HGET', key_run(ARGV[1]), 'trigger')
    local waits = trigger and redis.call('HGET', key_trigger(trigger), 'event_key') == awaited
    return { 'exists', run_view(child), waits and awaited or '' }
  end
end
if not run then return refusal end

local job = redis.call('HMGET', key_job(ARGV[4]), 'version', 'enabled', 'paused', 'project_id')
if not job[1] or (ARGV[10] == 'same' and job[4] ~= run.project_id) then return { 'job_not_found' } end
if job[1] ~= ARGV[5] then return { 'job_changed' } end
if job[2] ~= '1' then return { 'job_disabled' } end
if job[3] == '1' then return { 'job_paused' } end

local depth, ancestor = 1, run.parent_run_id
while ancestor and depth <= SETTING.spawnDepth do
  ancestor = redis.call('HGET', key_run(ancestor), 'parent_run_id')
  depth = depth + 1
end
if depth > SETTING.spawnDepth then return { 'too_deep' } end
flush_sorted(key_children(run.id))
if redis.call('ZCARD', key_children(run.id)) >= SETTING.openChildren
  and tonumber(redis.call('HGET', key_run(run.id), 'open_descendants') or 0) >= SETTING.openChildren then
  return { 'too_many_children' }
end
if run.cancel_at and ARGV[8] ~= '' then
  cancel_asked(run)
  return { 'gone', run.status }
end

local child = { id = child_id, job_id = ARGV[4], project_id = job[4], execution_mode = ARGV[11], priority = '0',
  parent_run_id = run.id }
create_run(child, ARGV, 12, #ARGV)
if spawn_key ~= '' then redis.call('HSET', key_spawns(run.id), spawn_key, child_id) end
if ARGV[8] ~= '' then
  local wait = { id = ARGV[8], event_key = event_key, timeout_secs = ARGV[9],
    expires_at = NOW + ARGV[9] * 1000, notify_url = '' }
  open_wait(run, wait)
  suspend(run, wait)
end
return { 'created', run_view(child), ARGV[8] ~= '' and event_key or '' }
