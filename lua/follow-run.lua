-- Reads a run's streams after a position, and has the gateways told of its changes from now on.
-- KEYS: 1 partition prefix, 2 catalog prefix
-- ARGV: 1 run id, 2 project or '' for any, 3 bytes at most of a stream, 4 events after this entry id ('$': after
--       the newest, '': none), 5 the same for chunks
-- Reply: {} for a run that does not exist or is not the project's, else {status, job id, project id, created_at in
--   ms, history, error or '', events, chunks}; a stream as {position, '1' when more follows, oldest id or '',
--   entries}, or {}
-- Atomic because a run that is read as ended must have nothing more, and because a change must either be in what
-- was read or be heard of.
--- @include "states"
--- @include "follow"

local id, most = ARGV[1], tonumber(ARGV[3])
local run = redis.call('HMGET', key_run(id), 'status', 'job_id', 'project_id', 'created_at', 'history', 'error',
  'followed')
if not run[1] or (ARGV[2] ~= '' and ARGV[2] ~= run[3]) then return {} end
if not TERMINAL[run[1]] then mark_followed(id, tonumber(run[7] or 0)) end
local events = ARGV[4] ~= '' and read_after(key_events(id), ARGV[4], most) or {}
local chunks = ARGV[5] ~= '' and read_after(key_chunks(id), ARGV[5], most) or {}
return { run[1], run[2], run[3], run[4], run[5] or '', run[6] or '', events, chunks }
