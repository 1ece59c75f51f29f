--- @include "chunk"
--- @include "event"
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
  return { run = run, expected = {}, tokens = 0, cost = 0, tools = 0, keys = {}, added = {} }
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

function CHECK.usage(pending, operation)
  local run = pending.run
  local cost_budget_microusd, token_budget = unpack(redis.call('HMGET', key_job(run.job_id),
    'cost_budget_microusd', 'token_budget'))
  local spent_cost_microusd, spent_total_tokens = unpack(redis.call('HMGET', key_usage_totals(run.id),
    'cost_microusd', 'total_tokens'))
  pending.tokens = pending.tokens + tonumber(operation[USAGE.total_tokens])
  pending.cost = pending.cost + tonumber(operation[USAGE.cost_microusd])
  if cost_budget_microusd and tonumber(spent_cost_microusd or 0) + pending.cost > tonumber(cost_budget_microusd) then
    return 'budget_exceeded', cost_budget_microusd
  end
  if token_budget and tonumber(spent_total_tokens or 0) + pending.tokens > tonumber(token_budget) then
    return 'token_budget_exceeded', token_budget
  end
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
  return check_key(pending, key_outputs(pending.run.id), operation[OUTPUT.key], LIMIT.outputKeys)
end

function CHECK.state(pending, operation)
  return check_key(pending, key_state(pending.run.id), operation[STATE.key], LIMIT.stateKeys)
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

function WRITE.stream(run, operation) return append_chunk(run.id, run.attempt, operation) end

function WRITE.heartbeat(run)
  if run.cancel_at or run.status ~= 'executing' then
    redis.call('HSET', key_run(run.id), 'heartbeat_at', NOW_TEXT)
    if run.cancel_at then return 'cancel_requested' end
  else
    redis.call('ZADD', key_live(), 'XX', NOW_US, live_member(run))
  end
  return 'ok'
end

function WRITE.annotate(run, operation)
  redis.call('HSET', key_metadata(run.id), unpack(operation, ANNOTATION.pairs))
end

function WRITE.checkpoint(run, operation)
  return append_checkpoint(run.id, operation[CHECKPOINT.source], operation[CHECKPOINT.state])
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
  return redis.call('XADD', key_usage(run.id), 'MAXLEN', '~', 'LIMIT.runRecords', '*', 'record',
    operation[USAGE.record])
end

WRITE['tool-call'] = function(run, operation)
  redis.call('HINCRBY', key_run(run.id), 'tool_calls', '1')
  return redis.call('XADD', key_tool_calls(run.id), 'MAXLEN', '~', 'LIMIT.runRecords', '*', 'record',
    operation[TOOL_CALL.record])
end

-- A later write of the key keeps its id and created_at.
function WRITE.output(run, operation)
  local kept = redis.call('HGET', key_outputs(run.id), operation[OUTPUT.key])
  local head = kept and string.match(kept, '^%S+ %d+') or (operation[OUTPUT.id] .. ' ' .. NOW_TEXT)
  redis.call('HSET', key_outputs(run.id), operation[OUTPUT.key], head .. ' ' .. operation[OUTPUT.record])
  return head
end

function WRITE.state(run, operation)
  redis.call('HSET', key_state(run.id), operation[STATE.key], NOW_TEXT .. ' ' .. operation[STATE.value])
end

WRITE['state-delete'] = function(run, operation) redis.call('HDEL', key_state(run.id), operation[STATE.key]) end

local function event_writer(kind)
  return function(run, operation) return append_event(run.id, kind, operation[RECORD.record]) end
end
WRITE.resources = event_writer('resource_sample')
WRITE['resource-snapshot'] = event_writer('resource_snapshot')
WRITE['oom-risk'] = event_writer('resource.oom_risk')
