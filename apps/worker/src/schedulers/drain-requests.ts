import type { Redis } from '@anankor/ipc';

/** A look at whether an operator asks for a worker. The request is taken off before it is followed, so that the next owner does not follow it too. */
export function drainRequests(redis: Redis, key: string, onRequest: () => void): () => Promise<void> {
  return async () => {
    const asked = await redis.get(key).catch(() => null);
    if (asked === null) return;
    await redis.del(key).catch(() => 0);
    onRequest();
  };
}
