-- Reads a run's streams after a position, and has the gateways told of its changes from now on.
--- @arg run_id: text
--- @arg project_id: text?  absent for any
--- @arg bytes: integer  of a stream at most
--- @arg events_after: text?  entry id; '$' for the newest, absent for no events
--- @arg chunks_after: text?
--- @reply found(status: text, job_id: text, project_id: text, created_at: ms, history: text, error: text,
---   events: PAGE?, chunks: PAGE?)
--- @reply not_found  the run does not exist or is not the project's
-- Atomic because a run that is read as ended must have nothing more, and because a change must either be in what
-- was read or be heard of.
--- @include "run"
--- @include "follow"

local id, most = ARG.run_id, tonumber(ARG.bytes)
local run = load_run(id, 'error')
if not run or (ARG.project_id ~= '' and ARG.project_id ~= run.project_id) then return { REPLY.not_found } end
if not TERMINAL[run.status] then mark_followed(run) end
local events = ARG.events_after ~= '' and read_after(key_events(id), ARG.events_after, most) or {}
local chunks = ARG.chunks_after ~= '' and read_after(key_chunks(id), ARG.chunks_after, most) or {}
return { REPLY.found, run.status, run.job_id, run.project_id, run.created_at, run.history or '', run.error or '',
  events, chunks }
