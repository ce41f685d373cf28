import { describe, expect, it } from 'vitest';
import { AnankorError } from './errors.ts';
import type { Clock } from './clock.ts';
import { retry } from './retry.ts';

const policy = { initialMs: 100, maxMs: 1_000 };
const busy = new AnankorError('REDIS_UNAVAILABLE', 'busy');

/** A clock whose sleeps pass at once and are written down. */
function instantClock(sleeps: number[]): Clock {
  return {
    now: () => 0,
    monotonic: () => 0,
    sleep: async (ms, signal) => {
      sleeps.push(ms);
      signal?.throwIfAborted();
    },
  };
}

describe('retry', () => {
  it('tries until it works, waiting longer each time', async () => {
    const sleeps: number[] = [];
    const seen: number[] = [];
    const result = await retry(
      async (attempt) => {
        if (attempt < 4) throw busy;
        return `after ${attempt}`;
      },
      { policy, attempts: 5, clock: instantClock(sleeps), random: () => 1, onRetry: (_, n) => seen.push(n) },
    );
    expect(result).toBe('after 4');
    expect(sleeps).toEqual([100, 200, 400]);
    expect(seen).toEqual([1, 2, 3]);
  });

  it('throws the last error after the last attempt', async () => {
    let tries = 0;
    const failing = retry(async () => Promise.reject(new Error(`try ${++tries}`)), {
      policy,
      attempts: 3,
      clock: instantClock([]),
    });
    await expect(failing).rejects.toThrow('try 3');
  });

  it.each([
    ['a fatal error', new AnankorError('CLAIM_LOST', 'lost'), undefined],
    ["a user's mistake", new AnankorError('INPUT_INVALID', 'no'), undefined],
    ['what the caller gives up on', busy, () => false],
  ])('does not repeat %s', async (_, error, retryable) => {
    let tries = 0;
    const operation = async (): Promise<never> => {
      tries++;
      throw error;
    };
    const options = { policy, attempts: 5, clock: instantClock([]), ...(retryable && { retryable }) };
    await expect(retry(operation, options)).rejects.toBe(error);
    expect(tries).toBe(1);
  });

  it('ends with the abort, while waiting and while trying', async () => {
    const abort = new AbortController();
    const waiting = retry(async () => Promise.reject(busy), {
      policy: { initialMs: 600_000, maxMs: 600_000 },
      attempts: 2,
      signal: abort.signal,
      onRetry: () => queueMicrotask(() => abort.abort(new Error('stopping'))),
    });
    await expect(waiting).rejects.toThrow('stopping');
    await expect(retry(async () => 1, { policy, attempts: 1, signal: abort.signal })).rejects.toThrow(
      'stopping',
    );

    const during = new AbortController();
    const trying = retry(
      async () => {
        during.abort();
        throw busy;
      },
      { policy, attempts: 5, signal: during.signal, clock: instantClock([]) },
    );
    await expect(trying).rejects.toBe(busy);
  });
});
