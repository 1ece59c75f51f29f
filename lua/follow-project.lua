-- Reads a project's activity after a position, and has it written from now on.
-- KEYS: 1 any partition prefix, 2 catalog prefix
-- ARGV: 1 project, 2 bytes at most, 3 entry id to read after ('$': after the newest)
-- Reply: {position, '1' when more follows, oldest id or '', entries}
-- Atomic because a change must either be in what was read or be written for the next read.
--- @include "follow"

local project = ARGV[1]
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
local page = read_after(key_activity(project), ARGV[3], tonumber(ARGV[2]))
local first = page[4][1]
if first and first[2][1] == 'begin' and ARGV[3] ~= '0-0' then page[3] = first[1] end
return page
