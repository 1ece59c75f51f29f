-- Creates a delivery of a webhook, once however often it is asked for (control-api 7.7).
--- @arg id: text
--- @arg project_id: text
--- @arg fields: texts  field, value pairs of the delivery
--- @reply created(id: text)
--- @reply exists
--- @reply full  it was recorded as failed because too many are pending
-- Atomic because the record and the entry that brings it to a worker must both be there, and both once.
--- @include "delivery"

local made = create_delivery(ARG.id, ARG.project_id, ARG.fields)
if made == 'exists' then return { REPLY.exists } end
if made == 'full' then return { REPLY.full } end
return { REPLY.created, ARG.id }
