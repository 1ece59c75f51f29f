--- @include "dead-letter"

-- The strategy's delay in s after the attempt that failed (control-api 7.2).
local function strategy_secs(strategy, delays, attempt, initial, most)
  if strategy == 'linear' then return math.min(initial * attempt, most) end
  if strategy == 'fixed' then return math.min(initial, most) end
  if strategy == 'custom' and delays then
    local index, chosen = 0, nil
    for secs in string.gmatch(delays, '%d+') do
      index, chosen = index + 1, tonumber(secs)
      if index == attempt then break end
    end
    if chosen then return math.min(chosen, most) end
  end
  return math.min(initial * 2 ^ (attempt - 1), most)
end

-- Ms until the next attempt. `how.random`, 0 to 1, spreads it by ±20 %, so that runs which failed together do not
-- come back together; without it the delay is the plain one of a lost heartbeat (control-api 7.1). What the
-- endpoint asked for (`how.at_least`, ms) no jitter undercuts. `policy` is the job's, of which the run's own overrides win.
local function retry_delay(run, how, policy)
  local attempt = tonumber(run.attempt)
  if not how.random then return math.min(2 ^ (attempt - 1), 3600) * 1000 end
  local secs = strategy_secs(policy.strategy, policy.delays, attempt, policy.initial, policy.most)
  local spread = math.floor(math.max(1, secs) * 1000 * (0.8 + 0.4 * how.random) + 0.5)
  return math.max(spread, how.at_least or 0)
end

-- How often in a row the run has failed with this error, this time included.
local function count_same_error(run, error_text)
  local hash = redis.sha1hex(string.sub(error_text, 1, 200))
  local known_error_hash, known_error_hash_count = unpack(redis.call('HMGET', key_metadata(run.id),
    '_error_hash', '_error_hash_count'))
  local count = known_error_hash == hash and (tonumber(known_error_hash_count) or 0) + 1 or 1
  add_more(run, 'metadata')
  redis.call('HSET', key_metadata(run.id), '_error_hash', hash, '_error_hash_count', string.format('%d', count))
  return count
end

-- The attempt is over without success and no other one follows.
local function give_up(run, final, error_text, error_class)
  note_error(run, error_class)
  if final == 'dead_letter' then return dead_letter(run, error_text, error_class) end
  finish(run, final, { 'error_class', error_class }, error_text)
  return final
end

-- Ends the attempt: the next one is queued for later, or the run ends as `final` when attempts are used up, when
-- it fails with the same error again and again, or when its cancel was only waiting for the executor. Answers
-- the new status.
local function retry_or_finish(run, how, error_text, error_class, final)
  if run.cancel_at then
    cancel_asked(run)
    return 'canceled'
  end
  local retry_priority_boost, retry_strategy, retry_delays_secs, poison_pill_threshold = unpack(redis.call('HMGET',
    key_job(run.job_id), 'retry_priority_boost', 'retry_strategy', 'retry_delays_secs', 'poison_pill_threshold'))
  local threshold = final == 'dead_letter' and tonumber(poison_pill_threshold or nil)
  if threshold then
    local count = count_same_error(run, error_text)
    if count >= threshold then
      local text = string.format('poison pill detected (same error %d times): %s', count, error_text)
      return give_up(run, final, text, error_class)
    end
  end
  local attempt = tonumber(run.attempt)
  if how.last or attempt >= tonumber(run.max_attempts) then return give_up(run, final, error_text, error_class) end
  append_error(run, error_text)
  tally('worker_retry_total:' .. error_class)
  note_error(run, error_class)
  observe('worker_retry_attempt_number', attempt + 1)
  local retry_backoff, retry_initial_delay_secs, retry_max_delay_secs, base_priority = unpack(redis.call('HMGET',
    key_run(run.id), 'retry_backoff', 'retry_initial_delay_secs', 'retry_max_delay_secs', 'base_priority'))
  local at = NOW + retry_delay(run, how, { strategy = retry_backoff or retry_strategy, delays = retry_delays_secs,
    initial = tonumber(retry_initial_delay_secs or 1), most = tonumber(retry_max_delay_secs or 3600) })
  local priority = math.min(10, tonumber(priority_of(run)) + tonumber(retry_priority_boost or 0))
  add_more(run, 'error')
  add_more(run, 'priority')
  local fields = { 'error', error_text, 'error_class', error_class, 'next_retry_at', string.format('%d', at),
    'priority', string.format('%d', priority), 'base_priority', base_priority or priority_of(run) }
  transition(run, 'queued', fields, untaken(string.format('%d', attempt + 1)))
  if run.fenced then redis.call('HDEL', key_run(run.id), 'fenced') end
  run.priority, run.fenced = priority, nil
  enqueue(run, at)
  return 'queued'
end
