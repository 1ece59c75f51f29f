-- A worker is about to make an attempt of a delivery (control-api 7.7).
--- @arg id: text
--- @arg number: text  what it was handed over with
--- @arg circuit: text  name of the one around the receiver
--- @reply go
--- @reply superseded  it is over or was handed over anew
--- @reply postponed(wait: ms)  the receiver failed too often and is left alone for now
--- @reply given_up  that has gone on for too long: settle it as failed
-- Atomic because of all deliveries to a receiver that failed only one goes as the probe.
--- @include "delivery"
--- @include "circuit"

local id = ARG.id
local status, number, created_at, revived_at = unpack(redis.call('HMGET', key_delivery(id),
  'status', 'number', 'created_at', 'revived_at'))
if status ~= 'pending' or number ~= ARG.number then return { REPLY.superseded } end
local circuit = load_circuit(ARG.circuit)
local wait = circuit_wait(circuit)
if wait == 0 then
  circuit_enter(circuit)
  return { REPLY.go }
end
if NOW - (revived_at or created_at) > LIMIT.deliveryLifeMs then return { REPLY.given_up } end
postpone_delivery(id, wait)
redis.call('HSET', key_delivery(id), 'last_error', 'receiver failed too often and is left alone for now')
return { REPLY.postponed, string.format('%d', wait) }
