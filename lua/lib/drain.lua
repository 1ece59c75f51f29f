--- @reply project_drains(left: ms)  it comes to rest to be moved: come again, at the latest then

-- A project that is to move is told to come to rest (`drain-project`): until a time, by this clock, nothing of it is begun from
-- outside. Each of its jobs carries the time as `drains`, because who begins a run reads the job anyway; who reads none asks
-- the list. Nobody has to end it: a time that is over says nothing.
local function drained(till)
  if till and tonumber(till) > NOW then return { REPLY.project_drains, tonumber(till) - NOW } end
end

local function drained_project(project) return drained(redis.call('ZSCORE', key_draining(), project)) end
