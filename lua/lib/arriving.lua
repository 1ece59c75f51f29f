--- @include "home"
--- @reply known  the project has entered, or the cell knows of something newer

-- What a project brings is written as often as somebody brings it, and nothing of it once the project has entered: who is
-- late takes nothing back.
local function has_entered(project, version) return home_version(project) >= tonumber(version) end
