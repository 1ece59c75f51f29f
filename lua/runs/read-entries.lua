-- Reads what was appended to a stream of a run.
--- @arg run_id: text
--- @arg stream: 'events' | 'chunks' | 'checkpoints' | 'usage' | 'tool_calls'
--- @arg from: text  as XRANGE has it
--- @arg to: text
--- @arg most: integer
--- @arg bytes: integer  behind the entry with which they are reached nothing is read
--- @reply read(entries: list of entry, more: flag)  whether more follow
-- One script so that it can stop where it has become much: what was read alone says how large it is.
--- @include "entries"

local id = ARG.run_id
local key = ({ events = key_events(id), chunks = key_chunks(id), checkpoints = key_checkpoints(id),
  usage = key_usage(id), tool_calls = key_tool_calls(id) })[ARG.stream]
local entries, _, more = read_entries(key, ARG.from, ARG.to, tonumber(ARG.most),
  tonumber(ARG.bytes))
return { REPLY.read, entries, more and '1' or '' }
