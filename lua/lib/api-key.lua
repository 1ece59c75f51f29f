-- Stores an API key under its digest, makes its project known, and answers the record.
local function store_api_key(project, id, digest, fields)
  redis.call('HSET', key_api_key(digest), unpack(fields))
  redis.call('HSET', key_api_keys(project), id, digest)
  redis.call('ZADD', key_projects(), '0', project)
  redis.call('HSETNX', key_project(project), 'id', project)
  redis.call('HSETNX', key_project(project), 'created_at', NOW_TEXT)
  return redis.call('HGETALL', key_api_key(digest))
end
