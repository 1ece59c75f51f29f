-- Reads runs as the API shows them.
-- KEYS: 1 partition prefix, 2 catalog prefix
-- ARGV: run ids
-- Reply: a run view an id, {} for a run that does not exist
-- One script so that status, metadata and heartbeat of a run are of the same moment.
--- @include "view"
local reply = {}
for index, id in ipairs(ARGV) do
  reply[index] = redis.call('EXISTS', key_run(id)) == 1 and run_view(id) or {}
end
return reply
