-- Creates, replaces or deletes a webhook subscription (control-api 7.7).
--- @arg project_id: text
--- @arg id: text
--- @arg before: text?  the record that was read; `<event types, or - while inactive> <JSON>`
--- @arg after: text?  the new record; absent deletes
--- @reply written(record: text?)  the new one
--- @reply changed  it is not what was read
--- @reply too_many
--- @reply project_elsewhere  it lies in another cell
--- @reply project_kept
-- Atomic because what was read must still be there, and what the project listens to must agree with the records.
--- @include "ending"
--- @include "home"
--- @include "project"

local project, id, before, after = ARG.project_id, ARG.id, ARG.before, ARG.after
if lives_elsewhere(project) then return { REPLY.project_elsewhere } end
if is_deleted(project) then return { REPLY.project_kept } end
local key = key_webhooks(project)
if (redis.call('HGET', key, id) or '') ~= before then return { REPLY.changed } end
if before == '' and redis.call('HLEN', key) >= LIMIT.webhookSubscriptions then return { REPLY.too_many } end
if after == '' then redis.call('HDEL', key, id) else redis.call('HSET', key, id, after) end
local wanted = {}
for _, record in ipairs(redis.call('HVALS', key)) do
  for event in string.gmatch(string.match(record, '^%S+'), '[a-z_.]+') do wanted[event] = true end
end
local events = {}
for event in pairs(wanted) do events[#events + 1] = event end
local listeners = table.concat(events, ',')
if listeners == '' then
  redis.call('HDEL', key_listeners(), project)
else
  redis.call('HSET', key_listeners(), project, listeners)
end
-- Ends in the rest of this call are told by the new record already.
LISTENERS[project] = nil
return { REPLY.written, after }
