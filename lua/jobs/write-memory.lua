-- Writes an entry of a job's memory, through one of its runs.
--- @arg run_id: text
--- @arg attempt: integer
--- @arg assignment_id: text?
--- @arg key: text
--- @arg new_id: text  for a key that is new
--- @arg ttl_secs: integer  0: for ever
--- @arg size: integer  bytes of the value
--- @arg value: text  JSON
--- @reply ok(job_id: text, project_id: text, entry: text)
--- @reply quota_exceeded
--- @reply of guard
-- Atomic because the quota of the job is summed and spent in one step.
--- @include "memory"

local run, refusal = guard(ARG.run_id, ARG.attempt, ARG.assignment_id, 'executing')
if not run then return refusal end
local kept = memory_entry(run.job_id, ARG.key)
local id, created, _, _, size
if kept then id, created, _, _, size = memory_parts(kept) end
local bytes, keys = settle_memory(run.job_id)
if bytes - tonumber(size or 0) + tonumber(ARG.size) > LIMIT.memoryJobBytes then return { REPLY.quota_exceeded } end
if not kept and keys >= LIMIT.memoryKeys then return { REPLY.quota_exceeded } end
local expires = ARG.ttl_secs == '0' and '0' or string.format('%.0f', NOW + ARG.ttl_secs * 1000)
local entry = table.concat({ id or ARG.new_id, created or NOW_TEXT, NOW_TEXT, expires, ARG.size, ARG.value }, ' ')
redis.call('HSET', key_job_memory(run.job_id), ARG.key, entry)
redis.call('HSET', key_job_memory_sizes(run.job_id), ARG.key, ARG.size .. ' ' .. expires)
return { REPLY.ok, run.job_id, run.project_id, entry }
