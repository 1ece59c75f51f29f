-- What a dispatch's answer means for the run (control-api 6.3).
-- KEYS: 1 partition prefix, 2 catalog prefix
-- ARGV: 1 run id, 2 attempt, 3 dispatch number, 4 outcome, then by outcome:
--         'completed' <result JSON or ''> <trace JSON or ''>
--         'accepted' (a 202 of a job with async_completion: the executor goes on by itself)
--         'failed' <error> <error class> <'1' when retryable> <delay before the next attempt in ms> <trace>
--         'timed_out' <error> <error class> <'1'> <delay> <trace>
-- Reply: {'settled', new status} or {'superseded', status or ''}: somebody else ended or moved the run first
-- Atomic because the answer, the executor's own calls, a cancel and the sweep race for the same run.
--- @include "retry"

local run = load_run(ARGV[1])
if not run then return { 'superseded', '' } end
if run.status ~= 'executing' or run.attempt ~= ARGV[2] or run.dispatch ~= ARGV[3] then
  return { 'superseded', run.status }
end
local outcome = ARGV[4]
if outcome == 'accepted' then
  set_due(run, tonumber(run.started_at) + run.timeout_secs * 1000)
  return { 'settled', run.status }
end
if outcome == 'completed' then
  local changes = ARGV[5] ~= '' and { 'result', ARGV[5] } or {}
  if ARGV[6] ~= '' then
    changes[#changes + 1] = 'execution_trace'
    changes[#changes + 1] = ARGV[6]
  end
  finish(run, 'completed', changes)
  if run.attempt ~= '1' then redis.call('HDEL', key_run(run.id), 'error', 'error_class', 'next_retry_at') end
  return { 'settled', 'completed' }
end
local final = outcome == 'timed_out' and 'timed_out' or 'dead_letter'
if ARGV[7] ~= '1' then run.max_attempts = run.attempt end
local status = retry_or_finish(run, tonumber(ARGV[8]), ARGV[5], ARGV[6], final)
if status == final and ARGV[9] ~= '' then redis.call('HSET', key_run(run.id), 'execution_trace', ARGV[9]) end
return { 'settled', status }
