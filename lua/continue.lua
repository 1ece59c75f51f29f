-- Continues a run in a new one of the same job (executor-api row 13).
-- KEYS: 1 partition prefix of the run (the new one's too), 2 catalog prefix
-- ARGV: 1 run id, 2 attempt, 3 assignment or '', 4 new run id, 5 payload as JSON or '' for the run's own
-- Reply: {'created', view of the new run}, {'too_deep'}, {'job_not_found'}, {'job_disabled'};
--   or a guard's refusal
-- Atomic because the guard and the creation must be one step: a retry by a stale attempt must not continue.
--- @include "guard"
--- @include "create"
--- @include "view"

local run, refusal = guard(ARGV[1], ARGV[2], ARGV[3], 'waiting')
if not run then return refusal end
local names = { 'job_id', 'project_id', 'execution_mode', 'queue_name', 'priority', 'timeout_secs', 'max_attempts',
  'concurrency_key', 'job_version', 'tags', 'limited', 'checks_result', 'payload', 'lineage_depth' }
local values = redis.call('HMGET', key_run(run.id), unpack(names))
local depth = tonumber(values[14] or 0)
if depth >= LIMIT.continuationDepth then return { 'too_deep' } end
local enabled = redis.call('HGET', key_job(run.job_id), 'enabled')
if not enabled then return { 'job_not_found' } end
if enabled ~= '1' then return { 'job_disabled' } end
local fields = { 'triggered_by', 'manual', 'continuation_of', run.id }
if ARGV[5] ~= '' then values[13] = ARGV[5] end
values[14] = depth + 1
for index = 1, #names do
  if values[index] then
    fields[#fields + 1] = names[index]
    fields[#fields + 1] = values[index]
  end
end
local continuation = create_run(ARGV[4], fields)
redis.call('ZADD', key_continuations(run.id), '0', ARGV[4])
return { 'created', run_view(continuation) }
