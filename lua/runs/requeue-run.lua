-- Resumes a paused run, or restarts one that is executing or paused, in the same attempt (control-api 3.2).
--- @arg run_id: text
--- @arg project_id: text
--- @arg how: 'resume' | 'restart'
--- @reply ok(run: run)
--- @reply not_found
--- @reply wrong_state(status: text)
--- @reply canceling  a cancel waits for its executor
-- Atomic because the executor may end the run in the same moment, and must not write once it was restarted.
--- @include "requeue"
--- @include "view"

local run = load_run(ARG.run_id)
if not run or run.project_id ~= ARG.project_id then return { REPLY.not_found } end
if run.status ~= 'paused' and not (ARG.how == 'restart' and run.status == 'executing') then
  return { REPLY.wrong_state, run.status }
end
if run.cancel_at then return { REPLY.canceling } end
begin_anew(run, {})
enqueue(run)
return { REPLY.ok, run_view(run) }
