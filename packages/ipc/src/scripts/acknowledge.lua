-- Removes finished entries from the group and from the stream.
-- KEYS[1]   the stream
-- ARGV[1]   the group
-- ARGV[2..] entry ids, 1,000 at most
-- Returns how many entries were pending.
-- Promise: both or neither, so no acknowledged entry (it holds a credential) stays on the stream. Repeating does no harm.
local acknowledged = redis.call('XACK', KEYS[1], unpack(ARGV))
redis.call('XDEL', KEYS[1], unpack(ARGV, 2))
return acknowledged
