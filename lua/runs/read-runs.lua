-- Reads runs as the API shows them.
--- @partition of the runs
--- @arg ids: texts
--- @answers list of run?
-- One script so that status, metadata and heartbeat of a run are of the same moment.
--- @include "view"
local reply = {}
for index, id in ipairs(ARG.ids) do
  local run = load_run(id)
  reply[index] = run and run_view(run) or {}
end
return reply
