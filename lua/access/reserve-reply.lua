-- Reserves an idempotency key for a request, or tells what became of the one before (control-api 2.2).
--- @arg digest: text  the key with its project, caller and path
--- @arg reservation: text  of this request alone; begins with no digit, which a kept reply does
--- @reply reserved
--- @reply in_flight
--- @reply kept(reply: text)  `<status> <body>`
-- Atomic because of two requests of one moment one reserves, and the other learns who has the key: that request, or the
-- reply that has taken its place meanwhile.
local key = key_reply(ARG.digest)
local kept = redis.call('GET', key)
if not kept then
  redis.call('SET', key, ARG.reservation, 'PX', LIMIT.idempotencyReservationMs)
  return { REPLY.reserved }
end
if string.find(kept, '^%d') then return { REPLY.kept, kept } end
return { REPLY.in_flight }
