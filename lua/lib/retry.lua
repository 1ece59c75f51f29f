--- @include "finish"

-- Ends the attempt: the next one is queued for `delay` ms from now, or the run ends as `final` when attempts
-- are used up (control-api 7.2). Answers the new status.
local function retry_or_finish(run, delay, error_text, error_class, final, final_error)
  local attempt = tonumber(run.attempt)
  if attempt >= tonumber(run.max_attempts) then
    finish(run, final, { 'error_class', error_class }, final_error or error_text)
    return final
  end
  append_error(run, error_text)
  tally('worker_retry_total:' .. error_class)
  observe('worker_retry_attempt_number', attempt + 1)
  local at = NOW + delay
  local boost = tonumber(redis.call('HGET', key_job(run.job_id), 'retry_priority_boost') or 0)
  local priority = math.min(10, tonumber(run.priority) + boost)
  transition(run, 'queued', { 'attempt', attempt + 1, 'error', error_text, 'error_class', error_class,
    'next_retry_at', string.format('%d', at), 'priority', priority })
  redis.call('HDEL', key_run(run.id), 'started_at', 'finished_at', 'assignment', 'worker_id', 'heartbeat_at',
    'cancel_at')
  run.attempt, run.priority, run.assignment = tostring(attempt + 1), priority, nil
  run.cancel_at = nil
  enqueue(run, at)
  return 'queued'
end

-- 1, 2, 4 … s after the attempt that failed, at most 1 h; without jitter, as for lost heartbeats (7.1).
local function plain_backoff(run) return math.min(2 ^ (tonumber(run.attempt) - 1), 3600) * 1000 end
