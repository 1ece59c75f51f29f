-- Logs, progress and stream chunks of many runs at once (executor-api rows 2, 3, 20).
--- @arg members: texts  the live-set member of each entry
--- @arg operations: texts  of all entries, one behind the other: log, progress or stream and its arguments, see
---   lib/operations; lists in a list would cost as much to unpack as an entry to append
--- @answers texts  a code an entry. log, progress: the stream entry id; stream: 'ok' or 'ok:<last seq>',
---   'gap:<expected seq>', 'closed', 'too_many_streams'; or a guard's refusal ('gone:<status>')
-- Atomic because the guard and the append must be one step, and because a chunk's seq is compared and raised.
-- One entry never fails its neighbours: all that depends on an entry's data is checked before it is written.
--- @include "chunk"
--- @include "event"
--- @include "guard"
--- @include "member"

local members, operations = ARG.members, ARG.operations
local scores = redis.call('ZMSCORE', key_live(), unpack(members))

local function refusal_of(entry)
  local run_id, attempt, assignment = split_member(entry)
  local run, refused = guard(run_id, attempt, assignment, 'executing')
  if run then return nil end
  return refused[2] and (refused[1] .. ':' .. refused[2]) or refused[1]
end

local reply, at = {}, 0
for index, member in ipairs(members) do
  local name = operations[at + OPERATION.name]
  local id = string.sub(member, 1, 36)
  local refusal = not scores[index]
  if refusal then
    refusal = refusal_of(member)
  end
  if name == 'stream' then
    if refusal then
      reply[index] = refusal
    else
      local attempt = string.match(member, '^%d+', 38)
      reply[index] = append_chunk(id, attempt, operations, at)
    end
    at = at + CHUNK.seq
  else
    if refusal then
      reply[index] = refusal
    else
      local record = operations[at + RECORD.record]
      reply[index] = append_event(id, name, record)
      if name == 'progress' then redis.call('HSET', key_run(id), 'progress', record) end
    end
    at = at + RECORD.record
  end
end
return reply
