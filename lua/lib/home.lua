-- A project may be given another cell than its name leads to, and a gateway may not know that yet. The cells that it has
-- left, or never was in, refuse whatever could be the first thing of it there.
local function lives_elsewhere(project)
  local home = redis.call('HGET', key_homes(), project)
  return home and string.sub(home, -5) ~= ' here'
end

-- Of what the cell says of the project: the version, 0 while it says nothing.
local function home_version(project)
  local home = redis.call('HGET', key_homes(), project)
  return home and tonumber(string.match(home, '^%d+')) or 0, home
end

local function say_home(project, text)
  redis.call('HSET', key_homes(), project, text)
  -- Gateways look at the count of changes alone.
  redis.call('HINCRBY', key_homes(), '', 1)
end
