-- Hands ready http runs to a dispatcher, and begins them (control-api 6.1, 6.4).
--- @arg taker: text  the dispatcher, which asks for one thing at a time
--- @arg number: integer  of the claim: asked again, because the answer was lost, it is the same and nothing is done twice
--- @arg wanted: integer
--- @arg reserve: integer  0, or of how many places kept for those who have few the wanted ones are
--- @arg held: list of HELD  what the dispatcher holds; when it asks for its reserve
--- @record HELD(job_id: text, project_id: text, count: integer)
--- @reply taken(runs: list of TAKEN, jobs: list of CALLED_JOB, wake_at: ms?)  when to ask again, whatever happens
--- @record TAKEN(run_id: text, job_id: text, attempt: integer, number: integer, timeout_secs: integer, payload: text,
---   metadata: map, checkpoint: entry?, previous_error: text?, created_at: ms, assignment_id: text?)
--- @record CALLED_JOB(job_id: text, json: text, signing_secret: text?, circuit: text)
-- Atomic because two dispatchers must never get the same run, and slots and probes are counted.
--- @include "finish"
--- @include "hand-out"

local taking, runs, jobs, known, answered = key_taking(ARG.taker), {}, {}, {}, 0

-- With what is told of it.
local function load_told(id) return load_run(id, 'payload') end

local function tell(run)
  local payload, checkpoint = run.payload or '', {}
  if tonumber(run.attempt) > 1 or run.resumed then
    checkpoint = redis.call('XREVRANGE', key_checkpoints(run.id), '+', '-', 'COUNT', 1)[1] or {}
  end
  local metadata, error_text = metadata_of(run), run.error or ''
  runs[#runs + 1] = { run.id, run.job_id, run.attempt, run.dispatch, run.timeout_secs, payload, metadata, checkpoint,
    error_text, run.created_at, run.assignment or '' }
  local bytes = #payload + (checkpoint[1] and bytes_of(checkpoint) or 0)
  answered = answered + SHORT_REPLY + bytes + #error_text + (metadata[1] and bytes_of(metadata) or 0)
  if known[run.job_id] then return bytes end
  known[run.job_id] = true
  local json, endpoint_signing_secret = unpack(redis.call('HMGET', key_job(run.job_id), 'json',
    'endpoint_signing_secret'))
  answered = answered + SHORT_REPLY + #(json or '')
  jobs[#jobs + 1] = { run.job_id, json, endpoint_signing_secret or '', circuit_of(LINE.of(run.job_id)) }
  return bytes
end

local before = redis.call('GET', taking)
if before and string.match(before, '^%d+') == ARG.number then
  for id, dispatch in string.gmatch(before, ' (%S+) (%d+)') do
    local run = load_told(id)
    if run and run.status == 'executing' and run.dispatch == dispatch then tell(run) end
  end
  return { REPLY.taken, runs, jobs, NOW_TEXT }
end

local wanted, reserve = tonumber(ARG.wanted), tonumber(ARG.reserve)
local held, held_of_project = {}, {}
for _, one in ipairs(ARG.held) do
  held[one[HELD.job_id]] = tonumber(one[HELD.count])
  held_of_project[one[HELD.project_id]] = (held_of_project[one[HELD.project_id]] or 0) + tonumber(one[HELD.count])
end

-- Of the places in reserve a job may have half of what is free, and once half of them are taken, a project that has
-- few: so whoever holds many, or hangs, leaves some for the next.
local free = reserve > 0 and wanted or math.huge
local function may_take(job_id) return (held[job_id] or 0) < math.max(1, free / 2) end
local function may_project_take(project_id)
  return free > reserve / 2 or (held_of_project[project_id] or 0) < math.max(1, free)
end

-- Members of a turn that may take, with their scores, from a score on: so many at most.
local function candidates(turn, from, may, most)
  local step, found = reserve > 0 and #ARG.held + #runs + most or most, {}
  local listed = redis.call('ZRANGEBYSCORE', turn, string.format('%d', from), '+inf', 'WITHSCORES', 'LIMIT', 0, digits(step))
  for index = 1, #listed, 2 do
    if #found < 2 * most and may(listed[index]) then
      found[#found + 1], found[#found + 2] = listed[index], listed[index + 1]
    end
  end
  return found
end

local function weight_of_project(project)
  if not FAIR.is_weighted(LINE.projects()) then return 1 end
  return tonumber(redis.call('HGET', key_project(project), 'fair_weight') or 1)
end

-- The projects that want their turn. A single one is the only one for the whole call: nothing in it seats another.
local alone
local function projects_in_turn()
  if alone then return alone end
  local projects = candidates(key_turns(), 0, may_project_take, 2 + #ARG.held)
  if reserve == 0 and projects[1] and not projects[3] then alone = projects end
  return projects
end

local function pick(aged_from)
  local projects = projects_in_turn()
  for index = 1, #projects, 2 do
    local project, score, rival = projects[index], tonumber(projects[index + 1]), projects[index + 3]
    local turn = key_turn(project, 'http')
    local function heads(from) return candidates(turn, from, may_take, 2) end
    local line, turns, is_rivaled = line_in_turn(turn, heads, aged_from)
    if line then
      if rival then turns = math.min(turns, FAIR.turns(score, rival, weight_of_project(project))) end
      if reserve > 0 then turns = 1 end
      return line, turns, is_rivaled, function(count)
        held[line.job] = (held[line.job] or 0) + count
        held_of_project[project] = (held_of_project[project] or 0) + count
        free = free - count
        if rival then
          local after = FAIR.served(LINE.projects(), score, count, weight_of_project(project))
          redis.call('ZADD', key_turns(), string.format('%d', after), project)
        end
      end
    end
  end
end

-- Has the sweep look at runs that have waited for an endpoint without a good answer for all that time, some at a time.
local function look_at_left_alone(line)
  local until_ms = left_alone_since(line.circuit)
  if not until_ms then return end
  local keys = LINE.is_keyed(line) and redis.call('ZRANGE', key_lanes(line.job), 0, LIMIT.leftAloneLanes - 1) or { '' }
  for _, key in ipairs(keys) do
    for level = 0, 10 do
      local base = level * LIMIT.priorityLevel
      local ids = redis.call('ZRANGEBYSCORE', key_ready(line.job, key), string.format('%d', base),
        string.format('%d', base + until_ms), 'LIMIT', 0, LIMIT.leftAloneStep)
      for _, id in ipairs(ids) do
        set_due({ id = id }, NOW)
      end
    end
  end
end

local function give(line, id)
  local run = load_told(id)
  if not run or run.status ~= 'queued' then return end
  if is_tripped(line.circuit) then
    look_at_left_alone(line)
    circuit_enter(line.circuit)
  end
  run.is_taken = true
  run.dispatch = string.format('%d', (run.dispatch or 0) + 1)
  local changes = {}
  if run.fenced then
    -- Tokens of this attempt are out from before; only the one of this dispatch may write.
    run.assignment = 'dispatch-' .. run.dispatch
  end
  if is_pull(run) then
    -- Its job has been given an endpoint since.
    changes[1], changes[2] = 'origin', with_part(run, EXECUTION_MODE, 'http')
  end
  -- The dispatcher settles at the deadline itself; the sweep only acts when it is gone.
  start(run, changes, LIMIT.timerGraceMs)
  return tell(run)
end

local is_cut = hand_out(wanted, pick, give)
if runs[1] then
  local text = { ARG.number }
  for _, run in ipairs(runs) do text[#text + 1] = run[TAKEN.run_id] .. ' ' .. run[TAKEN.number] end
  redis.call('SET', taking, table.concat(text, ' '), 'PX', 'LIMIT.takingMs')
end
ANSWERED = answered
if is_cut then return { REPLY.taken, runs, jobs, NOW_TEXT } end
return { REPLY.taken, runs, jobs, LINE.next_time() }
