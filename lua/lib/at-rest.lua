-- Runs that this call has ended. Their streams are seen to at its end, for all of them at once: most have none.
local ENDED = {}

local function will_rest(id) ENDED[#ENDED + 1] = id end

-- A stream takes its nodes whole; its copy takes what is in them alone. Longer ones would gain little by it and take long,
-- and in a call that ends very many runs, those of the last ones stay as they are: some µs each.
local REST_ENTRIES, REST_BYTES, REST_STREAMS = 64, 8192, 256

-- Answers whether it was copied.
local function shrink(key)
  local length = redis.call('XLEN', key)
  if length == 0 or length > REST_ENTRIES then return false end
  if redis.call('MEMORY', 'USAGE', key, 'SAMPLES', '0') > REST_BYTES then return false end
  -- Without it nothing is lost but some room: no reason to refuse what the call has done.
  if redis.pcall('COPY', key, key_copy()) ~= 1 then return false end
  redis.call('RENAME', key_copy(), key)
  return true
end

-- Takes out what no run needs that has ended (nobody may send a chunk any more), and what its streams have taken for
-- entries to come. Answers how many streams of `most` are left.
local function bring_to_rest(id, most)
  local events, chunks = key_events(id), key_chunks(id)
  if redis.call('EXISTS', events, chunks) == 0 then return most end
  redis.call('UNLINK', key_sequences(id))
  for _, key in ipairs({ events, chunks, key_checkpoints(id), key_usage(id), key_tool_calls(id) }) do
    if most > 0 and shrink(key) then most = most - 1 end
  end
  return most
end

-- Runs of which one question is asked: Lua hands at most some thousand values to a call.
local REST_STEP = 500

local function flush_ended()
  local ended, streams = ENDED, REST_STREAMS
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
      for index = first, last do streams = bring_to_rest(ended[index], streams) end
    end
  end
end
