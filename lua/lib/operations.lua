--- @include "chunk"
--- @include "event"
--- @include "labels"
--- @include "wait"

--- @record OPERATION(name: text)
--- @record RECORD(name: text, record: text)  log, progress, resources, resource-snapshot, oom-risk
--- @record USAGE(name: text, record: text, model: text, prompt_tokens: integer, completion_tokens: integer,
---   total_tokens: integer, cost_microusd: integer)
--- @record TOOL_CALL(name: text, record: text, tool: text)
--- @record OUTPUT(name: text, key: text, id: text, record: text)  an id to use when the key is new
--- @record STATE(name: text, key: text, value: text)  also state-delete, without the value
--- @record ANNOTATION(name: text, pairs: text)  as many keys and values as there are
--- @record CHECKPOINT(name: text, source: text, state: text)

-- An operation is a list: its name, then its arguments. A check answers nothing, or a code and a detail; `pending`
-- carries what earlier operations of the same call would change.
local function new_pending(run)
  return { run = run, expected = {}, sums = {}, tools = 0, keys = {}, added = {}, sizes = {}, bytes = {} }
end

-- Adds what an operation reports to a sum that is kept; answers the sum, nothing when numbers cannot hold it.
local function add_to(pending, kept, name, amount)
  local sum = (pending.sums[name] or tonumber(kept or 0)) + tonumber(amount)
  pending.sums[name] = sum
  return sum <= LIMIT.sum and sum or nil
end

-- Refuses the value that would make those of a hash come to more bytes than they may; `field` of the run has their sum.
local function check_bytes(pending, hash, key, field, size)
  local before = pending.sizes[hash .. key] or redis.call('HSTRLEN', hash, key)
  local bytes = pending.bytes[field] or tonumber(redis.call('HGET', key_run(pending.run.id), field) or 0)
  pending.sizes[hash .. key], pending.bytes[field] = size, bytes - before + size
  if size > before and bytes - before + size > LIMIT.runValueBytes then return 'too_many_bytes', LIMIT.runValueBytes end
end

-- Refuses the key that would make a hash of the run larger than its limit.
local function check_key(pending, hash, key, limit)
  if pending.keys[hash .. key] or redis.call('HEXISTS', hash, key) == 1 then return nil end
  pending.keys[hash .. key] = true
  pending.added[hash] = (pending.added[hash] or redis.call('HLEN', hash)) + 1
  if pending.added[hash] > limit then return 'too_many_keys', limit end
end

local CHECK = {}

function CHECK.stream(pending, operation)
  local run = pending.run
  local sequences = key_sequences(run.id)
  local field = run.attempt .. ':' .. operation[CHUNK.stream_id]
  local expected = pending.expected[field]
  if expected == nil then expected = redis.call('HGET', sequences, field) end
  local seq, done = operation[CHUNK.seq], operation[CHUNK.done]
  local code = check_chunk(expected, seq)
  if code == 'closed' then return 'closed' end
  if string.sub(code, 1, 4) == 'gap:' then return 'gap', string.sub(code, 5) end
  if code ~= 'append' or (seq == '' and done ~= '1') then return end
  local next_seq = seq == '' and 0 or tonumber(seq) + 1
  pending.expected[field] = done == '1' and CLOSED - next_seq or next_seq
  if not expected then return check_key(pending, sequences, field, LIMIT.streamIds) end
end

-- Refuses one model more than the usage of a run is counted by: each has four amounts, and so has the run, beside the
-- number of its records.
local function check_model(pending, model)
  local totals = key_usage_totals(pending.run.id)
  local name = 'model ' .. model
  if pending.keys[name] or redis.call('HEXISTS', totals, 'total_tokens:' .. model) == 1 then return end
  pending.keys[name] = true
  pending.models = (pending.models or math.max(0, math.floor((redis.call('HLEN', totals) - 5) / 4))) + 1
  if pending.models > LIMIT.usageModels then return 'too_many_models', LIMIT.usageModels end
end

function CHECK.usage(pending, operation)
  local run = pending.run
  local cost_budget_microusd, token_budget = unpack(redis.call('HMGET', key_job(run.job_id),
    'cost_budget_microusd', 'token_budget'))
  local spent_cost_microusd, spent_total_tokens, spent_prompt_tokens, spent_completion_tokens = unpack(redis.call(
    'HMGET', key_usage_totals(run.id), 'cost_microusd', 'total_tokens', 'prompt_tokens', 'completion_tokens'))
  local cost = add_to(pending, spent_cost_microusd, 'cost', operation[USAGE.cost_microusd])
  local tokens = add_to(pending, spent_total_tokens, 'total', operation[USAGE.total_tokens])
  local prompt = add_to(pending, spent_prompt_tokens, 'prompt', operation[USAGE.prompt_tokens])
  local completion = add_to(pending, spent_completion_tokens, 'completion', operation[USAGE.completion_tokens])
  if not (cost and tokens and prompt and completion) then return 'sum_too_large', string.format('%.0f', LIMIT.sum) end
  if cost_budget_microusd and cost > tonumber(cost_budget_microusd) then
    return 'budget_exceeded', cost_budget_microusd
  end
  if token_budget and tokens > tonumber(token_budget) then return 'token_budget_exceeded', token_budget end
  return check_model(pending, operation[USAGE.model])
end

CHECK['tool-call'] = function(pending, operation)
  local run = pending.run
  local allowed_tools, blocked_tools, max_tool_calls = unpack(redis.call('HMGET', key_job(run.job_id),
    'allowed_tools', 'blocked_tools', 'max_tool_calls'))
  local function named(list)
    for _, tool in ipairs(cjson.decode(list)) do
      if tool == operation[TOOL_CALL.tool] then return true end
    end
    return false
  end
  if blocked_tools and named(blocked_tools) then return 'tool_blocked' end
  if allowed_tools and not named(allowed_tools) then return 'tool_not_allowed' end
  pending.tools = pending.tools + 1
  if max_tool_calls then
    local made = tonumber(redis.call('HGET', key_run(run.id), 'tool_calls') or 0)
    if made + pending.tools > tonumber(max_tool_calls) then return 'tool_call_limit_exceeded', max_tool_calls end
  end
end

function CHECK.output(pending, operation)
  local hash, key = key_outputs(pending.run.id), operation[OUTPUT.key]
  local code, limit = check_key(pending, hash, key, LIMIT.outputKeys)
  if code then return code, limit end
  return check_bytes(pending, hash, key, 'output_bytes', #operation[OUTPUT.record])
end

function CHECK.state(pending, operation)
  local hash, key = key_state(pending.run.id), operation[STATE.key]
  local code, limit = check_key(pending, hash, key, LIMIT.stateKeys)
  if code then return code, limit end
  return check_bytes(pending, hash, key, 'state_bytes', #operation[STATE.value])
end

function CHECK.annotate(pending, operation)
  for index = ANNOTATION.pairs, #operation, 2 do
    local code, limit = check_key(pending, key_metadata(pending.run.id), operation[index], LIMIT.metadataPairs)
    if code then return code, limit end
  end
end

local WRITE = {}

function WRITE.log(run, operation) return append_event(run.id, 'log', operation[RECORD.record]) end

function WRITE.progress(run, operation)
  redis.call('HSET', key_run(run.id), 'progress', operation[RECORD.record])
  return append_event(run.id, 'progress', operation[RECORD.record])
end

function WRITE.stream(run, operation) return append_chunk(run.id, run.attempt, operation, 0) end

function WRITE.heartbeat(run)
  if run.cancel_at or run.status ~= 'executing' then
    run.heartbeat_at = NOW_TEXT
    save_run(run)
    if run.cancel_at then return 'cancel_requested' end
  else
    redis.call('ZADD', key_live(), 'XX', NOW_US, live_member(run))
  end
  return 'ok'
end

function WRITE.annotate(run, operation)
  write_metadata(run, { unpack(operation, ANNOTATION.pairs) })
end

function WRITE.checkpoint(run, operation)
  return append_checkpoint(run, operation[CHECKPOINT.source], operation[CHECKPOINT.state])
end

local function append_record(key, record)
  local id = redis.call('XADD', key, 'MAXLEN', '~', 'LIMIT.runRecords', '*', 'record', record)
  bound_stream(key, #record, LIMIT.runStreamBytes)
  return id
end

function WRITE.usage(run, operation)
  local totals, model = key_usage_totals(run.id), operation[USAGE.model]
  local amounts = { 'prompt_tokens', operation[USAGE.prompt_tokens],
    'completion_tokens', operation[USAGE.completion_tokens], 'total_tokens', operation[USAGE.total_tokens],
    'cost_microusd', operation[USAGE.cost_microusd] }
  redis.call('HINCRBY', totals, 'records', '1')
  for index = 1, 8, 2 do
    redis.call('HINCRBY', totals, amounts[index], amounts[index + 1])
    redis.call('HINCRBY', totals, amounts[index] .. ':' .. model, amounts[index + 1])
  end
  return append_record(key_usage(run.id), operation[USAGE.record])
end

WRITE['tool-call'] = function(run, operation)
  redis.call('HINCRBY', key_run(run.id), 'tool_calls', '1')
  return append_record(key_tool_calls(run.id), operation[TOOL_CALL.record])
end

local function count_bytes(run, field, by)
  if by ~= 0 then redis.call('HINCRBY', key_run(run.id), field, string.format('%d', by)) end
end

local function put_value(run, hash, key, field, value)
  count_bytes(run, field, #value - redis.call('HSTRLEN', hash, key))
  redis.call('HSET', hash, key, value)
end

-- A later write of the key keeps its id and created_at.
function WRITE.output(run, operation)
  local kept = redis.call('HGET', key_outputs(run.id), operation[OUTPUT.key])
  local head = kept and string.match(kept, '^%S+ %d+') or (operation[OUTPUT.id] .. ' ' .. NOW_TEXT)
  put_value(run, key_outputs(run.id), operation[OUTPUT.key], 'output_bytes', head .. ' ' .. operation[OUTPUT.record])
  return head
end

function WRITE.state(run, operation)
  put_value(run, key_state(run.id), operation[STATE.key], 'state_bytes', NOW_TEXT .. ' ' .. operation[STATE.value])
end

WRITE['state-delete'] = function(run, operation)
  local hash, key = key_state(run.id), operation[STATE.key]
  count_bytes(run, 'state_bytes', -redis.call('HSTRLEN', hash, key))
  redis.call('HDEL', hash, key)
end

local function event_writer(kind)
  return function(run, operation) return append_event(run.id, kind, operation[RECORD.record]) end
end
WRITE.resources = event_writer('resource_sample')
WRITE['resource-snapshot'] = event_writer('resource_snapshot')
WRITE['oom-risk'] = event_writer('resource.oom_risk')
