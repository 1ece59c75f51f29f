-- Writes some of the memory of a job whose project comes from another cell.
--- @arg project_id: text
--- @arg version: integer  of the home that the project will have here
--- @arg job_id: text
--- @arg entries: texts  key, entry pairs
--- @arg sizes: texts  key, `<size> <expires>` pairs
--- @reply brought
--- @reply of arriving
-- Atomic because of two that bring it the later one must not undo what has changed since the project entered.
--- @include "arriving"

if has_entered(ARG.project_id, ARG.version) then return { REPLY.known } end
redis.call('HSET', key_job_memory(ARG.job_id), unpack(ARG.entries))
redis.call('HSET', key_job_memory_sizes(ARG.job_id), unpack(ARG.sizes))
return { REPLY.brought }
