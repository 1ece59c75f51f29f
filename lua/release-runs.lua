-- Takes runs from a worker that is gone: back to the queue, same attempt (control-api 6.5).
-- KEYS: 1 partition prefix, 2 catalog prefix
-- ARGV: 1 project, 2 worker id, then run ids
-- Reply: {ids of the runs that were released}
-- Atomic because the worker may end one of them in the same moment: then it is not released.
--- @include "enqueue"

local released = {}
for index = 3, #ARGV do
  local run = load_run(ARGV[index])
  local worker = run and redis.call('HGET', key_run(run.id), 'worker_id')
  if worker == ARGV[2] and run.project_id == ARGV[1] and (run.status == 'dequeued' or run.status == 'executing') then
    append_error(run, 'worker disconnected')
    transition(run, 'queued', {})
    redis.call('HDEL', key_run(run.id), 'started_at', 'assignment', 'worker_id', 'heartbeat_at', 'cancel_at')
    run.assignment, run.cancel_at = nil, nil
    enqueue(run)
    released[#released + 1] = run.id
  end
end
return released
