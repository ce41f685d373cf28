-- What the other consumers of a group hold.
-- KEYS[1]   the stream
-- ARGV[1]   the group
-- ARGV[2]   the asking consumer
-- Returns how many entries are pending for the others. Cost: O(consumers).
-- Promise: another consumer is deleted only while nothing is pending for it (deleting drops its pending entries).
local pending = 0
for _, row in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  local consumer = {}
  for i = 1, #row, 2 do
    consumer[row[i]] = row[i + 1]
  end
  if consumer.name ~= ARGV[2] then
    if consumer.pending == 0 then
      redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], consumer.name)
    else
      pending = pending + consumer.pending
    end
  end
end
return pending
