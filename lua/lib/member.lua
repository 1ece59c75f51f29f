-- A live-set member in its parts: run id, attempt, assignment ('' when it has none).
local function split_member(member)
  local attempt, assignment = string.match(member, '^(%d+):?(.*)$', 38)
  return string.sub(member, 1, 36), attempt, assignment
end
