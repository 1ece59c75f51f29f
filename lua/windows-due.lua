-- Jobs whose execution window must be reckoned anew by now.
-- KEYS: 1 partition prefix (unused), 2 catalog prefix
-- ARGV: 1 most jobs
-- Reply: now in ms, then per job: its id, version, JSON or ''
-- One script so that Redis's clock decides, and a job's version and record are of the same moment.
local reply = { NOW_TEXT }
for _, id in ipairs(redis.call('ZRANGEBYSCORE', key_windows(), '-inf', NOW_TEXT, 'LIMIT', 0, ARGV[1])) do
  local job = redis.call('HMGET', key_job(id), 'version', 'json')
  reply[#reply + 1] = id
  reply[#reply + 1] = job[1] or ''
  reply[#reply + 1] = job[2] or ''
end
return reply
