--- @include "look"
--- @record CHUNK(name: text, stream_id: text, chunk: text, done: flag, seq: integer?)

-- A stream of an attempt is one field of `sequences`: the next seq it expects, or CLOSED and below once it was
-- closed. Executor-api section 4.
local CLOSED = -1e15

-- What would become of a chunk: its code, and nothing is written. `expected` is the field's value, nil or false
-- when the stream has never been numbered.
local function check_chunk(expected, seq)
  local next_seq = tonumber(expected or 0)
  if next_seq < 0 then
    -- The last seq is kept below CLOSED, so that a retry of the closing chunk is known as one.
    local last = CLOSED - next_seq
    if seq ~= '' and last > 0 and tonumber(seq) < last then return 'ok:' .. seq end
    return 'closed'
  end
  if seq == '' then return 'append' end
  local given = tonumber(seq)
  if given < next_seq then return 'ok:' .. string.format('%.0f', next_seq - 1) end
  if given > next_seq then return 'gap:' .. string.format('%.0f', next_seq) end
  return 'append'
end

local function write_chunk(id, stream_id, chunk, done)
  local key = key_chunks(id)
  if done == '1' then
    redis.call('XADD', key, '*', 's', stream_id, 'c', chunk, 'd', '1')
  else
    redis.call('XADD', key, '*', 's', stream_id, 'c', chunk)
  end
  bound_stream(key, #chunk, LIMIT.runChunkBytes)
end

local function close_stream(id, field, seq)
  local last = seq == '' and 0 or tonumber(seq) + 1
  redis.call('HSET', key_sequences(id), field, string.format('%.0f', CLOSED - last))
end

-- Appends exactly once per (run, attempt, stream, seq). The usual case is raised first and looked at then: the
-- number that comes back says whether this chunk was the next one; if not, it is taken back.
-- The operation stands in `list` behind the place `at`.
local function append_chunk(id, attempt, list, at)
  local stream_id, seq, done = list[at + CHUNK.stream_id], list[at + CHUNK.seq], list[at + CHUNK.done]
  local sequences = key_sequences(id)
  local field = attempt .. ':' .. stream_id
  if seq == '' then
    local expected = redis.call('HGET', sequences, field)
    if expected and tonumber(expected) < 0 then return 'closed' end
    if done == '1' and not expected and redis.call('HLEN', sequences) >= LIMIT.streamIds then
      return 'too_many_streams'
    end
  else
    local raised = redis.call('HINCRBY', sequences, field, '1')
    if raised ~= seq + 1 or (raised == 1 and redis.call('HLEN', sequences) > LIMIT.streamIds) then
      if raised == 1 then
        redis.call('HDEL', sequences, field)
        return seq == '0' and 'too_many_streams' or 'gap:0'
      end
      redis.call('HINCRBY', sequences, field, '-1')
      return check_chunk(raised - 1, seq)
    end
  end
  write_chunk(id, stream_id, list[at + CHUNK.chunk], done)
  if done == '1' then close_stream(id, field, seq) end
  return seq == '' and 'ok' or 'ok:' .. seq
end
