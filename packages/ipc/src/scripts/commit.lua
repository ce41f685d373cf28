-- Applies many commits of one worker, each against its own checks.
-- KEYS[1]   the epoch of the worker
-- KEYS[2..] in order of use, for each commit: session hash (if it has one), job key (if it has one), keys of its writes
-- ARGV[1]   the epoch the caller owns
-- ARGV[2..] for each commit: its id; from, to, number of further fields and values of the session hash, these | '';
--           ttl, record | '', where a record is the commit's id, a space and the reply; number of writes; for each write:
--           command, number of arguments beside its keys, arguments
-- Returns 0 where the epoch is another by now (nothing is written), else for each commit
--   {1} committed, {2, actual} session at another version, {3, reply} job applied before, {4, message} a write failed.
-- Promise: a commit's writes happen only if all its checks hold, and then together with its version and its job record;
-- the same commit (by id) sent again answers {1} and writes nothing.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end

-- A script costs mostly what it calls and the bytes it touches: long values pass through, joined and cut by the caller.
local call = redis.call
local key, arg = 2, 2
local function nextKey()
  key = key + 1
  return KEYS[key - 1]
end
local function nextArg()
  arg = arg + 1
  return ARGV[arg - 1]
end

-- Runs one write, or skips over it.
local function write(run)
  local command, args = nextArg(), tonumber(nextArg())
  local keys = (command == 'RENAME' or command == 'COPY') and 2 or 1
  local firstKey, firstArg = key, arg
  key, arg = key + keys, arg + args
  if not run then
    return nil
  end
  if command == 'RENAME' and redis.call('EXISTS', KEYS[firstKey]) == 0 then
    -- Nothing moves: the target becomes what the source is. RENAME itself would fail halfway through a commit.
    return redis.pcall('DEL', KEYS[firstKey + 1])
  end
  if keys == 2 then
    return redis.pcall(command, KEYS[firstKey], KEYS[firstKey + 1])
  end
  return redis.pcall(command, KEYS[firstKey], unpack(ARGV, firstArg, firstArg + args - 1))
end

local results = {}
while arg <= #ARGV do
  local id, from = nextArg(), nextArg()
  local refusal, session, to, firstField, lastField, record, value
  if from ~= '' then
    session, to = nextKey(), nextArg()
    local fields = tonumber(nextArg())
    firstField, lastField = arg, arg + fields - 1
    arg = arg + fields
  end
  local ttl = nextArg()
  if ttl ~= '' then
    record, value = nextKey(), nextArg()
  end
  local version = session and (call('HGET', session, 'version') or '0') or ''
  if record then
    -- Where the version holds, the job is almost always new: one command records it and tells if it was not.
    local known
    if version == from then
      known = call('SET', record, value, 'PX', ttl, 'GET')
    else
      known = call('GET', record)
    end
    if known and known ~= '' then
      if version == from then
        call('SET', record, known, 'PX', ttl)
      end
      local space = string.find(known, ' ', 1, true)
      local sentAgain = string.sub(known, 1, space - 1) == id
      refusal = sentAgain and { 1 } or { 3, string.sub(known, space + 1) }
    end
  end
  if version ~= from and not refusal then
    -- Without a job record it is the session that remembers who moved it last.
    local sentAgain = not record and call('HGET', session, 'commit') == id
    refusal = sentAgain and { 1 } or { 2, version }
  end
  local run = refusal == nil
  if run then
    -- First the head, so that a commit which deletes the session leaves no head behind.
    if session and record then
      call('HSET', session, 'version', to, unpack(ARGV, firstField, lastField))
    elseif session then
      call('HSET', session, 'version', to, 'commit', id, unpack(ARGV, firstField, lastField))
    end
  end
  local failed
  for _ = 1, tonumber(nextArg()) do
    local answer = write(run)
    if type(answer) == 'table' and answer.err and not failed then
      failed = { 4, answer.err }
    end
  end
  results[#results + 1] = refusal or failed or { 1 }
end
return results
