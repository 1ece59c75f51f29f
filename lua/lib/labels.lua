--- @include "deferred"
--- @include "run"

-- Runs of a project by their tags and metadata, so that lists find them without looking at others. A label is a name, or
-- a name with its value: of each, a set of the runs that have it, under a digest of the label. Beyond the bound of a
-- project, runs go into one set of those that are found only by being looked at, which lists merge with the label's.

-- What every failed attempt writes for itself is looked up by nobody.
local UNLABELED_NAME = { _error_hash = true, _error_hash_count = true }

-- `kind` is t for tags, m for metadata. The length keeps a name with a value from being a longer name.
local function label_key(project_id, kind, name, value)
  local label = kind .. #name .. ':' .. name
  return key_labeled(project_id, redis.sha1hex(value and label .. '=' .. value or label))
end

-- Puts the run where its labels say; `pairs_of` is name, value, name, value.
local function add_labels(run, kind, pairs_of)
  local id, project_id, added = run.id, run.project_id, 0
  flush_counts(key_label_counts())
  local room = LIMIT.labelEntries - (tonumber(redis.call('HGET', key_label_counts(), project_id)) or 0)
  for index = 1, #pairs_of, 2 do
    local name, value = pairs_of[index], pairs_of[index + 1]
    if kind ~= 'm' or not UNLABELED_NAME[name] then
      if added + 2 > room then
        redis.call('ZADD', key_unlabeled(project_id), '0', id)
        break
      end
      added = added + redis.call('ZADD', label_key(project_id, kind, name), '0', id)
        + redis.call('ZADD', label_key(project_id, kind, name, value), '0', id)
    end
  end
  redis.call('HSET', key_run(id), 'labels', '1')
  if added > 0 then add_count(key_label_counts(), project_id, added) end
end

-- Tags are kept as the JSON that came. What cannot be read is found only by being looked at.
local function tag_pairs(tags)
  local good, decoded = pcall(cjson.decode, tags)
  if not good or type(decoded) ~= 'table' then return nil end
  local found, count = {}, 0
  for name, value in pairs(decoded) do
    if type(name) ~= 'string' or type(value) ~= 'string' then return nil end
    found[count + 1], found[count + 2] = name, value
    count = count + 2
  end
  return found
end

local function label_tags(run, tags)
  local found = tag_pairs(tags)
  if not found then
    redis.call('ZADD', key_unlabeled(run.project_id), '0', run.id)
    redis.call('HSET', key_run(run.id), 'labels', '1')
  elseif #found > 0 then
    add_labels(run, 't', found)
  end
end

-- Writes metadata of a run over what it has.
local function write_metadata(run, pairs_of)
  if add_more(run, 'metadata') then save_run(run) end
  local names, values, changed, count, removed = {}, {}, {}, 0, 0
  for index = 1, #pairs_of, 2 do
    names[#names + 1] = pairs_of[index]
    values[#values + 1] = pairs_of[index + 1]
  end
  local before = redis.call('HMGET', key_metadata(run.id), unpack(names))
  for index, name in ipairs(names) do
    if before[index] ~= values[index] then
      if before[index] and not UNLABELED_NAME[name] then
        removed = removed + redis.call('ZREM', label_key(run.project_id, 'm', name, before[index]), run.id)
      end
      changed[count + 1], changed[count + 2] = name, values[index]
      count = count + 2
    end
  end
  redis.call('HSET', key_metadata(run.id), unpack(pairs_of))
  if removed > 0 then add_count(key_label_counts(), run.project_id, -removed) end
  if count > 0 then add_labels(run, 'm', changed) end
end

-- Takes a run that leaves out of all of it; its tags and metadata must still be there.
local function remove_labels(run)
  local tags, labels = unpack(redis.call('HMGET', key_run(run.id), 'tags', 'labels'))
  if not labels then return end
  redis.call('ZREM', key_unlabeled(run.project_id), run.id)
  local removed = 0
  local function remove_of(kind, pairs_of)
    for index = 1, #pairs_of, 2 do
      local name, value = pairs_of[index], pairs_of[index + 1]
      removed = removed + redis.call('ZREM', label_key(run.project_id, kind, name), run.id)
        + redis.call('ZREM', label_key(run.project_id, kind, name, value), run.id)
    end
  end
  remove_of('t', tags and tag_pairs(tags) or {})
  remove_of('m', redis.call('HGETALL', key_metadata(run.id)))
  if removed > 0 then add_count(key_label_counts(), run.project_id, -removed) end
end
