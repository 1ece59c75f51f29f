-- Reads runs as the API shows them: as many of those named as come to a number of bytes, one at least.
--- @arg ids: texts
--- @arg bytes: integer  0: all, however large
--- @answers list of run?  fewer than ids when they come to more bytes
-- One script so that status, metadata and heartbeat of a run are of the same moment.
--- @include "view"

local function bytes_of(view)
  local size = 0
  for _, texts in ipairs({ view[1], view[2] }) do
    for _, text in ipairs(texts) do size = size + #text end
  end
  return size
end

-- What can be large of a run, known without reading it.
local function large_parts(id)
  local key, size = key_run(id), 0
  for _, field in ipairs({ 'payload', 'result', 'error' }) do size = size + redis.call('HSTRLEN', key, field) end
  return size
end

local reply = {}
local is_bounded = ARG.bytes ~= '0'
local left = tonumber(ARG.bytes)
for index, id in ipairs(ARG.ids) do
  local run = load_run(id)
  if is_bounded and run and index > 1 and large_parts(id) > left then break end
  reply[index] = run and run_view(run) or {}
  if is_bounded then
    left = left - bytes_of(reply[index])
    if left <= 0 then break end
  end
end
return reply
