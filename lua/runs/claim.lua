-- Hands ready pull runs to a worker (control-api 6.5).
--- @arg project_id: text
--- @arg worker_id: text
--- @arg by: 'jobs' | 'queues' | 'all'
--- @arg filter: texts  job ids or queue names
--- @arg assignment_ids: texts  one for each run that is wanted
--- @reply claimed(runs: list of CLAIMED, more: integer)  more: 1 when the job of the last of them has others to hand out
--- @record CLAIMED(run_id: text, job_id: text, attempt: integer, assignment_id: text, timeout_secs: integer,
---   payload: text, metadata: texts, checkpoint: entry?)
-- Atomic because two claimers must never get the same run, and a job's limits count the runs handed out.
--- @include "run"
--- @include "hand-out"

local turn = key_turn(ARG.project_id, 'worker')
-- Jobs with a seat among those that are asked for: see `line_in_turn`.
local heads
if ARG.by == 'jobs' then
  function heads(from)
    local found = {}
    if not ARG.filter[1] then return found end
    if not ARG.filter[2] then
      -- Many claims of a call ask for one job, and the call knows its seat.
      local line = LINE.known[ARG.filter[1]]
      if line and line.mode == 'worker' and line.project == ARG.project_id then
        local score = LINE.score(line)
        return score and score >= from and { line.job, score } or found
      end
    end
    local scores = redis.call('ZMSCORE', turn, unpack(ARG.filter))
    for index, job_id in ipairs(ARG.filter) do
      if scores[index] and tonumber(scores[index]) >= from then
        found[#found + 1], found[#found + 2] = job_id, scores[index]
      end
    end
    return found
  end
elseif ARG.by == 'queues' then
  function heads(from)
    local found = {}
    for _, queue in ipairs(ARG.filter) do
      local two = redis.call('ZRANGEBYSCORE', key_queue_turn(ARG.project_id, queue), string.format('%d', from), '+inf',
        'WITHSCORES', 'LIMIT', 0, 2)
      for _, one in ipairs(two) do found[#found + 1] = one end
    end
    return found
  end
else
  function heads(from)
    return redis.call('ZRANGEBYSCORE', turn, string.format('%d', from), '+inf', 'WITHSCORES', 'LIMIT', 0, 2)
  end
end

local reply, answered, last = {}, 0, nil

local function give(line, id)
  local run = load_run(id, 'payload')
  if not run or run.status ~= 'queued' then return end
  last = line
  local assignment = ARG.assignment_ids[#reply + 1]
  run.is_taken, run.assignment, run.worker_id = true, assignment, ARG.worker_id
  local changes = {}
  if not is_pull(run) then changes[1], changes[2] = 'origin', with_part(run, EXECUTION_MODE, 'worker') end
  transition(run, 'dequeued', changes)
  set_due(run, NOW + LIMIT.dequeuedMs)
  local payload, checkpoint = run.payload or '', nil
  if run.checkpoint_sequence then checkpoint = redis.call('XREVRANGE', key_checkpoints(run.id), '+', '-', 'COUNT', 1)[1] end
  local metadata = metadata_of(run)
  reply[#reply + 1] = { run.id, run.job_id, run.attempt, assignment, run.timeout_secs, payload, metadata, checkpoint or {} }
  local bytes = #payload + (checkpoint and bytes_of(checkpoint) or 0)
  answered = answered + SHORT_REPLY + bytes + (metadata[1] and bytes_of(metadata) or 0)
  return bytes
end

hand_out(#ARG.assignment_ids, function(aged_from) return line_in_turn(turn, heads, aged_from) end, give)
ANSWERED = answered
return { REPLY.claimed, reply, last and LINE.score(last) and 1 or 0 }
