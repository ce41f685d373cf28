import type { RedisKeys } from '@anankor/storage';
import type { Redis } from 'ioredis';

/** Channel on which a released claim is announced; no key. */
export function releasedChannel(keys: RedisKeys): string {
  return keys.claim('released');
}

/** A subscription that tells waiting processes of a released claim. Polling alone would do; this makes it quick. */
export class ReleaseWatch {
  readonly #subscriber: Redis;
  readonly #channel: string;
  #woken = false;
  #wake: (() => void) | undefined;

  constructor(redis: Redis, keys: RedisKeys) {
    this.#channel = releasedChannel(keys);
    this.#subscriber = redis.duplicate({ lazyConnect: true, maxRetriesPerRequest: null });
    this.#subscriber.on('error', () => undefined);
    this.#subscriber.on('message', () => {
      this.#woken = true;
      this.#wake?.();
    });
  }

  /** Rejects where Redis can't be reached; it subscribes by itself later then. */
  async open(): Promise<void> {
    await this.#subscriber.subscribe(this.#channel);
  }

  /** Resolves with a release since the last call, or when `sleep` does. */
  async next(sleep: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const over = new AbortController();
    const woken = new Promise<void>((resolve) => (this.#wake = resolve));
    if (!this.#woken) {
      const slept = sleep(over.signal).catch((error: unknown) => {
        if (!over.signal.aborted) throw error;
      });
      await Promise.race([woken, slept]).finally(() => over.abort());
    }
    this.#woken = false;
  }

  close(): void {
    this.#subscriber.disconnect();
  }
}
