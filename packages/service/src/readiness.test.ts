import { describe, expect, it } from 'vitest';
import { Readiness } from './readiness.ts';

describe('Readiness', () => {
  it('is ready once every dependency is up, and says since when each is what it is', () => {
    let now = 1000;
    const readiness = new Readiness(['redis', 'gateway'], {
      now: () => now,
      monotonic: () => now,
      sleep: async () => undefined,
    });
    expect(readiness.ready).toBe(false);
    readiness.report('redis', 'up');
    now = 2000;
    readiness.report('redis', 'up');
    readiness.report('gateway', 'down', 'close code 4004');
    expect(readiness.snapshot()).toEqual({
      ready: false,
      role: 'starting',
      dependencies: {
        redis: { state: 'up', since: 1000 },
        gateway: { state: 'down', since: 2000, detail: 'close code 4004' },
      },
    });
    readiness.forget('gateway');
    expect(readiness.ready).toBe(true);
  });

  it('tells the parts of a dependency', () => {
    const readiness = new Readiness(['lavalink']);
    readiness.report('lavalink', 'up', undefined, {
      one: { state: 'up' },
      two: { state: 'refused', detail: 'no' },
    });
    expect(readiness.snapshot().dependencies['lavalink']).toMatchObject({
      parts: { one: { state: 'up' }, two: { state: 'refused', detail: 'no' } },
    });
  });
});
