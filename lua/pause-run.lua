-- Takes an executing run out of execution until it is resumed (control-api 3.2). Its executor is answered 409.
-- KEYS: 1 partition prefix, 2 catalog prefix
-- ARGV: 1 run id, 2 project
-- Reply: {'ok', run view} (also when it was paused before), {'not_found'}, {'wrong_state', status},
--   {'canceling'} when a cancel waits for its executor
-- Atomic because the executor may end the run in the same moment: one of them wins.
--- @include "view"

local run = load_run(ARGV[1])
if not run or run.project_id ~= ARGV[2] then return { 'not_found' } end
if run.status == 'paused' then return { 'ok', run_view(run) } end
if run.status ~= 'executing' then return { 'wrong_state', run.status } end
if run.cancel_at then return { 'canceling' } end
transition(run, 'paused', {})
clear_due(run.id)
return { 'ok', run_view(run) }
