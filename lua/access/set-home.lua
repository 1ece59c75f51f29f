-- Says in a cell which one a project lies in (docs/architecture.md, Cells).
--- @arg project_id: text
--- @arg version: integer  of this home of the project; the newest is the right one
--- @arg cell: text  its number, or `here`
--- @reply set
--- @reply known(home: text)  the cell knows this version or a newer one
--- @reply in_use  something of the project is here, or was lately
--- @reply upgraded(until: ms)  too lately to know whether events wait for it that cannot be listed
--- @reply too_many
-- Atomic because the project must have nothing here in the moment from which on nothing of it is made here.
--- @include "home"
--- @include "project"

local project = ARG.project_id

-- What cannot be listed is kept for a day at most: replies under idempotency keys of those that have had jobs.
local function has_anything()
  if redis.call('EXISTS', key_project(project), key_jobs(project), key_slugs(project), key_api_keys(project),
    key_webhooks(project), key_batches(project), key_event_keys(project), key_early_kept(project)) > 0 then return true end
  return is_deleted(project) or redis.call('SISMEMBER', key_job_projects(), project) == 1 or keeps_anything(project)
end

local version, home = home_version(project)
if home and version >= tonumber(ARG.version) then return { REPLY.known, home } end
if not home and redis.call('HLEN', key_homes()) > LIMIT.homes then return { REPLY.too_many } end
if ARG.cell ~= 'here' and home and string.find(home, ' to ', 1, true) then return { REPLY.in_use } end
if ARG.cell ~= 'here' and not lives_elsewhere(project) then
  local wait = redis.call('PTTL', key_upgraded())
  if wait > 0 then return { REPLY.upgraded, NOW + wait } end
  if has_anything() then return { REPLY.in_use } end
end
say_home(project, ARG.version .. ' ' .. ARG.cell)
return { REPLY.set }
