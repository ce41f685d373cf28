-- Prolongs a claim.
-- KEYS[1]   the claim
-- ARGV[1]   its owner
-- ARGV[2]   time to live from now, milliseconds
-- Returns 1, or 0 where the claim is gone or another's.
-- Promise: only the owner prolongs; a claim that ended is not revived.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
