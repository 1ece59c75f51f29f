-- Takes waits that are over out of Redis before their runs leave (control-api 5.2, purge).
--- @arg project_id: text
--- @arg before: ms  waits that were over by then
--- @arg dry_run: flag  count only
--- @arg ids: texts
--- @reply purged(count: integer)
-- Atomic because a wait that is open must stay, and its key may be waited for anew in the same moment.
--- @include "purge"

local count = 0
for _, id in ipairs(ARG.ids) do
  local status, received_at, expires_at, requested_at, job_run_id, project_id = unpack(redis.call('HMGET',
    key_trigger(id), 'status', 'received_at', 'expires_at', 'requested_at', 'job_run_id', 'project_id'))
  local over = status == 'received' and received_at or status == 'timed_out' and expires_at or requested_at
  if status and status ~= 'waiting' and project_id == ARG.project_id and tonumber(over) < tonumber(ARG.before) then
    count = count + 1
    if ARG.dry_run ~= '1' then
      redis.call('SREM', key_waits(job_run_id), id)
      purge_wait(ARG.project_id, id)
    end
  end
end
return { REPLY.purged, count }
