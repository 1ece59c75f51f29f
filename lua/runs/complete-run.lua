-- The executor ends its run as completed (executor-api row 10).
--- @arg run_id: text
--- @arg attempt: integer
--- @arg assignment_id: text?
--- @arg result: text?  JSON
--- @arg checked_version: text?  the job version whose result schema it was checked against
--- @reply ok(run: run)
--- @reply check_result(version: text, schema: text)  of the job; nothing was written
--- @reply of guard
-- Atomic because exactly one terminal transition may happen, whoever comes first.
--- @include "guard"
--- @include "finish"
--- @include "view"

-- All of the run in one read: it is what is answered, with what is written below.
local fields = redis.call('HGETALL', key_run(ARG.run_id))
local whole = { id = ARG.run_id, written = {} }
local answered = #ARG.result
for index = 1, #fields, 2 do
  local text = fields[index + 1]
  whole[fields[index]] = text
  answered = answered + #text
end
if whole.origin then
  whole.job_id, whole.created_at, whole.project_id, whole.execution_mode, whole.expires_at, whole.timeout_secs,
    whole.max_attempts = struct.unpack('sssssss', whole.origin)
end
local has_waited = whole.trigger
local run, refusal = guard_run(whole.status and whole, ARG.attempt, ARG.assignment_id, 'waiting')
if not run then return refusal end
if run.checks_result then
  local version, result_schema = unpack(redis.call('HMGET', key_job(run.job_id), 'version', 'result_schema'))
  if result_schema and version ~= ARG.checked_version then return { REPLY.check_result, version, result_schema } end
end
finish(run, 'completed', ARG.result ~= '' and { 'result', ARG.result } or {})
if run.attempt ~= '1' then redis.call('HDEL', key_run(run.id), 'error', 'error_class') end
if run.attempt ~= '1' or has_waited then return { REPLY.ok, run_view(run) } end
fields[#fields + 1], fields[#fields + 2] = 'id', run.id
for _, changes in ipairs(run.written) do
  for _, text in ipairs(changes) do fields[#fields + 1] = text end
end
local metadata = redis.call('HGETALL', key_metadata(run.id))
for _, text in ipairs(metadata) do answered = answered + #text end
ANSWERED = answered
return { REPLY.ok, { fields, metadata, '' } }
