--- @include "look"

-- Appends to the run's event log, of which the oldest leave first; answers the entry's id.
local function append_event(id, kind, record)
  local key = key_events(id)
  local entry = redis.call('XADD', key, '*', 'type', kind, 'record', record)
  if is_look() then redis.call('XTRIM', key, 'MAXLEN', '~', 'LIMIT.runEvents') end
  bound_stream(key, #record, LIMIT.runStreamBytes)
  return entry
end
