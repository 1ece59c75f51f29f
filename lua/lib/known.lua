--- @include "admit"
--- @reply exists(run_id: text, status: text, attempt: integer)
--- @reply debounced(fire_at: ms)
--- @reply buffered

-- What was answered to the first trigger with this idempotency key; nil for a key that is new. Whoever triggers the job with
-- it finds the same.
local function known_by_key(job_id, idempotency)
  local holder = redis.call('GET', key_run_idempotency(job_id, idempotency))
  if not holder then return nil end
  local run = known_run(holder)
  if run then return { REPLY.exists, run.id, run.status, run.attempt } end
  if holder == 'buffered' then return { REPLY.buffered } end
  local fire_at = string.match(holder, '^debounced (%d+)$')
  if fire_at then return { REPLY.debounced, fire_at } end
end
