-- Puts many jobs on one worker's stream.
-- KEYS[1]   the stream
-- KEYS[2..] the job key of each job, in order
-- ARGV[1]   most entries the stream may hold
-- ARGV[2]   milliseconds for which a job id is remembered
-- ARGV[3..] the payload of each job, in order
-- Returns one integer a job: 1 enqueued, 0 known already, 2 refused because the stream is full.
-- Promise: a job id is put on the stream once; a refused one leaves nothing behind; old work is never trimmed for new.
local length = redis.call('XLEN', KEYS[1])
local limit = tonumber(ARGV[1])
local outcomes = {}
for i = 2, #KEYS do
  local outcome
  if length >= limit then
    outcome = redis.call('EXISTS', KEYS[i]) == 1 and 0 or 2
  elseif redis.call('SET', KEYS[i], '', 'NX', 'PX', ARGV[2]) then
    redis.call('XADD', KEYS[1], '*', 'job', ARGV[i + 1])
    length = length + 1
    outcome = 1
  else
    outcome = 0
  end
  outcomes[i - 1] = outcome
end
return outcomes
