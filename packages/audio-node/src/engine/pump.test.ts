import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Pump } from './pump.ts';
import type { TickOutcome } from './pump.ts';

class Counter {
  ticks = 0;
  outcome: TickOutcome = 'sent';

  tick(): TickOutcome {
    this.ticks += 1;
    return this.outcome;
  }
}

function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe('the pump', () => {
  it('calls once per 20 ms on average and catches up after a stall', async () => {
    const pump = new Pump();
    const player = new Counter();
    const startedAt = performance.now();
    pump.add(player);
    pump.add(player);
    await sleep(100);
    block(200);
    await sleep(100);
    const due = (performance.now() - startedAt) / 20;
    pump.stop();
    expect(Math.abs(player.ticks - due)).toBeLessThan(5);
  });

  it('starts a new schedule after a stall of more than half a second', async () => {
    const pump = new Pump();
    const player = new Counter();
    pump.add(player);
    await sleep(50);
    const before = player.ticks;
    block(700);
    await sleep(1);
    pump.stop();
    expect(player.ticks - before).toBeLessThan(15);
  });

  it('lets go of the idle and keeps the place of the held', async () => {
    const pump = new Pump();
    const [idle, held] = [new Counter(), new Counter()];
    idle.outcome = 'idle';
    held.outcome = 'held';
    pump.add(idle);
    pump.add(held);
    await sleep(100);
    expect(idle.ticks).toBe(1);
    expect(held.ticks).toBeGreaterThan(2);
    held.outcome = 'sent';
    const before = held.ticks;
    await sleep(60);
    expect(held.ticks - before).toBeGreaterThan(4);
    pump.remove(held);
    const after = held.ticks;
    await sleep(50);
    expect(held.ticks).toBe(after);
    pump.stop();
    pump.add(idle);
    await sleep(30);
    expect(idle.ticks).toBe(1);
  });
});
