-- Moves an entry from the jobs to the dead letters.
-- KEYS[1]   the stream
-- KEYS[2]   the dead letters
-- KEYS[3]   the job key, where the job's id is known
-- ARGV[1]   the group
-- ARGV[2]   the consumer that gives up
-- ARGV[3]   the entry id
-- ARGV[4]   roughly how many dead letters are kept; the oldest go
-- ARGV[5..] fields and values of the letter
-- Returns {the letter's id, '1' if the job had been applied}, or nil where the entry is not pending for this consumer (moved already, or another's by now).
-- Promise: in one step or not at all; the letter says whether the job had been applied.
local row = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[3], ARGV[3], 1)[1]
if not row or row[2] ~= ARGV[2] then
  return nil
end
local record = KEYS[3] and redis.call('GET', KEYS[3])
local applied = record and record ~= '' and '1' or '0'
local id = redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[4], '*', 'applied', applied, unpack(ARGV, 5))
redis.call('XACK', KEYS[1], ARGV[1], ARGV[3])
redis.call('XDEL', KEYS[1], ARGV[3])
return { id, applied }
