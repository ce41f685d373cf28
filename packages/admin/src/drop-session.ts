import { randomUUID } from 'node:crypto';
import { AnankorError } from '@anankor/core';
import type { Clock } from '@anankor/core';
import {
  FencedCommits,
  JobQueue,
  RegisteredWorkers,
  internalJob,
  sessionDropWrites,
  throwRedisFailure,
} from '@anankor/ipc';
import type { Redis, RegisteredWorker } from '@anankor/ipc';
import type { RedisKeys } from '@anankor/storage';

/**
 * `dropped`: by the worker's owner, which leaves the channel and gives it back. `deleted`: nobody owns the worker; its next owner gives
 * the channel back. `pending`: the owner did not come to it yet, and will. `taken`: an owner came meanwhile; ask again.
 */
export type DropOutcome = 'dropped' | 'deleted' | 'pending' | 'taken';

export interface DropOptions {
  redis: Redis;
  keys: RedisKeys;
  clock: Clock;
}

/** As the master's: longer than the same job is put there again. */
const DEDUPE_MS = 20 * 60_000;
/** A day: an owner that is frozen has it when it wakes up, and so has its successor. */
const LIFE_MS = 86_400_000;
const PATIENCE_MS = 15_000;
const LOOK_EVERY_MS = 100;

/**
 * Ends a session, whether or not anybody can read it. A live owner is told by a job on its stream, so it is in order with the commands
 * there; without one the session is deleted, unless an owner comes meanwhile. Rejects with REDIS_UNAVAILABLE.
 */
export async function dropSession(
  worker: RegisteredWorker,
  guildId: string,
  options: DropOptions,
): Promise<DropOutcome> {
  const { redis, keys } = options;
  return (await new RegisteredWorkers(redis, keys).isOnline(worker))
    ? tellOwner(worker, guildId, options)
    : deleteAll(worker, guildId, options);
}

async function tellOwner(
  { workerId }: RegisteredWorker,
  guildId: string,
  { redis, keys, clock }: DropOptions,
): Promise<DropOutcome> {
  const requestId = randomUUID();
  const jobId = `drop:${requestId}`;
  const queue = new JobQueue({ redis, keys, maxLength: Number.MAX_SAFE_INTEGER, dedupeTtlMs: DEDUPE_MS });
  const place = { guildId, channelId: guildId, textChannelId: guildId };
  const asked = { command: 'session drop', input: { requestId }, by: workerId } as const;
  await queue.enqueue(
    workerId,
    internalJob({ jobId, ...asked, ...place, now: clock.now(), lifeMs: LIFE_MS }),
  );
  for (const deadline = clock.monotonic() + PATIENCE_MS; clock.monotonic() < deadline;) {
    const record = await redis.get(keys.job(workerId, jobId)).catch(throwRedisFailure);
    if (record) return 'dropped';
    await clock.sleep(LOOK_EVERY_MS);
  }
  return 'pending';
}

/** Fenced like every write to a worker's state: an owner that comes meanwhile has a higher epoch, and nothing is written. */
async function deleteAll(
  { workerId }: RegisteredWorker,
  guildId: string,
  { redis, keys }: DropOptions,
): Promise<DropOutcome> {
  const epoch = Number(await redis.get(keys.epoch(workerId)).catch(throwRedisFailure));
  if (epoch === 0)
    throw new AnankorError('INPUT_INVALID', 'This worker never had an owner, and has no session.');
  const commits = new FencedCommits({ redis, keys, workerId, epoch });
  const { outcome } = await commits.commit({ writes: sessionDropWrites(keys, workerId, guildId) });
  return outcome === 'fenced' ? 'taken' : 'deleted';
}
