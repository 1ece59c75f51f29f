-- A project may be given another cell than its name leads to, and a gateway may not know that yet. The cells that it has
-- left, or never was in, refuse whatever could be the first thing of it there.
local function lives_elsewhere(project)
  local home = redis.call('HGET', key_homes(), project)
  return home and string.sub(home, -5) ~= ' here'
end
