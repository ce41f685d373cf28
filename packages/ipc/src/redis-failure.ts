import { AnankorError } from '@anankor/core';
import type { Redis } from 'ioredis';
import { redisTrouble } from './redis-trouble.ts';

/** Replies of a server that is starting, failing over or out of memory: the same request may succeed later. */
const transient = /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|OOM|MISCONF|BUSY|NOREPLICAS) /;

/**
 * A failure of ioredis as ours. Neither the cause nor quoted arguments are kept: ioredis hangs the command with its
 * arguments on the error, and those hold interaction tokens.
 */
export function redisFailure(error: unknown): AnankorError {
  if (error instanceof AnankorError) return error;
  const name = error instanceof Error ? error.name : '';
  const message = (error instanceof Error ? error.message : String(error)).replace(
    /,? with args beginning with.*/s,
    '',
  );
  const trouble = redisTrouble(error);
  if (name === 'ReplyError' && !transient.test(message)) {
    return new AnankorError('UNKNOWN', trouble ?? `Redis refused a command: ${message}`);
  }
  return new AnankorError('REDIS_UNAVAILABLE', trouble ?? `Redis can't be used: ${message}`);
}

/** `redis.get(…).catch(throwRedisFailure)`: its failure as ours. */
export function throwRedisFailure(error: unknown): never {
  throw redisFailure(error);
}

/** Whether the consumer group (or its stream) is gone: somebody deleted it, or Redis lost its data. */
export function isGroupMissing(error: unknown): boolean {
  return error instanceof Error && error.message.includes('NOGROUP');
}

/** Whether Redis answers. Rejects with REDIS_UNAVAILABLE. */
export async function pingRedis(redis: Redis): Promise<void> {
  await redis.ping().catch(throwRedisFailure);
}

/** An error as text: the client would look for another server for as long as a replica answers. */
const PROBE = "local reply = redis.pcall('SET', KEYS[1], '1', 'PX', 1000); return reply.err or ''";

/**
 * Whether Redis can be worked with: it has the database of the address (the client library goes on with database 0 where it lacks it),
 * takes writes, and lets this user run scripts. Rejects with what is wrong. `key`: one that nobody else uses.
 */
export async function probeRedis(redis: Redis, key: string): Promise<void> {
  try {
    const { db = 0 } = redis.options;
    if (db > 0) await redis.select(db);
    const refusal = await redis.eval(PROBE, 1, key);
    if (refusal) throw Object.assign(new Error(String(refusal)), { name: 'ReplyError' });
  } catch (error) {
    throw redisFailure(error);
  }
}
