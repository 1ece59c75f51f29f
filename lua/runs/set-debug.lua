-- Switches the debug mode of a run (control-api 3.2).
--- @arg run_id: text
--- @arg project_id: text
--- @arg on: flag
--- @reply ok
--- @reply not_found
-- Atomic because a run that is purged in the same moment must not come back as a single field.
--- @include "run"

local run = load_run(ARG.run_id)
if not run or run.project_id ~= ARG.project_id then return { REPLY.not_found } end
redis.call('HSET', key_run(ARG.run_id), 'debug_mode', ARG.on == '1' and '1' or '0')
return { REPLY.ok }
