-- Puts a dead letter's job back on the stream, under the same job id.
-- KEYS[1]   the dead letters
-- KEYS[2]   the stream
-- KEYS[3]   the job key
-- ARGV[1]   the letter's id
-- ARGV[2]   milliseconds for which the job id is remembered
-- ARGV[3]   the payload
-- Returns 1 replayed, 0 the job was applied before (the letter stays), -1 no such letter.
-- Promise: of two replays at once one finds the letter; an applied job is never put back.
local letter = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1]
if not letter then
  return -1
end
local record = redis.call('GET', KEYS[3])
if record and record ~= '' then
  return 0
end
redis.call('SET', KEYS[3], '', 'PX', ARGV[2])
redis.call('XADD', KEYS[2], '*', 'job', ARGV[3])
redis.call('XDEL', KEYS[1], ARGV[1])
return 1
