import { setTimeout as wait } from 'node:timers/promises';

/** Time as the product sees it; tests pass their own. */
export interface Clock {
  /** Wall clock, milliseconds since the Unix epoch. Comparable between processes, may jump. */
  now(): number;
  /** Monotonic clock, milliseconds. Never jumps, comparable only inside this process; leases are judged by it. */
  monotonic(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (ms, signal) => {
    signal?.throwIfAborted();
    await wait(ms, undefined, signal ? { signal } : {}).catch((error: unknown) => {
      throw signal?.reason ?? error;
    });
  },
};
