-- A replica of the master takes a guild over, for an interaction on which nobody acted.
-- KEYS[1] the replica a guild is with
-- KEYS[2] the interaction
-- KEYS[3] the interactions that are open
-- ARGV[1] the replica that asks
-- ARGV[2] the replica the guild was with when the interaction came
-- ARGV[3] milliseconds a guild stays with a replica
-- ARGV[4] what is kept of the interaction
-- ARGV[5] milliseconds it is kept
-- ARGV[6] id of the interaction
-- ARGV[7] now
-- Returns the replica that the guild is with from now on; '' where the interaction is settled.
-- Promise: of those that saw the same replica silent one takes the guild; nobody takes it from another than that.
if redis.call('GET', KEYS[2]) == 'settled' then
  return ''
end
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] and holder ~= ARGV[2] then
  return holder
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
redis.call('SET', KEYS[2], ARGV[4], 'PX', ARGV[5], 'NX')
redis.call('ZADD', KEYS[3], 'NX', ARGV[7], ARGV[6])
return ARGV[1]
