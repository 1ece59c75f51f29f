-- What triggers with these idempotency keys and payloads have made in a cell that the job's project has left.
--- @arg job_id: text
--- @arg asked: list of ASKED
--- @record ASKED(key: text?, digest: text?)
--- @record FOUND(kind: text, run_id: text, status: text, attempt: integer, fire_at: ms)
---   kind: exists, duplicate, debounced, buffered, or none
--- @reply ok(found: list of FOUND)
-- Atomic because a key that is answered with the run of an equal payload means that run from then on. Beside that nothing can
-- come here any more, it can only go: who finds nothing may look for it in the other cell.
--- @include "run"

local function run_of(id)
  return known_of(redis.call('HGET', key_run(id), 'core'))
end

local found = {}
for index, one in ipairs(ARG.asked) do
  local key, digest = one[ASKED.key], one[ASKED.digest]
  local answer = { 'none', '', '', '0', '0' }
  local holder = key ~= '' and redis.call('GET', key_run_idempotency(ARG.job_id, key))
  if holder then
    local status, attempt = run_of(holder)
    local fire_at = string.match(holder, '^debounced (%d+)$')
    if status then
      answer = { 'exists', holder, status, attempt, '0' }
    elseif holder == 'buffered' then
      answer = { 'buffered', '', '', '0', '0' }
    elseif fire_at then
      answer = { 'debounced', '', '', '0', fire_at }
    end
  end
  local twin = answer[1] == 'none' and digest ~= '' and redis.call('GET', key_job_payload(ARG.job_id, digest))
  if twin then
    local status, attempt = run_of(twin)
    if status then
      if key ~= '' then redis.call('SET', key_run_idempotency(ARG.job_id, key), twin, 'PX', 'LIMIT.idempotencyMs') end
      answer = { 'duplicate', twin, status, attempt, '0' }
    end
  end
  found[index] = answer
end
return { REPLY.ok, found }
