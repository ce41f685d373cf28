import { systemClock } from '@anankor/core';
import type { Clock } from '@anankor/core';
import { storedShape } from '@anankor/schemas';
import type { StoredValue } from '@anankor/schemas';
import type { RedisKeys } from '@anankor/storage';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { throwRedisFailure } from './redis-failure.ts';

export const refusedToken = storedShape(1, {
  /** The variable that holds it, `DISCORD_WORKER_TOKEN_2`. */
  variable: z.string(),
  /** What metrics call its worker. */
  label: z.string(),
  workerId: z.string(),
  /** What Discord said. */
  cause: z.string(),
  /** How often in a row. */
  refusals: z.number().int().positive().default(1),
  /** Milliseconds since the Unix epoch. */
  since: z.number().default(0),
  /** Nobody tries it before. */
  retryAt: z.number().default(0),
});
export type RefusedToken = StoredValue<typeof refusedToken>;

/** Milliseconds from the first refusal to the next try; each refusal after it doubles them. */
const FIRST_RETRY_MS = 5 * 60_000;
const LAST_RETRY_MS = 4 * 3_600_000;
/** A refusal that nobody repeated for so long is forgotten: its token was replaced. */
const KEPT_MS = 24 * 3_600_000;

/**
 * The tokens that Discord refused, by their hash, for all processes: each refusal costs the process that tried it some seconds, in
 * which it is no standby for the others. A token that replaces one has another hash, and so is free of it.
 */
export class RefusedTokens {
  readonly #redis: Redis;
  readonly #keys: RedisKeys;
  readonly #clock: Clock;

  constructor(redis: Redis, keys: RedisKeys, clock: Clock = systemClock) {
    this.#redis = redis;
    this.#keys = keys;
    this.#clock = clock;
  }

  /** All that are known, by hash. Rejects with REDIS_UNAVAILABLE. */
  async all(): Promise<ReadonlyMap<string, RefusedToken>> {
    const entries = await this.#redis.hgetall(this.#keys.refusedTokens()).catch(throwRedisFailure);
    const oldest = this.#clock.now() - KEPT_MS;
    const known = Object.entries(entries).flatMap(([hash, text]) => {
      const read = refusedToken.read(text)?.value;
      return read && read.retryAt > oldest ? [[hash, read] as const] : [];
    });
    return new Map(known);
  }

  /** Those that are not to be tried now. */
  async quarantined(): Promise<ReadonlySet<string>> {
    const now = this.#clock.now();
    return new Set([...(await this.all())].filter(([, { retryAt }]) => retryAt > now).map(([hash]) => hash));
  }

  /** Whoever was refused holds the claim, so nobody else writes of this token. Resolves to what is known of it now. */
  async note(
    hash: string,
    refusal: Pick<RefusedToken, 'variable' | 'label' | 'workerId' | 'cause'>,
  ): Promise<RefusedToken> {
    const known = await this.all();
    const before = known.get(hash);
    const now = this.#clock.now();
    const refusals = (before?.refusals ?? 0) + 1;
    const waitMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(refusals - 1, 10));
    const noted = { ...refusal, refusals, since: before?.since ?? now, retryAt: now + waitMs };
    const key = this.#keys.refusedTokens();
    await this.#redis
      .multi()
      .hset(key, hash, refusedToken.write(noted))
      .pexpire(key, KEPT_MS)
      .exec()
      .catch(throwRedisFailure);
    return noted;
  }

  /** Discord took a token of this worker: nothing is wrong with it any more. */
  async clear(workerId: string): Promise<void> {
    const hashes = [...(await this.all())]
      .filter(([, refused]) => refused.workerId === workerId)
      .map(([hash]) => hash);
    if (hashes.length > 0)
      await this.#redis.hdel(this.#keys.refusedTokens(), ...hashes).catch(throwRedisFailure);
  }
}
