-- The job that a run of another cell wants a child of, and whether it may have one. The child is made a moment later, by an
-- errand: a job that is paused in between has it all the same.
--- @arg project_id: text  the job's
--- @arg target_digest: text?  of the API key that allows it
--- @arg job_id: text?  the job, by its id or else by its slug
--- @arg job_slug: text?
--- @arg child_id: text  that it may have
--- @reply found(job_id: text, version: integer)
--- @reply target_key_refused
--- @reply job_not_found
--- @reply job_disabled
--- @reply job_paused
--- @reply project_elsewhere  it lies in another cell
-- Atomic because slug, key and job are those of one moment, and the project must not leave before the child has come.
--- @include "api-key"
--- @include "home"
--- @include "spawned-job"

local project = ARG.project_id
if lives_elsewhere(project) then return { REPLY.project_elsewhere } end
if not holder_may(ARG.target_digest, ARG.project_id, 'jobs:trigger') then return { REPLY.target_key_refused } end
local job_id, version, enabled, paused = spawned_job(ARG.project_id, ARG.job_id, ARG.job_slug)
if not job_id then return { REPLY.job_not_found } end
if not enabled then return { REPLY.job_disabled } end
if paused then return { REPLY.job_paused } end
redis.call('ZREMRANGEBYSCORE', key_coming(project), '-inf', NOW_TEXT)
redis.call('ZADD', key_coming(project), string.format('%d', NOW + LIMIT.comingMs), ARG.child_id)
redis.call('PEXPIRE', key_coming(project), LIMIT.comingMs)
return { REPLY.found, job_id, version }
