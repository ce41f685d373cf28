-- Gives a claim back and wakes the standbys.
-- KEYS[1]   the claim
-- ARGV[1]   its owner
-- ARGV[2]   the channel on which standbys listen
-- Returns 1, or 0 where the claim is gone or another's.
-- Promise: only the owner releases.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
redis.call('DEL', KEYS[1])
redis.call('PUBLISH', ARGV[2], KEYS[1])
return 1
