-- One page of the pending list, taken over from whoever holds it.
-- KEYS[1]   the stream
-- ARGV[1]   the group
-- ARGV[2]   the consumer that takes over
-- ARGV[3]   start of the page: '-' or '(' and the last entry id of the page before
-- ARGV[4]   most rows to look at
-- ARGV[5]   what to do with the consumer's own entries: 'skip' them, list them without counting ('lost': a reply of the
--           server did not arrive), or take them over like those of others ('former': from a process of the same name)
-- ARGV[6]   deliveries from which on a claim is not counted: the caller counts when it hands the entry over
-- ARGV[7..] least idle milliseconds of an entry delivered once, twice, …; the last goes for all above
-- Returns {rows seen, last id seen, {{id, deliveries, '1' if this one is counted among them, fields}, …}} in stream order.
-- Promise: an entry returned is pending for this consumer only; entries deleted from the stream leave the list.
local rows = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[3], '+', ARGV[4])
local uncounted = tonumber(ARGV[6])
local taken, last = {}, ''
for _, row in ipairs(rows) do
  local id, consumer, idle, deliveries = row[1], row[2], row[3], row[4]
  last = id
  if consumer == ARGV[2] and ARGV[5] ~= 'former' then
    if ARGV[5] == 'lost' then
      local entry = redis.call('XRANGE', KEYS[1], id, id)[1]
      if entry then
        taken[#taken + 1] = { id, deliveries, '1', entry[2] }
      else
        redis.call('XACK', KEYS[1], ARGV[1], id)
      end
    end
  elseif idle >= tonumber(ARGV[math.min(6 + math.max(deliveries, 1), #ARGV)]) then
    local counted = deliveries + 1 < uncounted
    local count = counted and deliveries + 1 or deliveries
    local entry = redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, id, 'RETRYCOUNT', count)[1]
    if entry then
      taken[#taken + 1] = { id, count, counted and '1' or '0', entry[2] }
    end
  end
end
return { #rows, last, taken }
