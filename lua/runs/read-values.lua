-- What a run or a job keeps under keys, some at a time: all of it would hold Redis, and who reads it, for long.
--- @arg of: 'state' | 'outputs' | 'memory'
--- @arg id: text  of the run; of the job whose memory it is
--- @arg cursor: text  '0' for the first
--- @reply read(cursor: text, entries: map)  the cursor is '0' behind the last; an entry may come twice
-- One script so that it can stop where it has become much: what was read alone says how large it is.
--- @include "scan"

local key = ({ state = key_state(ARG.id), outputs = key_outputs(ARG.id), memory = key_job_memory(ARG.id) })[ARG.of]
local cursor, entries = scan_values(key, ARG.cursor)
return { REPLY.read, cursor, entries }
