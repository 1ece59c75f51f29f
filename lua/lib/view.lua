--- @include "run"

-- The run as the API shows it: its fields, its metadata, and the last heartbeat in µs ('' when none).
local function run_view(run)
  local fields = redis.call('HGETALL', key_run(run.id))
  fields[#fields + 1], fields[#fields + 2] = 'id', run.id
  local heartbeat = ''
  if run.status == 'executing' then
    heartbeat = deferred(key_live(), live_member(run)) or redis.call('ZSCORE', key_live(), live_member(run)) or ''
  end
  return { fields, metadata_of(run), heartbeat }
end
