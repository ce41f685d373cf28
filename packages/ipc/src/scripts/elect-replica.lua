-- Which replica of the master acts on an interaction that all of them receive.
-- KEYS[1] the replica a guild is with
-- KEYS[2] the interaction
-- KEYS[3] the interactions that are open
-- ARGV[1] the replica that asks
-- ARGV[2] milliseconds a guild stays with a replica
-- ARGV[3] what is kept of the interaction
-- ARGV[4] milliseconds it is kept
-- ARGV[5] id of the interaction, to be open from now on; '' where it is not to be gone on with
-- ARGV[6] now
-- Returns two: 1 where the replica acts, else 0; and the replica that the guild is with.
-- Promise: one replica acts, and it is the guild's; an interaction that is to be gone on with is open from the same moment on.
local holder = redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2], 'NX', 'GET')
if holder and holder ~= ARGV[1] then
  return {0, holder}
end
if holder then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
if not redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[4], 'NX') then
  return {0, ARGV[1]}
end
if ARGV[5] ~= '' then
  redis.call('ZADD', KEYS[3], 'NX', ARGV[6], ARGV[5])
end
return {1, ARGV[1]}
