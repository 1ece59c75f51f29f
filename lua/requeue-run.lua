-- Resumes a paused run, or restarts one that is executing or paused, in the same attempt (control-api 3.2).
-- KEYS: 1 partition prefix, 2 catalog prefix
-- ARGV: 1 run id, 2 project, 3 'resume' or 'restart'
-- Reply: {'ok', run view}, {'not_found'}, {'wrong_state', status},
--   {'canceling'} when a cancel waits for its executor
-- Atomic because the executor may end the run in the same moment, and must not write once it was restarted.
--- @include "requeue"
--- @include "view"

local run = load_run(ARGV[1])
if not run or run.project_id ~= ARGV[2] then return { 'not_found' } end
if run.status ~= 'paused' and not (ARGV[3] == 'restart' and run.status == 'executing') then
  return { 'wrong_state', run.status }
end
if run.cancel_at then return { 'canceling' } end
begin_anew(run, {})
forget_attempt(run)
enqueue(run)
return { 'ok', run_view(run) }
