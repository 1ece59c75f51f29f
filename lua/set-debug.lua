-- Switches the debug mode of a run (control-api 3.2).
-- KEYS: 1 partition prefix, 2 catalog prefix
-- ARGV: 1 run id, 2 project, 3 '1' or '0'
-- Reply: {'ok'}, {'not_found'}
-- Atomic because a run that is purged in the same moment must not come back as a single field.
if redis.call('HGET', key_run(ARGV[1]), 'project_id') ~= ARGV[2] then return { 'not_found' } end
redis.call('HSET', key_run(ARGV[1]), 'debug_mode', ARGV[3])
return { 'ok' }
