-- Takes a worker off the list of those that claim; it comes back with its next claim (control-api 6.5).
--- @arg project_id: text
--- @arg worker_id: text
--- @reply forgotten
--- @reply worker_not_found
-- Atomic because what is on the list must have its record.
redis.call('ZREM', key_workers(ARG.project_id), ARG.worker_id)
if redis.call('UNLINK', key_worker(ARG.project_id, ARG.worker_id)) == 0 then return { REPLY.worker_not_found } end
return { REPLY.forgotten }
