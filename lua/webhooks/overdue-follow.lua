-- What `repair-follow` would hand over now, so that what stands in its way can be taken away before.
--- @arg most: integer  ends of runs, deliveries, and what other cells are to do
--- @answers texts  `<kind> <run or delivery> <number>` of each
-- One script so that a delivery is told with the number under which it was handed over last.
--- @include "deferred"

local jobs = {}
for _, member in ipairs(overdue(key_endings(), ARG.most)) do jobs[#jobs + 1] = 'ended ' .. string.match(member, '^%S+ %S+') end
for _, id in ipairs(overdue(key_deliveries_due(), ARG.most)) do
  jobs[#jobs + 1] = 'deliver ' .. id .. ' ' .. (redis.call('HGET', key_delivery(id), 'number') or '0')
end
for _, member in ipairs(overdue(key_errands(), ARG.most)) do jobs[#jobs + 1] = 'errand ' .. member end
return jobs
