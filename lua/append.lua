-- Logs, progress and stream chunks of many runs at once (executor-api rows 2, 3, 20).
-- KEYS: 1 partition prefix, 2 catalog prefix
-- ARGV: 1 number of entries n
--       2 .. n+1: the entries' live-set members
--       then per entry: kind and its arguments
--         'log' <record JSON>, 'progress' <record JSON>
--         'stream' <stream id> <chunk as JSON string> <'1' when done> <seq or ''>
-- Reply: one code an entry:
--   log, progress: the stream entry id; stream: 'ok' or 'ok:<last seq>'
--   'gap:<expected seq>', 'closed', 'too_many_streams'; or a guard's refusal ('gone:<status>')
-- Atomic because the guard and the append must be one step, and because a chunk's seq is compared and raised.
-- One entry never fails its neighbours: all that depends on an entry's data is checked before it is written.
--- @include "chunk"
--- @include "event"
--- @include "guard"
--- @include "member"

local count = tonumber(ARGV[1])
local scores = redis.call('ZMSCORE', key_live(), unpack(ARGV, 2, count + 1))

local function refusal_of(entry)
  local run_id, attempt, assignment = split_member(entry)
  local run, refused = guard(run_id, attempt, assignment, 'executing')
  if run then return nil end
  return refused[2] and (refused[1] .. ':' .. refused[2]) or refused[1]
end

local reply = {}
local at = count + 2
for index = 1, count do
  local member = ARGV[index + 1]
  local kind = ARGV[at]
  local id = string.sub(member, 1, 36)
  local refusal = not scores[index]
  if refusal then
    refusal = refusal_of(member)
  end
  if kind == 'stream' then
    if refusal then
      reply[index] = refusal
    else
      local attempt = string.match(member, '^%d+', 38)
      reply[index] = append_chunk(id, attempt, ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4])
    end
    at = at + 5
  else
    if refusal then
      reply[index] = refusal
    else
      reply[index] = append_event(id, kind, ARGV[at + 1])
      if kind == 'progress' then redis.call('HSET', key_run(id), 'progress', ARGV[at + 1]) end
    end
    at = at + 2
  end
end
return reply
