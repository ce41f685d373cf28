import { describe, expect, it } from 'vitest';
import { GuildOrder } from './guild-order.ts';

describe('GuildOrder', () => {
  it('lets commands of a guild go in the order of their coming, and guilds side by side', async () => {
    const order = new GuildOrder(60_000);
    const went: string[] = [];
    const [first, second, other] = [order.take('g'), order.take('g'), order.take('h')];
    const waiting = [
      second.ready().then(() => went.push('second')),
      first.ready().then(() => went.push('first')),
    ];
    await other.ready();
    went.push('other');
    await new Promise(setImmediate);
    expect(went).toEqual(['first', 'other']);
    first.done();
    await Promise.all(waiting);
    expect(went).toEqual(['first', 'other', 'second']);
    second.done();
    second.done();
    await order.take('g').ready();
  });

  it('does not wait for ever for one that hangs', async () => {
    const order = new GuildOrder(20);
    order.take('g');
    await order.take('g').ready();
  });
});
