-- Creates a delivery of a webhook, once however often it is asked for (control-api 7.7).
-- KEYS: 1 partition prefix of the run, 2 catalog prefix
-- ARGV: 1 delivery id, 2 project, then field, value pairs of the delivery
-- Reply: {'created'}, {'exists'}, {'full'} when it was recorded as failed because too many are pending
-- Atomic because the record and the entry that brings it to a worker must both be there, and both once.
--- @include "delivery"

return { create_delivery(ARGV[1], ARGV[2], { unpack(ARGV, 3) }) }
