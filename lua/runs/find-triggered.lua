-- What triggers with these idempotency keys and payloads have made in a cell that the job's project has left.
--- @arg job_id: text
--- @arg asked: list of ASKED
--- @record ASKED(key: text?, digest: text?)
--- @record FOUND(kind: text, run_id: text, status: text, attempt: integer, fire_at: ms)
---   kind: exists, duplicate, debounced, buffered, or none
--- @reply ok(found: list of FOUND)
-- Atomic because a key that is answered with the run of an equal payload means that run from then on. Beside that nothing can
-- come here any more, it can only go: who finds nothing may look for it in the other cell.
--- @include "holder"

local function find(key, digest)
  local kind, what
  if key ~= '' then kind, what = holder_of(ARG.job_id, key) end
  if kind == 'run' then return { 'exists', what.id, what.status, what.attempt, '0' } end
  if kind then return { kind, '', '', '0', what or '0' } end
  local twin = digest ~= '' and redis.call('GET', key_job_payload(ARG.job_id, digest))
  local run = twin and known_run(twin)
  if not run then return { 'none', '', '', '0', '0' } end
  if key ~= '' then redis.call('SET', key_run_idempotency(ARG.job_id, key), run.id, 'PX', 'LIMIT.idempotencyMs') end
  return { 'duplicate', run.id, run.status, run.attempt, '0' }
end

local found = {}
for index, one in ipairs(ARG.asked) do found[index] = find(one[ASKED.key], one[ASKED.digest]) end
return { REPLY.ok, found }
