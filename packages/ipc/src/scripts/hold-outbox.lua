-- Makes sure that entries of an outbox are still the caller's to send, and notes the message they go into.
-- KEYS[1]   the outbox
-- KEYS[2]   hash: entry id → message it was put into
-- ARGV[1]   the group
-- ARGV[2]   the consumer
-- ARGV[3..] for each entry, in order: its id, and the message it would begin
-- Returns {message, id, …}: the entries that are pending for this consumer, whose idle time begins anew; empty for none.
-- Promise: entries that were put into one message stay in that one, whoever sends them again: the message is the one that the first
-- of them was put into before, else the one it begins.
local held, message = {}, nil
for i = 3, #ARGV, 2 do
  local id = ARGV[i]
  local row = redis.call('XPENDING', KEYS[1], ARGV[1], id, id, 1)[1]
  if row and row[2] == ARGV[2] then
    message = message or redis.call('HGET', KEYS[2], id) or ARGV[i + 1]
    redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, id, 'JUSTID')
    redis.call('HSET', KEYS[2], id, message)
    held[#held + 1] = id
  end
end
if message then
  table.insert(held, 1, message)
end
return held
