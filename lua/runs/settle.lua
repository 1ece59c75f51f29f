-- What a dispatch's answer means for the run (control-api 6.3).
--- @arg run_id: text
--- @arg attempt: integer
--- @arg number: text  of the dispatch
--- @arg circuit: text  name of the endpoint's
--- @arg verdict: 'good' | 'bad' | 'late'?  on the endpoint
--- @arg quick: number  see lib/circuit
--- @arg outcome: 'completed' | 'accepted' | 'failed' | 'timed_out'  accepted: a 202 of a job with async_completion
--- @arg result: text?  JSON
--- @arg trace: text?  JSON
--- @arg error: text?
--- @arg error_class: text?
--- @arg retryable: flag
--- @arg at_least: ms  what the endpoint asked to wait
--- @arg random: number  0 to 1, spreads the retry
--- @reply settled(status: text, health: integer?)  the endpoint's score from 0 to 100, absent without a verdict
--- @reply superseded(status: text?, health: integer?)  somebody else ended or moved the run first
-- Atomic because the answer, the executor's own calls, a cancel and the sweep race for the same run.
--- @include "retry"
--- @include "circuit"

local health = ''
if ARG.verdict ~= '' then
  local circuit = load_circuit(ARG.circuit)
  health = string.format('%d', circuit_observe(circuit, ARG.verdict, tonumber(ARG.quick)))
  if ARG.verdict == 'good' and circuit.known then LINE.reopen(ARG.circuit) end
end
local run = load_run(ARG.run_id)
if not run then return { REPLY.superseded, '', health } end
if run.status ~= 'executing' or run.attempt ~= ARG.attempt or run.dispatch ~= ARG.number then
  return { REPLY.superseded, run.status, health }
end
local outcome = ARG.outcome
if outcome == 'accepted' then
  set_due(run, tonumber(run.cancel_at) or run.started_at + run.timeout_secs * 1000)
  return { REPLY.settled, run.status, health }
end
if outcome == 'completed' then
  local changes = ARG.result ~= '' and { 'result', ARG.result } or {}
  if ARG.trace ~= '' then
    changes[#changes + 1] = 'execution_trace'
    changes[#changes + 1] = ARG.trace
  end
  finish(run, 'completed', changes)
  if run.attempt ~= '1' then redis.call('HDEL', key_run(run.id), 'error', 'error_class') end
  return { REPLY.settled, 'completed', health }
end
local final = outcome == 'timed_out' and 'timed_out' or 'dead_letter'
local how = { last = ARG.retryable ~= '1', at_least = tonumber(ARG.at_least), random = tonumber(ARG.random) }
local status = retry_or_finish(run, how, ARG.error, ARG.error_class, final)
if TERMINAL[status] and ARG.trace ~= '' then redis.call('HSET', key_run(run.id), 'execution_trace', ARG.trace) end
return { REPLY.settled, status, health }
