--- @include "chunk"
--- @include "event"
--- @include "wait"

-- Each operation's arguments are ARGV[first..last]. A check answers nothing, or a code and a detail; `pending`
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

-- stream: id, chunk, done, seq
function CHECK.stream(pending, first)
  local run = pending.run
  local sequences = key_sequences(run.id)
  local field = run.attempt .. ':' .. ARGV[first]
  local expected = pending.expected[field]
  if expected == nil then expected = redis.call('HGET', sequences, field) end
  local seq, done = ARGV[first + 3], ARGV[first + 2]
  local code = check_chunk(expected, seq)
  if code == 'closed' then return 'closed' end
  if string.sub(code, 1, 4) == 'gap:' then return 'gap', string.sub(code, 5) end
  if code ~= 'append' or (seq == '' and done ~= '1') then return end
  local next_seq = seq == '' and 0 or tonumber(seq) + 1
  pending.expected[field] = done == '1' and CLOSED - next_seq or next_seq
  if not expected then return check_key(pending, sequences, field, LIMIT.streamIds) end
end

-- usage: record, model, prompt, completion, total tokens, cost
function CHECK.usage(pending, first)
  local run = pending.run
  local limits = redis.call('HMGET', key_job(run.job_id), 'cost_budget_microusd', 'token_budget')
  local spent = redis.call('HMGET', key_usage_totals(run.id), 'cost_microusd', 'total_tokens')
  pending.tokens = pending.tokens + tonumber(ARGV[first + 4])
  pending.cost = pending.cost + tonumber(ARGV[first + 5])
  if limits[1] and tonumber(spent[1] or 0) + pending.cost > tonumber(limits[1]) then
    return 'budget_exceeded', limits[1]
  end
  if limits[2] and tonumber(spent[2] or 0) + pending.tokens > tonumber(limits[2]) then
    return 'token_budget_exceeded', limits[2]
  end
end

-- tool-call: record, tool name
CHECK['tool-call'] = function(pending, first)
  local run = pending.run
  local job = redis.call('HMGET', key_job(run.job_id), 'allowed_tools', 'blocked_tools', 'max_tool_calls')
  local function named(list)
    for _, tool in ipairs(cjson.decode(list)) do
      if tool == ARGV[first + 1] then return true end
    end
    return false
  end
  if job[2] and named(job[2]) then return 'tool_blocked' end
  if job[1] and not named(job[1]) then return 'tool_not_allowed' end
  pending.tools = pending.tools + 1
  if job[3] then
    local made = tonumber(redis.call('HGET', key_run(run.id), 'tool_calls') or 0)
    if made + pending.tools > tonumber(job[3]) then return 'tool_call_limit_exceeded', job[3] end
  end
end

function CHECK.output(pending, first)
  return check_key(pending, key_outputs(pending.run.id), ARGV[first], LIMIT.outputKeys)
end

function CHECK.state(pending, first)
  return check_key(pending, key_state(pending.run.id), ARGV[first], LIMIT.stateKeys)
end

function CHECK.annotate(pending, first, last)
  for index = first, last, 2 do
    local code, limit = check_key(pending, key_metadata(pending.run.id), ARGV[index], LIMIT.metadataPairs)
    if code then return code, limit end
  end
end

local WRITE = {}

function WRITE.log(run, first) return append_event(run.id, 'log', ARGV[first]) end

function WRITE.progress(run, first)
  redis.call('HSET', key_run(run.id), 'progress', ARGV[first])
  return append_event(run.id, 'progress', ARGV[first])
end

function WRITE.stream(run, first)
  return append_chunk(run.id, run.attempt, ARGV[first], ARGV[first + 1], ARGV[first + 2], ARGV[first + 3])
end

function WRITE.heartbeat(run)
  if run.cancel_at or run.status ~= 'executing' then
    redis.call('HSET', key_run(run.id), 'heartbeat_at', NOW_TEXT)
    if run.cancel_at then return 'cancel_requested' end
  else
    redis.call('ZADD', key_live(), 'XX', NOW_US, live_member(run))
  end
  return 'ok'
end

function WRITE.annotate(run, first, last)
  redis.call('HSET', key_metadata(run.id), unpack(ARGV, first, last))
end

-- checkpoint: source, state
function WRITE.checkpoint(run, first) return append_checkpoint(run.id, ARGV[first], ARGV[first + 1]) end

function WRITE.usage(run, first)
  local totals = key_usage_totals(run.id)
  local amounts = { 'prompt_tokens', ARGV[first + 2], 'completion_tokens', ARGV[first + 3],
    'total_tokens', ARGV[first + 4], 'cost_microusd', ARGV[first + 5] }
  redis.call('HINCRBY', totals, 'records', '1')
  for index = 1, 8, 2 do
    redis.call('HINCRBY', totals, amounts[index], amounts[index + 1])
    redis.call('HINCRBY', totals, amounts[index] .. ':' .. ARGV[first + 1], amounts[index + 1])
  end
  return redis.call('XADD', key_usage(run.id), 'MAXLEN', '~', 'LIMIT.runUsageRecords', '*', 'record', ARGV[first])
end

WRITE['tool-call'] = function(run, first)
  redis.call('HINCRBY', key_run(run.id), 'tool_calls', '1')
  return redis.call('XADD', key_tool_calls(run.id), 'MAXLEN', '~', 'LIMIT.runToolCalls', '*', 'record', ARGV[first])
end

-- output: key, id to use when it is new, record. A later write of the key keeps its id and created_at.
function WRITE.output(run, first)
  local kept = redis.call('HGET', key_outputs(run.id), ARGV[first])
  local head = kept and string.match(kept, '^%S+ %d+') or (ARGV[first + 1] .. ' ' .. NOW_TEXT)
  redis.call('HSET', key_outputs(run.id), ARGV[first], head .. ' ' .. ARGV[first + 2])
  return head
end

-- state: key, value
function WRITE.state(run, first)
  redis.call('HSET', key_state(run.id), ARGV[first], NOW_TEXT .. ' ' .. ARGV[first + 1])
end

WRITE['state-delete'] = function(run, first) redis.call('HDEL', key_state(run.id), ARGV[first]) end

-- resources, resource-snapshot, oom-risk: record
function WRITE.resources(run, first) return append_event(run.id, 'resource_sample', ARGV[first]) end
WRITE['resource-snapshot'] = function(run, first) return append_event(run.id, 'resource_snapshot', ARGV[first]) end
WRITE['oom-risk'] = function(run, first) return append_event(run.id, 'resource.oom_risk', ARGV[first]) end
