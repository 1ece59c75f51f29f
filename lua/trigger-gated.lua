-- Triggers a job that has a gate: rate limit, payload deduplication, debounce or batch window (control-api 1.1, 2.1).
-- KEYS: 1 partition prefix of the job and of all that is triggered here, 2 catalog prefix
-- ARGV: 1 job id, 2 version of the job the caller validated against, 3 idempotency key or '',
--       4 run id, 5 scheduled_at in ms or '', 6 ttl in ms until the first start,
--       7 project, 8 execution mode, 9 priority, 10 concurrency key or '',
--       11 most runs in the rate window, 12 that window in ms or '0', 13 payload digest or '', 14 dedup window in ms,
--       15 'debounce', 'batch' or '', 16 its key, 17 its window in ms, 18 most payloads of a batch,
--       19 payload of a batch, 20 id of a held trigger, 21 number n of the values that follow,
--       22 .. 21+n field, value pairs of the run, then field, value pairs of its metadata
-- Reply: as trigger, and {'duplicate', run id, status, attempt}, {'debounced', fire at in ms}, {'buffered'},
--   {'flushed', run id, status}, {'rate_limited'}, {'too_many_held'}
-- Atomic because two triggers of one moment must not both be the last within a limit, the first of their payload,
-- or the first or last of a batch.
--- @include "hold"

local job_id, idempotency, id = ARGV[1], ARGV[3], ARGV[4]
local refusal = refusal_of_job(job_id, ARGV[2])
if refusal then return refusal end
if idempotency ~= '' then
  local known = known_by_key(job_id, idempotency)
  if known then return known end
end
if ARGV[13] ~= '' then
  local twin = duplicate_of(job_id, ARGV[13])
  if twin then return twin end
end
if ARGV[12] ~= '0' and rate_exceeded(job_id, ARGV[11], ARGV[12], 1) then return { 'rate_limited' } end

local first, last = 22, 21 + ARGV[21]
if ARGV[15] ~= '' then
  local held = { kind = ARGV[15], key = ARGV[16], job = job_id, project = ARGV[7], mode = ARGV[8],
    priority = ARGV[9], scheduled_at = ARGV[5], ttl = ARGV[6], rate_window = ARGV[12], digest = ARGV[13],
    dedup_window = ARGV[14], concurrency_key = ARGV[10] ~= '' and ARGV[10] or nil }
  local reply = hold(held, ARGV[20], id, ARGV[17], ARGV[18], ARGV[19], ARGV, first, last, #ARGV)
  if idempotency ~= '' and reply[1] ~= 'too_many_held' then
    local answer = reply[1] == 'flushed' and id or table.concat(reply, ' ')
    redis.call('SET', key_run_idempotency(job_id, idempotency), answer, 'PX', 'LIMIT.idempotencyMs')
  end
  return reply
end

if idempotency ~= '' then redis.call('SET', key_run_idempotency(job_id, idempotency), id) end
local run = { id = id, job_id = job_id, project_id = ARGV[7], execution_mode = ARGV[8], priority = ARGV[9],
  concurrency_key = ARGV[10] ~= '' and ARGV[10] or nil }
local expires_at = create_triggered(run, tonumber(ARGV[5]), ARGV[6], ARGV, first, last, #ARGV)
pass_gates(job_id, id, ARGV[12], ARGV[13], ARGV[14])
return { 'created', run.status, NOW_TEXT, expires_at }
