--- @include "gates"

-- A trigger that a debounce or a batch holds back is a hash under an id of its own:
-- what the run will be made from, `=` before the names of the run's fields and `+` before those of its metadata.
-- The newest trigger of a key replaces what was held; payloads of a batch are gathered as text.

-- Makes the run of what is held, under `run_id`. Nil when the job was deleted meanwhile: the trigger goes with it.
local function release(held_id, run_id)
  local values = redis.call('HGETALL', key_held(held_id))
  local held, fields, metadata = {}, { 'made', '' }, {}
  for index = 1, #values, 2 do
    local name, value = values[index], values[index + 1]
    local mark, rest = string.sub(name, 1, 1), string.sub(name, 2)
    if name == '=made' then
      fields[2] = value
    elseif mark == '=' then
      fields[#fields + 1], fields[#fields + 2] = rest, value
    elseif mark == '+' then
      metadata[#metadata + 1], metadata[#metadata + 2] = rest, value
    else
      held[name] = value
    end
  end
  if held.kind == 'batch' then
    fields[#fields + 1] = 'payload'
    fields[#fields + 1] = '[' .. redis.call('GET', key_held_payloads(held_id)) .. ']'
  end
  for _, text in ipairs(fields) do ROOM = ROOM - #text end
  redis.call('UNLINK', key_held(held_id), key_held_payloads(held_id))
  redis.call('HDEL', key_holding(held.job), held.name)
  clear_due(held_id)
  local version, window_from = unpack(redis.call('HMGET', key_job(held.job), 'version', 'window_from'))
  if not version then return nil end
  local scheduled_at = tonumber(held.scheduled_at)
  if window_from then scheduled_at = math.max(scheduled_at or 0, tonumber(window_from)) end
  local run = { id = run_id, job_id = held.job, project_id = held.project, execution_mode = held.mode,
    priority = held.priority, concurrency_key = held.concurrency_key }
  create_triggered(run, scheduled_at, held.ttl, fields, metadata)
  pass_gates(held.job, run_id, held.rate_window, held.digest, held.dedup_window)
  return run
end

-- Holds a trigger back. `held` is its hash without marks; `payload` is that of a batch. Answers what trigger-gated
-- does; a batch that is full is released as `run_id`. `held_id` is used when nothing is held under the name yet.
local function hold(held, held_id, run_id, window, most, payload, fields, metadata)
  local name, count, fire_at = held.kind .. ' ' .. held.key, 0, NOW + window
  local id = redis.call('HGET', key_holding(held.job), name)
  if id and held.kind == 'batch' then
    if redis.call('STRLEN', key_held_payloads(id)) + #payload >= LIMIT.batchBytes then
      release(id, id)
      id = nil
    else
      local before_count, before_fire_at = unpack(redis.call('HMGET', key_held(id), 'count', 'fire_at'))
      count, fire_at = tonumber(before_count), tonumber(before_fire_at)
    end
  end
  local known = id
  if not id then
    if redis.call('HLEN', key_holding(held.job)) >= LIMIT.heldKeys then return { REPLY.too_many_held } end
    id = held_id
    redis.call('HSET', key_holding(held.job), name, id)
  end
  local at = string.format('%d', fire_at)
  local values = { 'name', name, 'fire_at', at, 'count', string.format('%d', count + 1) }
  for field, value in pairs(held) do
    values[#values + 1] = field
    values[#values + 1] = value
  end
  local function keep(mark, pairs_of)
    for index = 1, #pairs_of, 2 do
      values[#values + 1] = mark .. pairs_of[index]
      values[#values + 1] = pairs_of[index + 1]
    end
  end
  keep('=', fields)
  keep('+', metadata)
  redis.call('DEL', key_held(id))
  redis.call('HSET', key_held(id), unpack(values))
  if held.kind == 'batch' then
    redis.call('APPEND', key_held_payloads(id), count == 0 and payload or ',' .. payload)
    if count + 1 >= tonumber(most) then
      local run = release(id, run_id)
      return { REPLY.flushed, run_id, run.status }
    end
  end
  set_due({ id = id }, fire_at)
  -- One timer a held trigger: one that a debounce has moved on comes back when it fires.
  if not known and timed(fire_at) then outbox_held({ run = id, number = '1', at = at }) end
  if held.kind == 'batch' then return { REPLY.buffered } end
  return { REPLY.debounced, at }
end
