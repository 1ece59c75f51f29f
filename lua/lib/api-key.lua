-- How many keys the project has. One that has expired leaves the list after a while, and at once when there is no room for
-- another; its holder is told so for longer, as that of a revoked one is.
local function count_api_keys(project)
  local list = redis.call('HGETALL', key_api_keys(project))
  local is_full, count = #list / 2 >= LIMIT.apiKeys, 0
  for index = 1, #list, 2 do
    local key = key_api_key(list[index + 1])
    local expires_at = redis.call('HGET', key, 'expires_at')
    local over = expires_at and (expires_at == '0' and -1 or NOW - expires_at)
    if over and (over < 0 or not is_full and over < LIMIT.revokedKeyMs) then
      count = count + 1
    else
      redis.call('HDEL', key_api_keys(project), list[index])
      redis.call('PEXPIRE', key, LIMIT.revokedKeyMs)
    end
  end
  return count
end

-- Stores an API key under its digest, makes its project known, and answers the record.
local function store_api_key(project, id, digest, fields)
  redis.call('HSET', key_api_key(digest), unpack(fields))
  redis.call('HSET', key_api_keys(project), id, digest)
  redis.call('ZADD', key_projects(), '0', project)
  redis.call('HSETNX', key_project(project), 'id', project)
  redis.call('HSETNX', key_project(project), 'created_at', NOW_TEXT)
  return redis.call('HGETALL', key_api_key(digest))
end

-- Whether the key of this digest is good now, of the project, and has the scope.
local function holder_may(digest, project, scope)
  if digest == '' then return false end
  local project_id, scopes, expires_at, revoked_at = unpack(redis.call('HMGET', key_api_key(digest),
    'project_id', 'scopes', 'expires_at', 'revoked_at'))
  if project_id ~= project or revoked_at then return false end
  if expires_at and expires_at ~= '0' and tonumber(expires_at) <= NOW then return false end
  for one in string.gmatch(scopes or '', '%S+') do
    if one == '*' or one == scope then return true end
  end
  return false
end
