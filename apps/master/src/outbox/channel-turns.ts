import type { Clock } from '@anankor/core';
import { redisFailure } from '@anankor/ipc';
import type { Redis } from '@anankor/ipc';
import type { RedisKeys } from '@anankor/storage';

/** Milliseconds between two messages to a channel; Discord's own limit is five messages in five seconds. */
const TURN_MS = 5_000;
/** How long a turn is waited for: less than after which an entry is claimed by others. */
const PATIENCE_MS = 12_000;

/** Lets one message at a time go to a channel, whichever master sends it. */
export class ChannelTurns {
  readonly #redis: Redis;
  readonly #keys: RedisKeys;
  readonly #clock: Clock;

  constructor(redis: Redis, keys: RedisKeys, clock: Clock) {
    this.#redis = redis;
    this.#keys = keys;
    this.#clock = clock;
  }

  /** Waits for the turn; false where it did not come in time. Rejects with REDIS_UNAVAILABLE. */
  async take(channelId: string, signal: AbortSignal): Promise<boolean> {
    const key = this.#keys.outboxTurn(channelId);
    const until = this.#clock.monotonic() + PATIENCE_MS;
    try {
      while (!signal.aborted && this.#clock.monotonic() < until) {
        if ((await this.#redis.set(key, '1', 'PX', TURN_MS, 'NX')) !== null) return true;
        const left = await this.#redis.pttl(key);
        await this.#clock.sleep(Math.min(Math.max(left, 50), TURN_MS), signal).catch(() => undefined);
      }
      return false;
    } catch (error) {
      throw redisFailure(error);
    }
  }
}
