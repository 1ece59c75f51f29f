-- What happens in a project over time. Gathered during a call and written at its end, in the step that makes it
-- happen: sums are exact, whichever process asked for it. A hash a step of time, fine for the last hours and coarse
-- for the last day; each expires, and its fields come from bounded sets.

--- @include "digits"

-- Project to field to how often.
local NO_SERIES = {}
local SERIES = NO_SERIES

local function note_series(project_id, field)
  local fields = SERIES[project_id]
  if fields then
    fields[field] = (fields[field] or 0) + 1
  elseif SERIES ~= NO_SERIES then
    SERIES[project_id] = { [field] = 1 }
  else
    SERIES = { [project_id] = { [field] = 1 } }
  end
end

-- A time in ms, by quarters of powers of two: bucket n holds what is above 2^((n-1)/4) and at most 2^(n/4).
local note_wait
do
  local LOG_OF_2 = 0.6931471805599453
  local names = {}
  function note_wait(project_id, ms)
    local bucket = math.ceil(4 * math.log(math.max(1, ms)) / LOG_OF_2)
    local name = names[bucket]
    if not name then
      name = string.format('w%d', bucket)
      names[bucket] = name
    end
    note_series(project_id, name)
  end
end

local function write_series(key, fields, kept_ms)
  local fresh = false
  for field, by in pairs(fields) do
    if redis.call('HINCRBY', key, field, digits(by)) == by then fresh = true end
  end
  if fresh then redis.call('PEXPIRE', key, kept_ms) end
end

-- Until when the steps of the last call are those of now, and what they are called.
local SERIES_STEP = { till = 0, from = 0, fine = '', coarse = '' }

local function flush_series()
  if SERIES == NO_SERIES then return end
  if NOW >= SERIES_STEP.till or NOW < SERIES_STEP.from then
    local number = math.floor(NOW / LIMIT.seriesFineMs)
    SERIES_STEP.from, SERIES_STEP.till = number * LIMIT.seriesFineMs, (number + 1) * LIMIT.seriesFineMs
    SERIES_STEP.fine = string.format('%d', number)
    SERIES_STEP.coarse = string.format('%d', math.floor(NOW / LIMIT.seriesCoarseMs))
  end
  local fine, coarse = SERIES_STEP.fine, SERIES_STEP.coarse
  for project_id, fields in pairs(SERIES) do
    write_series(key_series_fine(project_id, fine), fields, 'LIMIT.seriesFineKeptMs')
    write_series(key_series_coarse(project_id, coarse), fields, 'LIMIT.seriesCoarseKeptMs')
  end
  SERIES = NO_SERIES
end

-- Forgets a project's: its name may be given again.
local function forget_series(project_id)
  SERIES[project_id] = nil
  local keys, count = { 'UNLINK' }, 1
  for step = 0, math.floor(LIMIT.seriesFineKeptMs / LIMIT.seriesFineMs) do
    count = count + 1
    keys[count] = key_series_fine(project_id, string.format('%d', math.floor(NOW / LIMIT.seriesFineMs) - step))
  end
  for step = 0, math.floor(LIMIT.seriesCoarseKeptMs / LIMIT.seriesCoarseMs) do
    count = count + 1
    keys[count] = key_series_coarse(project_id, string.format('%d', math.floor(NOW / LIMIT.seriesCoarseMs) - step))
  end
  redis.call(unpack(keys))
end
