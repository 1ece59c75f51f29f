-- Takes waits that are over out of Redis before their runs leave (control-api 5.2, purge).
-- KEYS: 1 partition prefix of the waits, 2 catalog prefix
-- ARGV: 1 project, 2 ms: waits that were over before, 3 '1' to count only, then ids of waits
-- Reply: how many were (or would be) purged
-- Atomic because a wait that is open must stay, and its key may be waited for anew in the same moment.
--- @include "purge"

local count = 0
for index = 4, #ARGV do
  local wait = redis.call('HMGET', key_trigger(ARGV[index]), 'status', 'received_at', 'expires_at', 'requested_at',
    'job_run_id', 'project_id')
  local over = wait[1] == 'received' and wait[2] or wait[1] == 'timed_out' and wait[3] or wait[4]
  if wait[1] and wait[1] ~= 'waiting' and wait[6] == ARGV[1] and tonumber(over) < tonumber(ARGV[2]) then
    count = count + 1
    if ARGV[3] ~= '1' then
      redis.call('SREM', key_waits(wait[5]), ARGV[index])
      purge_wait(ARGV[1], ARGV[index])
    end
  end
end
return count
