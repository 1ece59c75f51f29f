-- The job that a run of another cell wants a child of, and whether it may have one. The child is made a moment later, by an
-- errand: a job that is paused in between has it all the same.
--- @arg project_id: text  the job's
--- @arg target_digest: text?  of the API key that allows it
--- @arg job_id: text?  the job, by its id or else by its slug
--- @arg job_slug: text?
--- @reply found(job_id: text, version: integer)
--- @reply target_key_refused
--- @reply job_not_found
--- @reply job_disabled
--- @reply job_paused
-- One script so that slug, key and job are those of one moment.
--- @include "api-key"
--- @include "spawned-job"

if not holder_may(ARG.target_digest, ARG.project_id, 'jobs:trigger') then return { REPLY.target_key_refused } end
local job_id, version, enabled, paused = spawned_job(ARG.project_id, ARG.job_id, ARG.job_slug)
if not job_id then return { REPLY.job_not_found } end
if not enabled then return { REPLY.job_disabled } end
if paused then return { REPLY.job_paused } end
return { REPLY.found, job_id, version }
