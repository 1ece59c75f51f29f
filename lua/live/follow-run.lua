-- Reads a run's streams after a position, and has the gateways told of its changes from now on.
--- @partition of the run
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
--- @include "states"
--- @include "follow"

local id, most = ARG.run_id, tonumber(ARG.bytes)
local status, job_id, project_id, created_at, history, run_error, followed = unpack(redis.call('HMGET', key_run(id),
  'status', 'job_id', 'project_id', 'created_at', 'history', 'error', 'followed'))
if not status or (ARG.project_id ~= '' and ARG.project_id ~= project_id) then return { REPLY.not_found } end
if not TERMINAL[status] then mark_followed(id, tonumber(followed or 0)) end
local events = ARG.events_after ~= '' and read_after(key_events(id), ARG.events_after, most) or {}
local chunks = ARG.chunks_after ~= '' and read_after(key_chunks(id), ARG.chunks_after, most) or {}
return { REPLY.found, status, job_id, project_id, created_at, history or '', run_error or '', events, chunks }
