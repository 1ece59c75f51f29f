-- Frees an idempotency key from what holds it: the reservation of a request that was refused, or a reply that does not
-- hold any more (control-api 2.2).
--- @arg digest: text  the key with its project, caller and path
--- @arg held: text  the reservation or the reply
--- @reply ok
-- Atomic because another request may have reserved the key by now, and keeps it.
local key = key_reply(ARG.digest)
if redis.call('GET', key) == ARG.held then redis.call('UNLINK', key) end
return { REPLY.ok }
