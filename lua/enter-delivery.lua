-- A worker is about to make an attempt of a delivery (control-api 7.7).
-- KEYS: 1 partition prefix of the run, 2 catalog prefix
-- ARGV: 1 delivery id, 2 number it was handed over with, 3 name of the circuit around the receiver
-- Reply: {'go'}, {'superseded'} when it is over or was handed over anew,
--   {'postponed', ms} when the receiver failed too often and is left alone for now,
--   {'given_up'} when that has gone on for too long: settle it as failed
-- Atomic because of all deliveries to a receiver that failed only one goes as the probe.
--- @include "delivery"
--- @include "circuit"

local id = ARGV[1]
local known = redis.call('HMGET', key_delivery(id), 'status', 'number', 'created_at', 'revived_at')
if known[1] ~= 'pending' or known[2] ~= ARGV[2] then return { 'superseded' } end
local circuit = load_circuit(ARGV[3])
local wait = circuit_wait(circuit)
if wait == 0 then
  circuit_enter(circuit)
  return { 'go' }
end
if NOW - (known[4] or known[3]) > LIMIT.deliveryLifeMs then return { 'given_up' } end
postpone_delivery(id, wait)
redis.call('HSET', key_delivery(id), 'last_error', 'receiver failed too often and is left alone for now')
return { 'postponed', string.format('%d', wait) }
