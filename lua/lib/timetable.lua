-- Keeps what time does for a job in step with the job, in the script that changes it. `cron` is its schedule or '',
-- `look_at` when its execution window must be reckoned anew, in ms, or ''.
local function keep_timetable(job_id, version, cron, look_at)
  local before = redis.call('HGET', key_cron_jobs(), job_id) or ''
  if cron ~= '' then
    redis.call('HSET', key_cron_jobs(), job_id, cron)
  elseif before ~= '' then
    redis.call('HDEL', key_cron_jobs(), job_id)
  end
  if cron ~= before then
    redis.call('HDEL', key_cron_since(), job_id)
    outbox_schedule({ run = job_id, number = version, at = NOW_TEXT })
  end
  if look_at ~= '' then
    redis.call('ZADD', key_windows(), look_at, job_id)
  else
    redis.call('ZREM', key_windows(), job_id)
  end
end
