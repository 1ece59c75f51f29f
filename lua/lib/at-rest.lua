-- Runs that this call has ended. Their streams are seen to at its end, for all of them at once: most have none.
local ENDED = {}

local function will_rest(id) ENDED[#ENDED + 1] = id end

-- A stream takes its nodes whole; its copy takes what is in them alone. Longer ones would gain little by it, and take long.
local REST_ENTRIES, REST_BYTES = 128, 16384

local function shrink(key)
  local length = redis.call('XLEN', key)
  if length == 0 or length > REST_ENTRIES then return end
  if redis.call('MEMORY', 'USAGE', key, 'SAMPLES', '0') > REST_BYTES then return end
  redis.call('COPY', key, key_copy())
  redis.call('RENAME', key_copy(), key)
end

-- Takes out what no run needs that has ended (nobody may send a chunk any more), and what its streams have taken for
-- entries to come.
local function bring_to_rest(id)
  local events, chunks = key_events(id), key_chunks(id)
  if redis.call('EXISTS', events, chunks) == 0 then return end
  redis.call('UNLINK', key_sequences(id))
  for _, key in ipairs({ events, chunks, key_checkpoints(id), key_usage(id), key_tool_calls(id) }) do shrink(key) end
end

-- Runs of which one question is asked: Lua hands at most some thousand values to a call.
local REST_STEP = 500

local function flush_ended()
  local ended = ENDED
  if not ended[1] then return end
  ENDED = {}
  for first = 1, #ended, REST_STEP do
    local last = math.min(#ended, first + REST_STEP - 1)
    local asked, count = { 'EXISTS' }, 1
    for index = first, last do
      local id = ended[index]
      asked[count + 1], asked[count + 2] = key_events(id), key_chunks(id)
      count = count + 2
    end
    if redis.call(unpack(asked)) > 0 then
      for index = first, last do bring_to_rest(ended[index]) end
    end
  end
end
