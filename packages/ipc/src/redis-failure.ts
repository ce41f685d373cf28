import { AnankorError } from '@anankor/core';
import type { Redis } from 'ioredis';

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
  if (name === 'ReplyError' && !transient.test(message)) {
    return new AnankorError('UNKNOWN', `Redis refused a command: ${message}`);
  }
  return new AnankorError('REDIS_UNAVAILABLE', `Redis can't be used: ${message}`);
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
