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
local depth = tonumber(redis.call('HGET', key_run(run.id), 'lineage_depth') or 0)
if depth >= LIMIT.continuationDepth then return { 'too_deep' } end
local enabled = redis.call('HGET', key_job(run.job_id), 'enabled')
if not enabled then return { 'job_not_found' } end
if enabled ~= '1' then return { 'job_disabled' } end
local names = { 'queue_name', 'timeout_secs', 'max_attempts', 'job_version', 'tags', 'limited', 'checks_result',
  'on_end', 'payload' }
local values = redis.call('HMGET', key_run(run.id), unpack(names))
if ARGV[5] ~= '' then values[#names] = ARGV[5] end
local fields = { 'continuation_of', run.id, 'lineage_depth', tostring(depth + 1), 'created_by', 'run:' .. run.id }
for index = 1, #names do
  if values[index] then
    fields[#fields + 1] = names[index]
    fields[#fields + 1] = values[index]
  end
end
local continuation = { id = ARGV[4], job_id = run.job_id, project_id = run.project_id,
  execution_mode = run.execution_mode, priority = run.priority, concurrency_key = run.concurrency_key }
create_run(continuation, fields, 1, #fields)
redis.call('ZADD', key_continuations(run.id), '0', ARGV[4])
return { 'created', run_view(continuation) }
