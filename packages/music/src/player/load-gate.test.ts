import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LoadGate } from './load-gate.ts';

const gate = (capacity = 2): LoadGate =>
  new LoadGate({ capacity: () => capacity, perGuild: 1, waitingPerGuild: 3, waitMs: 1_000 });

/** Who was let in so far, in order. */
function entering(one: LoadGate, guildIds: readonly string[]): string[] {
  const order: string[] = [];
  for (const [n, guildId] of guildIds.entries())
    void one.enter(guildId).then((entered) => order.push(`${guildId}${n}${entered ? '' : ' refused'}`));
  return order;
}
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

describe('the gate of the loads', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('lets a few in, and one guild after the other', async () => {
    const one = gate();
    const order = entering(one, ['a', 'a', 'a', 'b', 'c']);
    await settle();
    expect(order).toEqual(['a0', 'b3']);
    one.leave('b');
    await settle();
    expect(order).toEqual(['a0', 'b3', 'c4']);
    one.leave('a');
    await settle();
    expect(order).toEqual(['a0', 'b3', 'c4', 'a1']);
    const later = entering(one, ['d']);
    one.leave('a');
    await settle();
    expect([order.at(-1), later]).toEqual(['a2', []]);
    one.leave('c');
    await settle();
    expect(later).toEqual(['d0']);
  });

  it('refuses what is too much, and what waited too long', async () => {
    const one = gate(1);
    const order = entering(one, ['a', 'a', 'a', 'a', 'a']);
    await settle();
    expect(order.toSorted()).toEqual(['a0', 'a4 refused']);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(order.slice(2)).toEqual(['a1 refused', 'a2 refused', 'a3 refused']);
    one.leave('a');
    const again = entering(one, ['a']);
    await settle();
    expect(again).toEqual(['a0']);
  });

  it('keeps a guild from trying again at once what was given up, and no other guild', async () => {
    const one = gate(1);
    const order = entering(one, ['a', 'a', 'b']);
    await settle();
    one.leave('a', 500);
    await settle();
    expect(order).toEqual(['a0', 'b2']);
    one.leave('b');
    await vi.advanceTimersByTimeAsync(499);
    expect(order).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(order).toEqual(['a0', 'b2', 'a1']);
  });
});
