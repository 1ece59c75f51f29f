-- Reads runs as the API shows them.
-- KEYS: 1 partition prefix, 2 catalog prefix
-- ARGV: run ids
-- Reply: a run view an id, {} for a run that does not exist
-- One script so that status, metadata and heartbeat of a run are of the same moment.
--- @include "view"
local reply = {}
for index, id in ipairs(ARGV) do
  local run = load_run(id)
  reply[index] = run and run_view(run) or {}
end
return reply
