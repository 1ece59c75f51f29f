-- Takes an executing run out of execution until it is resumed (control-api 3.2). Its executor is answered 409.
--- @arg run_id: text
--- @arg project_id: text
--- @reply ok(run: run)  also when it was paused before
--- @reply not_found
--- @reply wrong_state(status: text)
--- @reply canceling  a cancel waits for its executor
-- Atomic because the executor may end the run in the same moment: one of them wins.
--- @include "view"

local run = load_run(ARG.run_id)
if not run or run.project_id ~= ARG.project_id then return { REPLY.not_found } end
if run.status == 'paused' then return { REPLY.ok, run_view(run) } end
if run.status ~= 'executing' then return { REPLY.wrong_state, run.status } end
if run.cancel_at then return { REPLY.canceling } end
transition(run, 'paused', {})
clear_due(run.id)
return { REPLY.ok, run_view(run) }
