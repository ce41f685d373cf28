-- Removes entries of an outbox that were said or dropped.
-- KEYS[1]   the outbox
-- KEYS[2]   hash: entry id → message it was put into
-- ARGV[1]   the group
-- ARGV[2..] entry ids, 1,000 at most
-- Returns how many were pending.
-- Promise: an entry, its place in the group and its message go together. Repeating does no harm.
local finished = redis.call('XACK', KEYS[1], unpack(ARGV))
redis.call('XDEL', KEYS[1], unpack(ARGV, 2))
redis.call('HDEL', KEYS[2], unpack(ARGV, 2))
return finished
