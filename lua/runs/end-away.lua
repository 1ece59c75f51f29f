-- A child in another cell has ended with all its descendants, or could not be made: the parent counts it no more, and
-- resumes when it awaits its children and this was the last one.
--- @arg run_id: text  the parent
--- @arg child_id: text
--- @reply ended
--- @reply nothing  it was counted before, or the parent is gone
-- Atomic because each end counts once, and the parent may begin to wait in the same moment.
--- @include "finish"

local id, child_id = ARG.run_id, ARG.child_id
local kept = redis.call('HGET', key_away(id), child_id)
if not kept then return { REPLY.nothing } end
redis.call('HDEL', key_away(id), child_id)
remove(key_children(id), child_id)
redis.call('HINCRBY', key_run(id), 'open_child_bytes', string.format('%d', -string.match(kept, '^%d+')))
spend(LIMIT.endSteps)
FAMILY.wake_ancestors({ id = child_id, parent_run_id = id })
return { REPLY.ended }
