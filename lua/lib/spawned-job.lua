-- The job of a project that a run spawns, by its id or else by its slug: its id and version, whether it is enabled, whether
-- it is paused; nil when the project has none such.
local function spawned_job(project, job_id, slug)
  if job_id == '' then job_id = redis.call('HGET', key_slugs(project), slug) or '' end
  local version, enabled, paused, project_id = unpack(redis.call('HMGET', key_job(job_id),
    'version', 'enabled', 'paused', 'project_id'))
  if not version or project_id ~= project then return nil end
  return job_id, version, enabled == '1', paused == '1'
end
