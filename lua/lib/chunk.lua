-- What would become of a chunk: its code, and nothing is written. `expected` is the next seq ('closed' when the
-- stream is; nil when it has never been used). Executor-api section 4.
local function check_chunk(expected, seq)
  if expected == 'closed' then return 'closed' end
  if seq == '' then return 'append' end
  local next_seq = tonumber(expected or 0)
  local given = tonumber(seq)
  if given < next_seq then return 'repeated' end
  if given > next_seq then return 'gap:' .. string.format('%.0f', next_seq) end
  return 'append'
end

-- Keeps a run's chunks under their byte limit: the oldest leave first, in steps of 64.
local function trim_chunks(id)
  local freed = 0
  local entries = redis.call('XRANGE', key_chunks(id), '-', '+', 'COUNT', 64)
  if #entries < 2 then return end
  for index = 1, #entries - 1 do freed = freed + #entries[index][2][4] end
  redis.call('XTRIM', key_chunks(id), 'MINID', entries[#entries][1])
  redis.call('HINCRBY', key_sequences(id), 'bytes', -freed)
end

local function write_chunk(id, field, stream_id, chunk, done, seq)
  redis.call('XADD', key_chunks(id), '*', 's', stream_id, 'c', chunk, 'd', done)
  if redis.call('HINCRBY', key_sequences(id), 'bytes', #chunk) > LIMIT.runChunkBytes then trim_chunks(id) end
  if done == '1' then
    redis.call('HSET', key_sequences(id), field, 'closed')
  elseif seq ~= '' then
    redis.call('HSET', key_sequences(id), field, string.format('%.0f', tonumber(seq) + 1))
  end
end

-- Appends exactly once per (run, attempt, stream, seq). A retry of the chunk that closed the stream is a
-- repeat too, so `closed` keeps the last seq in its own field.
local function append_chunk(id, attempt, stream_id, chunk, done, seq)
  local sequences = key_sequences(id)
  local field = attempt .. ':' .. stream_id
  local expected = redis.call('HGET', sequences, field)
  local code = check_chunk(expected, seq)
  if code == 'closed' and seq ~= '' then
    local last = redis.call('HGET', sequences, 'last:' .. field)
    if last and tonumber(seq) <= tonumber(last) then return 'ok:' .. last end
  end
  if code == 'repeated' then return 'ok:' .. string.format('%.0f', expected - 1) end
  if code ~= 'append' then return code end
  if not expected and (seq ~= '' or done == '1') and redis.call('HLEN', sequences) > LIMIT.streamIds then
    return 'too_many_streams'
  end
  write_chunk(id, field, stream_id, chunk, done, seq)
  if done == '1' and seq ~= '' then redis.call('HSET', sequences, 'last:' .. field, seq) end
  return seq == '' and 'ok' or 'ok:' .. seq
end
