-- The activity of a project is written only while somebody follows it. Whether anybody does is looked up once a
-- call, by the first command of it that changes a status, or with what else is asked then: EXISTS counts a key as often as
-- it is named, so that one question answers several. Project to whether it is followed; nil: not looked up; false: none is.
local FOLLOWED

local function forget_followed() FOLLOWED = nil end

local function knows_followed() return FOLLOWED ~= nil end

local function note_followed(is_any) FOLLOWED = is_any and {} end

local function is_followed(project)
  if FOLLOWED == nil then note_followed(redis.call('EXISTS', key_followed_projects()) == 1) end
  if not FOLLOWED then return false end
  local known = FOLLOWED[project]
  if known == nil then
    local till = redis.call('ZSCORE', key_followed_projects(), project)
    known = till and tonumber(till) > NOW or false
    FOLLOWED[project] = known
  end
  return known
end

local function note_activity(project, ...)
  redis.call('XADD', key_activity(project), 'MAXLEN', '~', 'LIMIT.projectActivity', '*', ...)
  redis.call('PEXPIRE', key_activity(project), 'LIMIT.activityKeptMs')
end

-- Of an error no more than its beginning, and no half character: the whole one is in the run.
local function excerpt(text)
  if #text <= 1000 then return text end
  return (string.gsub(string.sub(text, 1, 1000), '[\192-\255][\128-\191]*$', ''))
end

-- `from` is '' for a new run. `changes` are field, value pairs written with the status.
local function note_change(run, from, to, changes)
  local error_text = ''
  for index = 1, #changes, 2 do
    if changes[index] == 'error' then error_text = excerpt(changes[index + 1]) end
  end
  note_activity(run.project_id, 'run', run.id, 'job', run.job_id, 'from', from, 'to', to, 'error', error_text)
end

local function note_trigger(project, trigger, run_id, event_key, status, error_text)
  if not is_followed(project) then return end
  note_activity(project, 'trigger', trigger, 'run', run_id, 'key', event_key, 'to', status,
    'error', error_text or '')
end
