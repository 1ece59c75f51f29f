-- Gives a project a weight among those of which a dispatcher takes runs (control-api 8.1).
--- @arg project_id: text
--- @arg weight: text?  where it is not 1
--- @reply weighed
--- @reply project_not_found
--- @reply project_elsewhere  it lies in another cell
-- Atomic because of a project that is deleted in the same moment nothing may be left.
--- @include "home"
--- @include "project"

if lives_elsewhere(ARG.project_id) then return { REPLY.project_elsewhere } end
if redis.call('EXISTS', key_project(ARG.project_id)) == 0 then return { REPLY.project_not_found } end
weigh_project(ARG.project_id, ARG.weight)
return { REPLY.weighed }
