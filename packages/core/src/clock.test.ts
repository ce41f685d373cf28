import { describe, expect, it } from 'vitest';
import { systemClock } from './clock.ts';

describe('systemClock', () => {
  it('tells the time and never goes backwards', async () => {
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(5_000);
    const before = systemClock.monotonic();
    await systemClock.sleep(5);
    expect(systemClock.monotonic()).toBeGreaterThan(before);
  });

  it('ends a sleep with the reason of the abort', async () => {
    const abort = new AbortController();
    const sleeping = systemClock.sleep(600_000, abort.signal);
    const reason = new Error('stopping');
    abort.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
    await expect(systemClock.sleep(600_000, abort.signal)).rejects.toBe(reason);
  });
});
