import type { Clock } from '@anankor/core';
import type { RedisKeys } from '@anankor/storage';
import type { Redis } from 'ioredis';
import type { Log } from './log.ts';

export interface AcquireOptions {
  /** A connection of the role `commands`. */
  redis: Redis;
  keys: RedisKeys;
  tokens: readonly string[];
  /** Tokens to try before the others, for instance the one this instance had before. */
  preferred?: readonly string[];
  /** Tokens left alone until a time of the monotonic clock: one just released for a drain is for somebody else. */
  notBefore?: ReadonlyMap<string, number>;
  /** This instance, for operators; the claim adds a random part. */
  owner: string;
  ttlMs: number;
  /** Well below `ttlMs`, a third of it or less, so that a renewal may fail and be tried again. */
  renewEveryMs: number;
  clock?: Clock;
  logger?: Log;
  /** Aborts waiting. */
  signal: AbortSignal;
}
