-- Lets a project that has jobs and runs leave the cell, in a moment in which none of its runs is under way
-- (docs/architecture.md, Cells). What has ended stays.
--- @arg project_id: text
--- @arg version: integer  of this home of the project
--- @arg from: integer  number of this cell
--- @arg to: integer  number of the cell it goes to
--- @reply left
--- @reply known(home: text)  the cell knows this version or a newer one, or that the project is not here
--- @reply no_project
--- @reply busy(with: text, named: texts)  what has to be over first, and some of them: runs with their statuses, jobs, children
--- @reply too_many
-- Atomic because from the step on in which nothing of it is under way nothing may begin here: no trigger, no tick, no job,
-- no key. Its jobs say so by their version, which each trigger compares anyway.
--- @include "states"
--- @include "deferred"
--- @include "home"
--- @include "line"
--- @include "project"

local project = ARG.project_id
local version, home = home_version(project)
if home and (version >= tonumber(ARG.version) or lives_elsewhere(project)) then return { REPLY.known, home } end
if redis.call('EXISTS', key_project(project)) == 0 or is_deleted(project) then return { REPLY.no_project } end
if not home and redis.call('HLEN', key_homes()) > LIMIT.homes then return { REPLY.too_many } end
if redis.call('ZCARD', key_jobs(project)) > LIMIT.movedJobs then return { REPLY.too_many } end
local jobs = redis.call('ZRANGE', key_jobs(project), '0', '-1')

-- What must be over, by a word for it, and some of it.
local function under_way()
  local named = {}
  local function name(text)
    if #named < LIMIT.busyNamed then named[#named + 1] = text end
  end
  for status in pairs(HISTORY_CODE) do
    if not TERMINAL[status] then
      flush_sorted(key_runs_in(project, status))
      -- The oldest two of each.
      for _, id in ipairs(redis.call('ZRANGE', key_runs_in(project, status), '0', '1')) do name(id .. ' ' .. status) end
    end
  end
  if named[1] then return 'runs', named end
  for _, job in ipairs(jobs) do
    if redis.call('EXISTS', key_holding(job)) == 1 then name(job) end
  end
  if named[1] then return 'held', named end
  if redis.call('EXISTS', key_early_kept(project)) == 1 then return 'events', named end
  local coming = redis.call('ZRANGEBYSCORE', key_coming(project), NOW_TEXT, '+inf', 'LIMIT', '0', 'LIMIT.busyNamed')
  if coming[1] then return 'spawns', coming end
  flush_sorted(key_endings())
  if redis.call('ZCARD', key_endings()) > LIMIT.endingsLooked then return 'endings', named end
  for _, member in ipairs(redis.call('ZRANGE', key_endings(), '0', '-1')) do
    local id, of = string.match(member, '^(%S+) %S+ %S+ %S+ %S+ (.*)$')
    if of == project then name(id) end
  end
  if named[1] then return 'endings', named end
end
local with, named = under_way()
if with then return { REPLY.busy, with, named } end

redis.call('ZREM', key_draining(), project)
for _, job in ipairs(jobs) do
  redis.call('HSET', key_job(job), 'version', 'moved', 'left_at', NOW_TEXT)
  redis.call('HDEL', key_job(job), 'drains')
  LINE.forget(job)
  redis.call('ZREM', key_windows(), job)
  if redis.call('HDEL', key_cron_jobs(), job) == 1 then
    outbox_schedule({ run = job, number = 'moved-' .. ARG.version, at = NOW_TEXT })
  end
end
say_home(project, ARG.version .. ' ' .. ARG.from .. ' to ' .. ARG.to)
return { REPLY.left }
