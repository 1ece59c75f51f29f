-- Rotates over the targets of a plan file.
-- Arguments after `--`: the plan file, the Host header, "1" where every target's calls carry the next `seq`.

local prefixes, bodies, sequences = {}, {}, {}
local sequenced = false
local position = 0
local verified = false

function init(args)
  local host = args[2]
  sequenced = args[3] == "1"
  for line in io.lines(args[1]) do
    local path, token, body = line:match("^(.-)\t(.-)\t(.*)$")
    local kind = body == "" and "" or "Content-Type: application/json\r\n"
    local head = "POST " .. path .. " HTTP/1.1\r\nHost: " .. host
      .. "\r\nAuthorization: Bearer " .. token .. "\r\n" .. kind .. "Content-Length: "
    local index = #prefixes + 1
    if sequenced then
      prefixes[index] = head
      bodies[index] = body
    else
      prefixes[index] = head .. #body .. "\r\n\r\n" .. body
    end
    sequences[index] = 0
  end
end

function request()
  -- wrk makes one request that it never sends, to see what the script gives.
  if not verified then
    verified = true
    return "GET / HTTP/1.1\r\n\r\n"
  end
  position = position % #prefixes + 1
  if not sequenced then return prefixes[position] end
  local body = bodies[position] .. sequences[position] .. "}"
  sequences[position] = sequences[position] + 1
  return prefixes[position] .. #body .. "\r\n\r\n" .. body
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nRESULT {"requests":%d,"microseconds":%d,"status":%d,"broken":%d,"p50":%d,"p99":%d}\n',
    summary.requests, summary.duration, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
