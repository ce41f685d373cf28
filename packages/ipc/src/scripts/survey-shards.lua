-- A replica of the master tells that it lives, and learns who holds which shards.
-- KEYS[1]   the replicas: when each told so last, and the shards it is connected to
-- KEYS[2]   the number of shards all replicas agree on
-- KEYS[3..] the slots of the shards
-- ARGV[1]   the replica
-- ARGV[2]   the number of shards it works with
-- ARGV[3]   milliseconds after which a silent replica counts as dead, and a number that nobody confirms is forgotten
-- ARGV[4]   the shards it is connected to, with commas between
-- Returns {number of shards agreed on, {replica, its shards, replica, …}, {owner of a slot or nil, …}}.
-- Promise: by the server's clock alone. The first replica sets the number; one with another number is not entered.
local count = redis.call('GET', KEYS[2]) or ARGV[2]
if count ~= ARGV[2] then
  return { count, {}, {} }
end
redis.call('SET', KEYS[2], count, 'PX', ARGV[3])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', now) .. ' ' .. ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
local told = redis.call('HGETALL', KEYS[1])
local live = {}
for i = 1, #told, 2 do
  local at, shards = string.match(told[i + 1], '^(%d+) (.*)$')
  if tonumber(at) + tonumber(ARGV[3]) > now then
    live[#live + 1] = told[i]
    live[#live + 1] = shards
  else
    redis.call('HDEL', KEYS[1], told[i])
  end
end
return { count, live, redis.call('MGET', unpack(KEYS, 3)) }
