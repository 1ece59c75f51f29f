--- @include "look"

-- Appends to the run's event log, of which the oldest leave first; answers the entry's id.
local function append_event(id, kind, record)
  local entry = redis.call('XADD', key_events(id), '*', 'type', kind, 'record', record)
  if is_look() then redis.call('XTRIM', key_events(id), 'MAXLEN', '~', 'LIMIT.runEvents') end
  bound_stream(key_events(id), #record, LIMIT.runStreamBytes)
  return entry
end
