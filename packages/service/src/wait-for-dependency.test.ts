import { AnankorError, systemClock } from '@anankor/core';
import { describe, expect, it } from 'vitest';
import { dependencies } from './dependencies.ts';
import { Readiness } from './readiness.ts';
import { waitForDependency } from './wait-for-dependency.ts';

const down = new AnankorError('REDIS_UNAVAILABLE', 'connection refused');

function waiting(limitMs: number): {
  options: Parameters<typeof waitForDependency>[1];
  readiness: Readiness;
  retries: string[];
} {
  let now = 0;
  const clock = { ...systemClock, monotonic: () => now, sleep: async (ms: number) => void (now += ms) };
  const readiness = new Readiness(['redis']);
  const retries: string[] = [];
  const onRetry = (name: string, attempt: number): void => void retries.push(`${name} ${attempt}`);
  return {
    options: { limitMs, readiness, signal: new AbortController().signal, onRetry, clock },
    readiness,
    retries,
  };
}

describe('waitForDependency', () => {
  it('tries until it answers, and says meanwhile what is down', async () => {
    const { options, readiness, retries } = waiting(60_000);
    let tries = 0;
    const probe = async (): Promise<void> => {
      if (++tries < 3) throw down;
    };
    await waitForDependency({ name: 'redis', probe }, options);
    expect(retries).toEqual(['redis 1', 'redis 2']);
    expect(readiness.ready).toBe(true);
  });

  it('gives up when time is over, naming what could not be reached and why', async () => {
    const { options, readiness } = waiting(1_000);
    const probe = (): Promise<void> => Promise.reject(down);
    await expect(waitForDependency({ name: 'redis', probe }, options)).rejects.toMatchObject({
      code: 'DEPENDENCY_UNREACHABLE',
      message: 'redis could not be reached within 1 s: connection refused',
    });
    expect(readiness.snapshot().dependencies['redis']).toMatchObject({
      state: 'down',
      detail: 'connection refused',
    });
  });

  it('does not wait for what waiting does not mend', async () => {
    const { options } = waiting(60_000);
    const missing = new AnankorError('TABLE_MISSING', 'run the script');
    await expect(
      waitForDependency({ name: 'redis', probe: () => Promise.reject(missing) }, options),
    ).rejects.toBe(missing);
  });
});

describe('dependencies', () => {
  it('closes everything when one of them can’t be had, and at the end', async () => {
    const { options } = waiting(10);
    let closed = 0;
    const close = (): void => void closed++;
    const good = { name: 'redis', probe: async () => undefined };
    const bad = { name: 'dynamodb', probe: () => Promise.reject(down) };
    const failing = dependencies({ ...options, dependencies: [good, bad], close });
    await expect(failing.start(options.signal)).rejects.toMatchObject({ code: 'DEPENDENCY_UNREACHABLE' });
    expect(closed).toBe(1);
    const working = dependencies({ ...options, dependencies: [good], close });
    await working.start(options.signal);
    await working.stop();
    expect(closed).toBe(2);
  });
});
