--- @include "admit"
--- @include "holder"
--- @reply exists(run_id: text, status: text, attempt: integer)
--- @reply debounced(fire_at: ms)
--- @reply buffered

-- What was answered to the first trigger with this idempotency key; nil for a key that is new. Whoever triggers the job with
-- it finds the same.
local function known_by_key(job_id, idempotency)
  local kind, what = holder_of(job_id, idempotency)
  if kind == 'run' then return { REPLY.exists, what.id, what.status, what.attempt } end
  if kind == 'buffered' then return { REPLY.buffered } end
  if kind == 'debounced' then return { REPLY.debounced, what } end
end
