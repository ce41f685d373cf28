import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffDelay } from './backoff.ts';

describe('backoffDelay', () => {
  it('doubles until the maximum', () => {
    const policy = { initialMs: 100, maxMs: 1_000 };
    const delays = [1, 2, 3, 4, 5, 6].map((attempt) => backoffDelay(policy, attempt, () => 1));
    expect(delays).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  });

  it('stays between half a step and a step, for any attempt', () => {
    const attempt = fc.integer({ min: -5, max: 5_000 });
    const random = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(attempt, random, fc.integer({ min: 1, max: 5 }), (n, chance, factor) => {
        const delay = backoffDelay({ initialMs: 50, maxMs: 3_000, factor }, n, () => chance);
        expect(delay).toBeGreaterThanOrEqual(25);
        expect(delay).toBeLessThanOrEqual(3_000);
      }),
    );
  });
});
