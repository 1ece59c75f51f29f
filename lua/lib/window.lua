-- How long the execution window of a job stays closed, in ms; 0 while it is open or the job has none. `from` and
-- `until_ms` are its next open time: past its end it is closed until a worker has reckoned the next one.
local function closed_for(from, until_ms)
  if not from then return 0 end
  if tonumber(from) > NOW then return tonumber(from) - NOW end
  return tonumber(until_ms) > NOW and 0 or LIMIT.pausedRetryMs
end
