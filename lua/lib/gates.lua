--- @include "admit"
--- @include "holder"

-- Whether `count` runs more would be too many for the job's sliding window (control-api 1.1). Its log holds the
-- runs that were triggered within the window, at most as many as the limit allows.
local function rate_exceeded(job_id, most, window, count)
  local log = key_job_rate(job_id)
  redis.call('ZREMRANGEBYSCORE', log, '-inf', string.format('%d', NOW - window))
  return redis.call('ZCARD', log) + count > tonumber(most)
end

-- The run that an equal payload made within the window, or nil.
local function run_of_payload(job_id, digest)
  local id = redis.call('GET', key_job_payload(job_id, digest))
  return id and known_run(id)
end

-- Remembers a new run for the gates of its job; windows in ms, '0' and '' for gates that the job does not have.
local function pass_gates(job_id, id, rate_window, digest, dedup_window)
  if rate_window ~= '0' then
    redis.call('ZADD', key_job_rate(job_id), NOW_TEXT, id)
    redis.call('PEXPIRE', key_job_rate(job_id), rate_window)
  end
  if digest ~= '' then redis.call('SET', key_job_payload(job_id, digest), id, 'PX', dedup_window) end
end
