-- Keeps the reply of a request that has reserved its idempotency key (control-api 2.2).
--- @arg digest: text  the key with its project, caller and path
--- @arg reply: text  `<status> <body>`
--- @reply ok
-- Atomic because what the reply was made from goes when the reply itself is there: before, a request repeated after a
-- crash would find neither.
redis.call('SET', key_reply(ARG.digest), ARG.reply, 'PX', LIMIT.idempotencyMs)
redis.call('UNLINK', key_once(ARG.digest))
return { REPLY.ok }
