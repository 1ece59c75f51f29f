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
local whole, answered = { core = nil, origin = nil, payload = nil, trigger = nil }, #ARG.result
for index = 1, #fields, 2 do
  local name, text = fields[index], fields[index + 1]
  whole[name] = text
  answered = answered + #text
end
local known = whole.core and run_of(ARG.run_id, whole.origin, whole.core)
if known and known.more ~= '' then
  for name in pairs(LETTER) do known[name] = whole[name] end
end
local run, refusal = guard_run(known, ARG.attempt, ARG.assignment_id, 'waiting')
if not run then return refusal end
if run.checks_result then
  local version, result_schema = unpack(redis.call('HMGET', key_job(run.job_id), 'version', 'result_schema'))
  if result_schema and version ~= ARG.checked_version then return { REPLY.check_result, version, result_schema } end
end
finish(run, 'completed', ARG.result ~= '' and { 'result', ARG.result } or {})
if run.attempt ~= '1' then redis.call('HDEL', key_run(run.id), 'error', 'error_class') end
if run.attempt ~= '1' or whole.trigger then return { REPLY.ok, run_view(run) } end
local count = #fields
fields[count + 1], fields[count + 2], fields[count + 3], fields[count + 4] = 'id', run.id, 'core', run.core
if ARG.result ~= '' then fields[count + 5], fields[count + 6] = 'result', ARG.result end
local metadata = metadata_of(run)
for _, text in ipairs(metadata) do answered = answered + #text end
ANSWERED = answered
return { REPLY.ok, { fields, metadata, '' } }
