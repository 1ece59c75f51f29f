-- Forgets what a project that is to be deleted has left behind in a cell that it has moved from.
--- @arg project_id: text
--- @reply forgotten
--- @reply kept  runs, waits or deliveries, until their retention is over
-- Atomic because a project that has come back keeps all, and nobody gets the id of one of which something is kept.
--- @include "home"
--- @include "project"

local project = ARG.project_id
if not lives_elsewhere(project) then return { REPLY.forgotten } end
if keeps_anything(project) then return { REPLY.kept } end
for _, job in ipairs(redis.call('ZRANGE', key_jobs(project), '0', '-1')) do
  if redis.call('HGET', key_job(job), 'version') == 'moved' then
    redis.call('DEL', key_job(job), key_job_runs(job), key_job_dead_letters(job))
  end
end
redis.call('DEL', key_jobs(project), key_webhooks(project), key_batches(project), key_workers(project), key_activity(project),
  key_event_keys(project), key_waiting_keys(project), key_trigger_counts(project), key_dead_letters(project))
redis.call('SREM', key_job_projects(), project)
forget_series(project)
return { REPLY.forgotten }
