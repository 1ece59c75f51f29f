-- Consumers of workers that are gone leave the group of the outbox.
--- @arg group: text
--- @arg idle: ms  a consumer that lives is never idle for so long
--- @answers integer  how many have left
-- Atomic because what a consumer has taken and not finished would be lost with it.

local consumers = redis.pcall('XINFO', 'CONSUMERS', key_outbox(), ARG.group)
-- No outbox, or no group: nobody has relayed yet.
if consumers.err then return 0 end
local left = 0
for _, fields in ipairs(consumers) do
  local consumer = {}
  for at = 1, #fields, 2 do consumer[fields[at]] = fields[at + 1] end
  if consumer.pending == 0 and consumer.idle > tonumber(ARG.idle) then
    redis.call('XGROUP', 'DELCONSUMER', key_outbox(), ARG.group, consumer.name)
    left = left + 1
  end
end
return left
