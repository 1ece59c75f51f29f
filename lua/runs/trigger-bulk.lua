-- Creates the runs of a bulk trigger, all or none (control-api 2.3).
--- @arg job_id: text
--- @arg job_version: integer  what the caller validated against
--- @arg batch_id: text
--- @arg project_id: text
--- @arg execution_mode: text
--- @arg creator: text
--- @arg rate_max: integer  most runs in the rate window
--- @arg rate_window: ms  0: none
--- @arg dedup_window: ms
--- @arg keep: ms  how long to keep the batch
--- @arg oldest_batch: text  id before which batches of the project are too old
--- @arg items: list of BULK_ITEM
--- @record BULK_ITEM(idempotency_key: text?, run_id: text, scheduled_at: ms?, ttl: ms, priority: integer,
---   concurrency_key: text?, digest: text?, fields: texts, metadata: texts)
--- @record BULK_RESULT(run_id: text, status: text, attempt: integer, known: flag, created: flag)
---   known by its idempotency key
--- @reply created(batch_id: text, created_at: ms, results: list of BULK_RESULT)
--- @reply rate_limited
--- @reply of admit
--- @reply of drain
-- Atomic because all items are created or none; an item may repeat the idempotency key of one before it.
--- @include "gates"

local job_id, batch = ARG.job_id, ARG.batch_id
local refusal, drains = refusal_of_job(job_id, ARG.job_version)
if refusal then return refusal end

local function run_of_key(key)
  local id = redis.call('GET', key_run_idempotency(job_id, key))
  return id and known_run(id)
end

-- How many are new is known before the first is written: of equal keys and payloads, the first is.
local items, fresh, seen = {}, 0, {}
for index, asked in ipairs(ARG.items) do
  local item = { asked = asked, key = asked[BULK_ITEM.idempotency_key], id = asked[BULK_ITEM.run_id],
    digest = asked[BULK_ITEM.digest] }
  local key, digest = 'key ' .. item.key, 'digest ' .. item.digest
  if item.key ~= '' then item.known = run_of_key(item.key) or seen[key] end
  if not item.known and item.digest ~= '' then item.twin = run_of_payload(job_id, item.digest) or seen[digest] end
  if not item.known and not item.twin then
    fresh = fresh + 1
    item.is_new = true
    if item.key ~= '' then seen[key] = { id = item.id } end
    if item.digest ~= '' then seen[digest] = { id = item.id } end
  end
  items[index] = item
end
if fresh > 0 and drains then return drains end
if fresh > 0 and ARG.rate_window ~= '0' and rate_exceeded(job_id, ARG.rate_max, ARG.rate_window, fresh) then
  return { REPLY.rate_limited }
end

local results = {}
for index, item in ipairs(items) do
  local asked = item.asked
  if item.is_new then
    if item.key ~= '' then redis.call('SET', key_run_idempotency(job_id, item.key), item.id) end
    local run = triggered_run(item.id, job_id, ARG.project_id, ARG.execution_mode, asked[BULK_ITEM.priority],
      asked[BULK_ITEM.concurrency_key])
    create_triggered(run, tonumber(asked[BULK_ITEM.scheduled_at]), asked[BULK_ITEM.ttl], asked[BULK_ITEM.fields],
      asked[BULK_ITEM.metadata])
    pass_gates(job_id, item.id, ARG.rate_window, item.digest, ARG.dedup_window)
    redis.call('ZADD', key_batch_runs(batch), '0', item.id)
    results[index] = { item.id, run.status, '1', '', '1' }
  else
    local known = known_run((item.known or item.twin).id)
    results[index] = { known.id, known.status, known.attempt, item.known and '1' or '', '' }
  end
end

redis.call('HSET', key_batch(batch), 'id', batch, 'project_id', ARG.project_id, 'job_id', job_id,
  'item_count', string.format('%d', #items), 'created_count', string.format('%d', fresh), 'created_by', ARG.creator,
  'created_at', NOW_TEXT, 'finished_at', NOW_TEXT)
redis.call('PEXPIRE', key_batch(batch), ARG.keep)
redis.call('PEXPIRE', key_batch_runs(batch), ARG.keep)
redis.call('ZREMRANGEBYLEX', key_batches(ARG.project_id), '-', '(' .. ARG.oldest_batch)
redis.call('ZADD', key_batches(ARG.project_id), '0', batch)
redis.call('ZREMRANGEBYRANK', key_batches(ARG.project_id), '0', -(LIMIT.batchesKept + 1))
return { REPLY.created, batch, NOW_TEXT, results }
