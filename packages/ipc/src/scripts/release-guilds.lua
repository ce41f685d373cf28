-- Lets go of guilds, so that another replica of the master may act for them at once.
-- KEYS[1]   the replica of a guild
-- KEYS[2..] those of more guilds
-- ARGV[1]   the replica that leaves
-- Returns how many were with it.
-- Promise: only what is with the caller is let go of.
local released = 0
for _, key in ipairs(KEYS) do
  if redis.call('GET', key) == ARGV[1] then
    redis.call('DEL', key)
    released = released + 1
  end
end
return released
