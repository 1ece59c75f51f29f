-- Creates the runs of a bulk trigger, all or none (control-api 2.3).
-- KEYS: 1 partition prefix of the job and of all its runs of this kind, 2 catalog prefix
-- ARGV: 1 job id, 2 version of the job the caller validated against, 3 batch id, 4 project, 5 execution mode,
--       6 creator, 7 number of items, 8 most runs in the rate window, 9 that window in ms or '0',
--       10 dedup window in ms, 11 ms to keep the batch, 12 id before which batches of the project are too old,
--       then per item: idempotency key or '', run id, scheduled_at in ms or '', ttl in ms, priority,
--       concurrency key or '', payload digest or '', number n of the values that follow, field, value pairs of the
--       run, number m of the values that follow, field, value pairs of its metadata
-- Reply: {'created', created_at, results: {run id, status, attempt, '1' when the run was known by its idempotency key,
--   '1' when it was created} an item}, {'rate_limited'}, {'job_not_found'}, {'job_changed'}, {'job_disabled'},
--   {'job_paused'}
-- Atomic because all items are created or none; an item may repeat the idempotency key of one before it.
--- @include "gates"

local job_id, batch = ARGV[1], ARGV[3]
local refusal = refusal_of_job(job_id, ARGV[2])
if refusal then return refusal end

local function run_of_key(key)
  local known = known_by_key(job_id, key)
  if known and known[1] == 'exists' then return known end
end

-- How many are new is known before the first is written: of equal keys and payloads, the first is.
local items, fresh, seen, at = {}, 0, {}, 13
for index = 1, tonumber(ARGV[7]) do
  local fields = at + 8
  local last = fields - 1 + ARGV[at + 7]
  local metadata_last = last + 1 + ARGV[last + 1]
  local item = { key = ARGV[at], id = ARGV[at + 1], at = at, digest = ARGV[at + 6], first = fields, last = last,
    metadata_last = metadata_last }
  local key, digest = 'key ' .. item.key, 'digest ' .. item.digest
  if item.key ~= '' then item.known = run_of_key(item.key) or seen[key] end
  if not item.known and item.digest ~= '' then item.twin = duplicate_of(job_id, item.digest) or seen[digest] end
  if not item.known and not item.twin then
    fresh = fresh + 1
    item.is_new = true
    if item.key ~= '' then seen[key] = { 'exists', item.id } end
    if item.digest ~= '' then seen[digest] = { 'duplicate', item.id } end
  end
  items[index] = item
  at = metadata_last + 1
end
if fresh > 0 and ARGV[9] ~= '0' and rate_exceeded(job_id, ARGV[8], ARGV[9], fresh) then return { 'rate_limited' } end

local results = {}
for index, item in ipairs(items) do
  local from = item.at
  if item.is_new then
    if item.key ~= '' then redis.call('SET', key_run_idempotency(job_id, item.key), item.id) end
    local run = { id = item.id, job_id = job_id, project_id = ARGV[4], execution_mode = ARGV[5],
      priority = ARGV[from + 4], concurrency_key = ARGV[from + 5] ~= '' and ARGV[from + 5] or nil }
    create_triggered(run, tonumber(ARGV[from + 2]), ARGV[from + 3], ARGV, item.first, item.last, item.last)
    if item.metadata_last > item.last + 1 then
      redis.call('HSET', key_metadata(item.id), unpack(ARGV, item.last + 2, item.metadata_last))
    end
    pass_gates(job_id, item.id, ARGV[9], item.digest, ARGV[10])
    redis.call('ZADD', key_batch_runs(batch), '0', item.id)
    results[index] = { item.id, run.status, '1', '', '1' }
  else
    local known = item.known or item.twin
    local run = redis.call('HMGET', key_run(known[2]), 'status', 'attempt')
    results[index] = { known[2], run[1], run[2], item.known and '1' or '', '' }
  end
end

redis.call('HSET', key_batch(batch), 'id', batch, 'project_id', ARGV[4], 'job_id', job_id, 'item_count', ARGV[7],
  'created_count', string.format('%d', fresh), 'created_by', ARGV[6], 'created_at', NOW_TEXT, 'finished_at', NOW_TEXT)
redis.call('PEXPIRE', key_batch(batch), ARGV[11])
redis.call('PEXPIRE', key_batch_runs(batch), ARGV[11])
redis.call('ZREMRANGEBYLEX', key_batches(ARGV[4]), '-', '(' .. ARGV[12])
redis.call('ZADD', key_batches(ARGV[4]), '0', batch)
redis.call('ZREMRANGEBYRANK', key_batches(ARGV[4]), '0', -(LIMIT.batchesKept + 1))
return { 'created', NOW_TEXT, results }
