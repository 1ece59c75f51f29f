-- Takes runs from a worker that is gone: back to the queue in the same attempt, or to the end that their
-- cancel asked for (control-api 6.5).
--- @arg project_id: text
--- @arg worker_id: text
--- @arg run_ids: texts
--- @answers texts  ids of the runs that were released
-- Atomic because the worker may end one of them in the same moment: then it is not released.
--- @include "finish"

local released = {}
for _, id in ipairs(ARG.run_ids) do
  local run = load_run(id)
  if run and run.worker_id == ARG.worker_id and run.project_id == ARG.project_id and (run.status == 'dequeued' or run.status == 'executing') then
    append_error(run, 'worker disconnected')
    if run.cancel_at then
      cancel_asked(run)
    else
      transition(run, 'queued', {}, untaken(run.attempt))
      enqueue(run)
    end
    released[#released + 1] = run.id
  end
end
return released
