--- @include "states"
--- @include "deferred"

-- The end of a run that somebody waits for: in the outbox for the worker that tells them, and in `endings` until
-- it has done so. A member carries all that the worker must know even when the run has left.
local function hand_ending(member)
  local id, number, status, attempt, job, project = string.match(member, '^(%S+) (%S+) (%S+) (%S+) (%S+) (.*)$')
  outbox_ended({ run = id, number = number, at = NOW_TEXT, status = status, attempt = attempt, job = job,
    project = project })
  put(key_endings(), member, string.format('%d', NOW + LIMIT.followRepairMs))
end

-- What subscriptions want, by project; read once a call.
local LISTENERS, LISTENERS_AT = {}, ''

local function listeners_of(project)
  if LISTENERS_AT ~= NOW_US then
    LISTENERS, LISTENERS_AT = {}, NOW_US
  end
  local wanted = LISTENERS[project]
  if not wanted then
    wanted = redis.call('HGET', key_listeners(), project) or ''
    LISTENERS[project] = wanted
  end
  return wanted
end

-- Tells whoever wants to hear of the end: subscriptions of the project, and what the job says is to follow
-- (`on_end`: w its webhook_url, c a job after completion, f a job after failure). Nobody: one read a call.
local function announce(run, to)
  local event, on_end = EVENT[to], run.on_end
  local wanted = on_end and (string.find(on_end, 'w', 1, true)
    or (event == 'run.completed' and string.find(on_end, 'c', 1, true))
    or ((event == 'run.failed' or event == 'run.timed_out') and string.find(on_end, 'f', 1, true)))
  if not wanted then
    local listeners = listeners_of(run.project_id)
    if listeners == '' or not string.find(listeners, event, 1, true) then return end
  end
  hand_ending(table.concat({ run.id, NOW_TEXT, to, run.attempt, run.job_id, run.project_id }, ' '))
end
