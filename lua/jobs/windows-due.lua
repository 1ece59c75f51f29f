-- Jobs whose execution window must be reckoned anew by now.
--- @arg most: integer
--- @reply due(now: ms, jobs: list of WINDOWED_JOB)
--- @record WINDOWED_JOB(id: text, version: text, json: text?)
-- One script so that Redis's clock decides, and a job's version and record are of the same moment.
local jobs = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', key_windows(), '-inf', NOW_TEXT, 'LIMIT', 0, ARG.most)) do
  local version, json = unpack(redis.call('HMGET', key_job(id), 'version', 'json'))
  jobs[#jobs + 1] = { id, version or '', json or '' }
end
return { REPLY.due, NOW_TEXT, jobs }
