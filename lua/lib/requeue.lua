--- @include "enqueue"

-- Queues a run that begins anew without a new attempt number, so tokens of before still name its attempt. `fenced`
-- makes them useless: from now on only a token with the run's current assignment is good, which the next claim makes (a
-- dispatch's number is new, so no two have the same). Chunks begin at seq 0 again, because the new
-- executor knows nothing of those that were sent. The fields that are named go with the attempt.
local function begin_anew(run, changes, ...)
  for _, flag in ipairs({ 'fenced', 'resumed' }) do
    changes[#changes + 1] = flag
    changes[#changes + 1] = '1'
    add_more(run, flag)
  end
  if run.status == 'executing' then end_call(run) end
  transition(run, 'queued', changes, untaken(run.attempt))
  redis.call('HDEL', key_run(run.id), 'next_retry_at', ...)
  run.fenced = '1'
  redis.call('DEL', key_sequences(run.id))
end
