--- @include "finish"

-- The list of dead letters that operators look through and replay: a sorted set by the time of death for the
-- project and one for the job, both bounded. Who leaves it stays a dead letter, only out of sight.

local function unlist_dead_letter(project_id, job_id, id)
  redis.call('ZREM', key_dead_letters(project_id), id .. ':' .. job_id)
  redis.call('ZREM', key_job_dead_letters(job_id), id)
end

-- The oldest leave so that one more fits below `most`.
local function drop_oldest(run, key, most)
  local over = redis.call('ZCARD', key) - most
  if over < 0 then return end
  for _, member in ipairs(redis.call('ZRANGE', key, 0, math.min(over, LIMIT.deadLetterStep))) do
    local job_id = string.sub(member, 38)
    unlist_dead_letter(run.project_id, job_id ~= '' and job_id or run.job_id, string.sub(member, 1, 36))
  end
end

-- Ends the run as a dead letter, or as system_failed when the list is full and may not forget. Answers the status.
local function dead_letter(run, error_text, error_class)
  local of_project, of_job = key_dead_letters(run.project_id), key_job_dead_letters(run.job_id)
  local hidden = string.format('%d', NOW - LIMIT.deadLetterShownMs)
  redis.call('ZREMRANGEBYSCORE', of_project, '-inf', hidden)
  redis.call('ZREMRANGEBYSCORE', of_job, '-inf', hidden)
  if SETTING.dlqRejects == 1 then
    if redis.call('ZCARD', of_project) >= SETTING.dlqMaxPerProject
      or redis.call('ZCARD', of_job) >= SETTING.dlqMaxPerJob then
      finish(run, 'system_failed', { 'error_class', 'dlq_overflow' }, error_text)
      return 'system_failed'
    end
  else
    drop_oldest(run, of_job, SETTING.dlqMaxPerJob)
    drop_oldest(run, of_project, SETTING.dlqMaxPerProject)
  end
  finish(run, 'dead_letter', { 'error_class', error_class }, error_text)
  redis.call('ZADD', of_project, NOW_TEXT, run.id .. ':' .. run.job_id)
  redis.call('ZADD', of_job, NOW_TEXT, run.id)
  return 'dead_letter'
end
