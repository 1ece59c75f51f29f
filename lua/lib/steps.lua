-- What a call still does of work that has no bound by itself, in steps of some µs each. A call carries commands of many
-- requests, which share it; who comes to its end goes on in another call, through the outbox or the sweep.
local STEPS = { left = LIMIT.callSteps }

local function spend(count) STEPS.left = STEPS.left - count end
