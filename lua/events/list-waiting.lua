-- Lists keys with a prefix that runs wait for, in lexical order: to whom an event is sent (control-api 5.2).
--- @arg project_id: text
--- @arg prefix: text
--- @arg most: integer
--- @reply found(keys: texts)
-- Atomic because the list is kept in the step that reads it: who asks again under an idempotency key, since the answer
-- was lost, means those that waited then, of which some have got the event, and none that came to wait meanwhile.
--- @include "deferred"

local waiting = key_waiting_keys(ARG.project_id)
flush_sorted(waiting)
-- Redis compares bytes, and no byte of UTF-8 is as high as 0xff.
return { REPLY.found, redis.call('ZRANGE', waiting, '[' .. ARG.prefix, '(' .. ARG.prefix .. '\255', 'BYLEX', 'LIMIT', '0',
  ARG.most) }
