import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { within } from './within.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('is what the work comes to, and leaves no timer behind', async () => {
  expect(await within(Promise.resolve('done'), 60_000, 'late')).toBe('done');
  await expect(within(Promise.reject(new Error('failed')), 60_000, 'late')).rejects.toThrow('failed');
  expect(vi.getTimerCount()).toBe(0);
});

it('is something else where the work takes longer', async () => {
  const result = within(new Promise<string>(() => undefined), 1_000, 'late');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await result).toBe('late');
});
