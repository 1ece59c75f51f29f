-- Redis's own clock, read once: NOW in ms, NOW_US in µs (16 digits: never concatenate it, Lua would round).
local TIME = redis.call('TIME')
local NOW_US = TIME[1] * 1000000 + TIME[2]
local NOW = TIME[1] * 1000 + math.floor(TIME[2] / 1000)
