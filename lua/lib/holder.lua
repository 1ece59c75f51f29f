--- @include "run"

-- A run as later triggers find it; nil when it is gone.
local function known_run(id)
  local status, attempt = known_of(redis.call('HGET', key_run(id), 'core'))
  if status then return { id = id, status = status, attempt = attempt } end
end

-- What the first trigger with an idempotency key of the job has made: a kind and what there is to say of it; nil for a key
-- that is new.
local function holder_of(job_id, idempotency)
  local holder = redis.call('GET', key_run_idempotency(job_id, idempotency))
  if not holder then return nil end
  local run = known_run(holder)
  if run then return 'run', run end
  if holder == 'buffered' then return 'buffered' end
  local fire_at = string.match(holder, '^debounced (%d+)$')
  if fire_at then return 'debounced', fire_at end
end
