import { CONSUMER_GROUP, isGroupMissing, throwRedisFailure } from '@anankor/ipc';
import type { Redis, RegisteredWorker } from '@anankor/ipc';
import type { RedisKeys } from '@anankor/storage';

/** What waits for a worker, or is in its hands. */
export interface StreamOverview {
  length: number;
  pending: number;
  /** Age of the oldest job; null where there is none. */
  oldestMs: number | null;
}

/** One worker, as Redis knows it. */
export interface WorkerOverview {
  workerId: string;
  name: string;
  label: string | null;
  /** Host and process that hold it; null while nobody does. */
  owner: string | null;
  /** Milliseconds until the claim ends unless it is renewed. */
  claimEndsInMs: number | null;
  epoch: number | null;
  /** Out of service: it is given no new session. */
  drained: boolean;
  stream: StreamOverview;
  deadLetters: number;
  sessions: number;
  guilds: number;
}

/** `now`: milliseconds since the Unix epoch, by the clock that Redis has, roughly. */
export async function overviewOf(
  redis: Redis,
  keys: RedisKeys,
  { workerId, name, label, tokenHash }: RegisteredWorker,
  now: number,
): Promise<WorkerOverview> {
  const [owner, ttl, epoch, drained, deadLetters, sessions, guilds, stream] = await Promise.all([
    redis.get(keys.claim(tokenHash)),
    redis.pttl(keys.claim(tokenHash)),
    redis.get(keys.epoch(workerId)),
    redis.exists(keys.drained(workerId)),
    redis.xlen(keys.deadLetters(workerId)),
    redis.scard(keys.sessions(workerId)),
    redis.scard(keys.guilds(workerId)),
    streamOf(redis, keys, workerId, now),
  ]).catch(throwRedisFailure);
  return {
    workerId,
    name,
    label,
    owner,
    claimEndsInMs: owner === null ? null : Math.max(0, ttl),
    epoch: epoch === null ? null : Number(epoch),
    drained: drained === 1,
    stream,
    deadLetters,
    sessions,
    guilds,
  };
}

export async function streamOf(
  redis: Redis,
  keys: RedisKeys,
  workerId: string,
  now: number,
): Promise<StreamOverview> {
  const stream = keys.jobs(workerId);
  const [length, oldest, pending] = await Promise.all([
    redis.xlen(stream),
    redis.xrange(stream, '-', '+', 'COUNT', 1),
    redis.xpending(stream, CONSUMER_GROUP).catch(noGroup),
  ]).catch(throwRedisFailure);
  // An entry's id begins with its time.
  const oldestAt = Number(oldest[0]?.[0].split('-')[0]);
  return {
    length,
    pending: Number(pending?.[0] ?? 0),
    oldestMs: Number.isNaN(oldestAt) ? null : Math.max(0, now - oldestAt),
  };
}

/** Nobody has read the stream yet, or it does not exist. */
function noGroup(error: unknown): null {
  if (isGroupMissing(error)) return null;
  throw error;
}
