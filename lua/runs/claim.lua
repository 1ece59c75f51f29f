-- Hands ready pull runs to a worker (control-api 6.5).
--- @partition of the runs
--- @arg project_id: text
--- @arg worker_id: text
--- @arg by: 'jobs' | 'queues' | 'all'
--- @arg filter: texts  job ids or queue names
--- @arg assignment_ids: texts  one for each run that is wanted
--- @answers list of CLAIMED
--- @record CLAIMED(run_id: text, job_id: text, attempt: integer, assignment_id: text, timeout_secs: integer,
---   payload: text, metadata: texts, checkpoint: entry?)
-- Atomic because two claimers must never get the same run, and a job's limits count the runs handed out.
--- @include "run"
--- @include "window"

local wanted = #ARG.assignment_ids
local chosen = {}
for _, one in ipairs(ARG.filter) do chosen[one] = true end

local function job_ids()
  if next(READY) then flush() end
  if ARG.by == 'jobs' then return ARG.filter end
  return redis.call('SMEMBERS', key_ready_jobs(ARG.project_id))
end

-- The ready runs of a job that its switches and limits let go now, at most `wanted`, in claim order.
local function offers(job_id, into)
  local ready = key_ready(job_id)
  flush_ready(job_id)
  local enabled, paused, queue_name, max_concurrency, max_concurrency_per_key, window_from, window_until =
    unpack(redis.call('HMGET', key_job(job_id), 'enabled', 'paused', 'queue_name', 'max_concurrency',
      'max_concurrency_per_key', 'window_from', 'window_until'))
  if ARG.by == 'queues' and not chosen[queue_name] then return end
  if enabled ~= '1' or paused == '1' or closed_for(window_from, window_until) > 0 then return end
  local per_key = tonumber(max_concurrency_per_key or 0)
  local window = per_key > 0 and LIMIT.claimWindow or wanted
  local heads = redis.call('ZRANGE', ready, 0, window - 1, 'WITHSCORES')
  if #heads == 0 then return redis.call('SREM', key_ready_jobs(ARG.project_id), job_id) end
  local free = wanted
  local most = tonumber(max_concurrency or 0)
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
  local assignment = ARG.assignment_ids[index]
  transition(run, 'dequeued', { 'assignment', assignment, 'worker_id', ARG.worker_id })
  set_due(run, NOW + LIMIT.dequeuedMs)
  local payload, checkpoint_sequence = unpack(redis.call('HMGET', key_run(run.id), 'payload', 'checkpoint_sequence'))
  local checkpoint
  if checkpoint_sequence then checkpoint = redis.call('XREVRANGE', key_checkpoints(run.id), '+', '-', 'COUNT', 1)[1] end
  reply[index] = { run.id, run.job_id, run.attempt, assignment, run.timeout_secs, payload or '',
    redis.call('HGETALL', key_metadata(run.id)), checkpoint or {} }
end
return reply
