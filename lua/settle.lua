-- What a dispatch's answer means for the run (control-api 6.3).
-- KEYS: 1 partition prefix, 2 catalog prefix
-- ARGV: 1 run id, 2 attempt, 3 dispatch number,
--       4 name of the endpoint's circuit, 5 verdict on it ('' for none), 6 how quick it was, see lib/circuit,
--       7 outcome, then by outcome:
--         'completed' <result JSON or ''> <trace JSON or ''>
--         'accepted' (a 202 of a job with async_completion: the executor goes on by itself)
--         'failed' or 'timed_out' <error> <error class> <'1' when retryable> <trace>
--           <ms the endpoint asked to wait> <a number from 0 to 1 that spreads the retry>
-- Reply: {'settled', new status, health} or {'superseded', status or '', health}: somebody else ended or moved the
--   run first; health is the endpoint's score from 0 to 100, '' without a verdict
-- Atomic because the answer, the executor's own calls, a cancel and the sweep race for the same run.
--- @include "retry"
--- @include "circuit"

local health = ''
if ARGV[5] ~= '' then
  health = string.format('%d', circuit_observe(load_circuit(ARGV[4]), ARGV[5], tonumber(ARGV[6])))
end
local run = load_run(ARGV[1])
if not run then return { 'superseded', '', health } end
if run.status ~= 'executing' or run.attempt ~= ARGV[2] or run.dispatch ~= ARGV[3] then
  return { 'superseded', run.status, health }
end
local outcome = ARGV[7]
if outcome == 'accepted' then
  set_due(run, tonumber(run.cancel_at) or run.started_at + run.timeout_secs * 1000)
  return { 'settled', run.status, health }
end
if outcome == 'completed' then
  local changes = ARGV[8] ~= '' and { 'result', ARGV[8] } or {}
  if ARGV[9] ~= '' then
    changes[#changes + 1] = 'execution_trace'
    changes[#changes + 1] = ARGV[9]
  end
  finish(run, 'completed', changes)
  if run.attempt ~= '1' then redis.call('HDEL', key_run(run.id), 'error', 'error_class') end
  return { 'settled', 'completed', health }
end
local final = outcome == 'timed_out' and 'timed_out' or 'dead_letter'
local how = { last = ARGV[10] ~= '1', at_least = tonumber(ARGV[12]), random = tonumber(ARGV[13]) }
local status = retry_or_finish(run, how, ARGV[8], ARGV[9], final)
if TERMINAL[status] and ARGV[11] ~= '' then redis.call('HSET', key_run(run.id), 'execution_trace', ARGV[11]) end
return { 'settled', status, health }
