-- Hands ready pull runs to a worker (control-api 6.5).
-- KEYS: 1 partition prefix, 2 catalog prefix
-- ARGV: 1 project, 2 worker id, 3 'jobs', 'queues' or 'all', 4 number of filter values,
--       then the filter values (job ids or queue names), then one new assignment id per run wanted
-- Reply: a list of {run id, job id, attempt, assignment id, timeout_secs, payload or nothing,
--   metadata as field, value list, last checkpoint entry or nothing}
-- Atomic because two claimers must never get the same run, and a job's limits count the runs handed out.
--- @include "run"
--- @include "window"

local filters = tonumber(ARGV[4])
local wanted = #ARGV - 4 - filters
local chosen = {}
for index = 5, 4 + filters do chosen[ARGV[index]] = true end

local function job_ids()
  if next(READY) then flush() end
  if ARGV[3] == 'jobs' then return { unpack(ARGV, 5, 4 + filters) } end
  return redis.call('SMEMBERS', key_ready_jobs(ARGV[1]))
end

-- The ready runs of a job that its switches and limits let go now, at most `wanted`, in claim order.
local function offers(job_id, into)
  local ready = key_ready(job_id)
  flush_ready(job_id)
  local job = redis.call('HMGET', key_job(job_id), 'enabled', 'paused', 'queue_name', 'max_concurrency',
    'max_concurrency_per_key', 'window_from', 'window_until')
  if ARGV[3] == 'queues' and not chosen[job[3]] then return end
  if job[1] ~= '1' or job[2] == '1' or closed_for(job[6], job[7]) > 0 then return end
  local per_key = tonumber(job[5] or 0)
  local window = per_key > 0 and LIMIT.claimWindow or wanted
  local heads = redis.call('ZRANGE', ready, 0, window - 1, 'WITHSCORES')
  if #heads == 0 then return redis.call('SREM', key_ready_jobs(ARGV[1]), job_id) end
  local free = wanted
  local most = tonumber(job[4] or 0)
  if most > 0 or per_key > 0 then
    flush_counts(key_job_counts(job_id))
    flush_counts(key_job_slots(job_id))
  end
  if most > 0 then
    local busy = redis.call('HGET', key_job_counts(job_id), 'slots')
    free = math.min(free, most - tonumber(busy or 0))
  end
  local slots = {}
  for index = 1, #heads, 2 do
    if free <= 0 then return end
    local run_id, allowed = heads[index], true
    if per_key > 0 then
      local key = redis.call('HGET', key_run(run_id), 'concurrency_key')
      if key then
        slots[key] = slots[key] or tonumber(redis.call('HGET', key_job_slots(job_id), key) or 0)
        allowed = slots[key] < per_key
        if allowed then slots[key] = slots[key] + 1 end
      end
    end
    if allowed then
      free = free - 1
      into[#into + 1] = { id = run_id, score = tonumber(heads[index + 1]) }
    end
  end
end

local found = {}
for _, job_id in ipairs(job_ids()) do offers(job_id, found) end
table.sort(found, function(left, right)
  if left.score == right.score then return left.id < right.id end
  return left.score < right.score
end)

local reply = {}
for index = 1, math.min(wanted, #found) do
  local run = load_run(found[index].id)
  local assignment = ARGV[4 + filters + index]
  transition(run, 'dequeued', { 'assignment', assignment, 'worker_id', ARGV[2] })
  set_due(run, NOW + LIMIT.dequeuedMs)
  local more = redis.call('HMGET', key_run(run.id), 'payload', 'checkpoint_sequence')
  local checkpoint
  if more[2] then checkpoint = redis.call('XREVRANGE', key_checkpoints(run.id), '+', '-', 'COUNT', 1)[1] end
  reply[index] = { run.id, run.job_id, run.attempt, assignment, run.timeout_secs, more[1] or '',
    redis.call('HGETALL', key_metadata(run.id)), checkpoint or {} }
end
return reply
