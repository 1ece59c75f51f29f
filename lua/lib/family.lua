--- @include "deferred"

-- What ties a run to its parent and its children.
local FAMILY = {}

-- A parent counts the payloads of its children that have not ended; each has the size that it was spawned with.
function FAMILY.count_bytes(run, sign)
  local bytes = run.parent_run_id and redis.call('HGET', key_run(run.id), 'spawned_bytes')
  if not bytes or bytes == '0' or redis.call('EXISTS', key_run(run.parent_run_id)) == 0 then return end
  redis.call('HINCRBY', key_run(run.parent_run_id), 'open_child_bytes', string.format('%d', sign * bytes))
end

-- One open descendant more for the parent and each of its ancestors. One may be gone when a dead letter that outlived it
-- was replayed and spawns.
function FAMILY.count_descendant(parent)
  local level = 0
  while parent and level < LIMIT.ancestors and redis.call('EXISTS', key_run(parent)) == 1 do
    redis.call('HINCRBY', key_run(parent), 'open_descendants', '1')
    parent = redis.call('HGET', key_run(parent), 'parent_run_id')
    level = level + 1
  end
end

-- What is to be done in another cell: in the outbox for the worker that does it, and in `errands` until it has been done.
-- `number` says what: `make.<child>` or `cancel.<child>` of the run, or `tell.<ms>` that the run has ended.
function FAMILY.hand_errand(run, number)
  outbox_errand({ run = run, number = number, at = NOW_TEXT })
  put(key_errands(), run .. ' ' .. number, string.format('%d', NOW + LIMIT.followRepairMs))
end
