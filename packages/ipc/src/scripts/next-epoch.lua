-- Takes the next epoch of a worker: the fencing token of a new owner.
-- KEYS[1]   the epoch of the worker
-- Returns the epoch.
-- Promise: greater than every epoch before it, also where Redis lost its last writes (a failover, a restart without its
-- log): the server's clock in microseconds is the floor, so that a lost INCR can't be handed out a second time.
local epoch = redis.call('INCR', KEYS[1])
local time = redis.call('TIME')
local floor = tonumber(time[1]) * 1000000 + tonumber(time[2])
if epoch < floor then
  epoch = floor
  redis.call('SET', KEYS[1], string.format('%.0f', epoch))
end
return epoch
