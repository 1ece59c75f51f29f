-- Reads a project's activity after a position, and has it written from now on.
--- @arg project_id: text
--- @arg bytes: integer  at most
--- @arg after: text  entry id; '$' for the newest
--- @answers PAGE
-- Atomic because a change must either be in what was read or be written for the next read.
--- @include "follow"

local project = ARG.project_id
local till = NOW + LIMIT.activityKeptMs
local before = tonumber(redis.call('ZSCORE', key_followed_projects(), project) or 0)
if before <= NOW or redis.call('EXISTS', key_activity(project)) == 0 then
  -- Marks where the record begins: what happened before it, nobody has written.
  redis.call('DEL', key_activity(project))
  note_activity(project, 'begin', '')
end
if till - before > LIMIT.activityKeptMs / 10 then
  redis.call('ZREMRANGEBYSCORE', key_followed_projects(), '-inf', NOW_TEXT)
  redis.call('ZADD', key_followed_projects(), string.format('%d', till), project)
  redis.call('PEXPIRE', key_followed_projects(), 'LIMIT.activityKeptMs')
  redis.call('PEXPIRE', key_activity(project), 'LIMIT.activityKeptMs')
  forget_followed()
end
local page = read_after(key_activity(project), ARG.after, tonumber(ARG.bytes))
local first = page[PAGE.entries][1]
if first and first[2][1] == 'begin' and ARG.after ~= '0-0' then page[PAGE.oldest] = first[1] end
return page
