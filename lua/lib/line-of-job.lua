--- @include "fair"

-- A line is what of a job waits to be handed out. Its runs are in order of priority and age; those with a concurrency
-- key are in a lane of that key, and the lanes take turns (see `fair`). A line has a seat among those of its project
-- exactly while one of its runs may be handed out now; lines of one priority take turns there, and so do projects whose
-- runs a dispatcher takes. What is closed has no seat and is not looked at: whatever opens it seats it again, and
-- tells those who wait for runs.
--
-- `known`: lines of this call, by job. `changed`: what commands have changed in them, settled once before something
-- is handed out and at the end of the call; `order` in which jobs have come to it.
local NONE = {}
local LINE = { known = NONE, changed = {}, order = NONE }

-- What lines need of a job, packed from its fields: nil when it is gone. Kept in its hash, because each field of a hash costs
-- as much as all of them in one; whoever changes a field that is read here takes it out.
local function pack_line(job_id)
  local project_id, version, execution_mode, queue_name, enabled, paused, max_concurrency, max_concurrency_per_key,
    window_from, window_until, endpoint_url, fair_weight, weighted_keys, drains = unpack(redis.call('HMGET', key_job(job_id),
      'project_id', 'version', 'execution_mode', 'queue_name', 'enabled', 'paused', 'max_concurrency',
      'max_concurrency_per_key', 'window_from', 'window_until', 'endpoint_url', 'fair_weight', 'weighted_keys', 'drains'))
  if not project_id then return nil end
  local packed = cmsgpack.pack({ project = project_id, version = version, mode = execution_mode, queue = queue_name,
    enabled = enabled == '1', paused = paused == '1', most = tonumber(max_concurrency or 0),
    per_key = tonumber(max_concurrency_per_key or 0), from = tonumber(window_from), till = tonumber(window_until),
    url = endpoint_url or '', weight = tonumber(fair_weight or 1), is_weighted = weighted_keys == '1',
    drains = tonumber(drains) })
  redis.call('HSET', key_job(job_id), 'line', packed)
  return packed
end

-- What was packed last of a job that a call has asked for, unpacked: the same text says the same.
local UNPACKED = { facts = {}, count = 0 }
local MOST_UNPACKED = 1000

local function facts_of(job_id, packed)
  local facts = UNPACKED.facts[job_id]
  if facts and facts.packed == packed then return facts end
  if not facts then
    if UNPACKED.count >= MOST_UNPACKED then UNPACKED.facts, UNPACKED.count = {}, 0 end
    UNPACKED.count = UNPACKED.count + 1
  end
  facts = cmsgpack.unpack(packed)
  facts.packed, facts.__index = packed, facts
  UNPACKED.facts[job_id] = facts
  return facts
end

-- The line, as this call finds it.
function LINE.of(job_id)
  local line = LINE.known[job_id]
  if line then return line end
  local packed = redis.call('HGET', key_job(job_id), 'line') or pack_line(job_id)
  -- What it will know, so that the table need not grow.
  line = { job = job_id, score = nil, keyed = nil, level = nil, room = nil, circuit = nil, turn = nil, lanes = nil }
  if packed then setmetatable(line, facts_of(job_id, packed)) end
  if LINE.known == NONE then LINE.known = { [job_id] = line } else LINE.known[job_id] = line end
  return line
end

-- Name of the circuit around the endpoint of a line: made once for what is known of its job, call after call.
local function circuit_of(line)
  local name = line.circuit_name
  if not name then
    name = 'endpoint:' .. line.project .. ':' .. redis.sha1hex(line.url)
    getmetatable(line).circuit_name = name
  end
  return name
end

-- The fair queue of the lines of its project, and the one of its lanes.
function LINE.turn(line)
  if not line.turn then
    line.turn = FAIR.open(key_turn(line.project, line.mode), key_turn_idle(line.project, line.mode),
      line.mode .. ' ' .. line.project)
  end
  return line.turn
end

function LINE.lanes(line)
  if not line.lanes then line.lanes = FAIR.open(key_lanes(line.job), key_lanes_idle(line.job), line.job) end
  return line.lanes
end

function LINE.projects() return FAIR.open(key_turns(), key_turns_idle(), 'projects') end

-- What it needs of a job has changed, or who may have it: it is read anew.
function LINE.forget(job_id)
  redis.call('HDEL', key_job(job_id), 'line')
  LINE.known[job_id] = nil
end
