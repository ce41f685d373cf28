-- Writes down that an entry is tried once more, before it is.
-- KEYS[1]   the stream
-- ARGV[1]   the group
-- ARGV[2]   the consumer that tries
-- ARGV[3]   the entry id
-- ARGV[4]   the number of this attempt
-- Returns 1, or 0 where the entry is not (or no longer) pending for this consumer: then it is another's to try.
-- Promise: the count is in Redis before the attempt begins, so it outlives the death of the process that tries.
local row = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[3], ARGV[3], 1)[1]
if not row or row[2] ~= ARGV[2] then
  return 0
end
redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[3], 'RETRYCOUNT', ARGV[4], 'JUSTID')
return 1
