import { randomUUID } from 'node:crypto';
import type { OutboxEntry } from '@anankor/schemas';
import { describe, expect, it } from 'vitest';
import { OUTBOX_GROUP, OutboxReader } from '../src/index.ts';
import { WORKER, connect, freshKeys } from './fixture.ts';

const OTHER = '100000000000000002';

function entry(more: Partial<OutboxEntry> = {}): OutboxEntry {
  return {
    v: 1,
    type: 'notice',
    guildId: '300000000000000001',
    channelId: '400000000000000002',
    locale: 'en-US',
    at: Date.now(),
    notice: { kind: 'waitingForNode' },
    ...more,
  };
}

function setUp() {
  const { keys } = freshKeys();
  const commands = connect();
  const reader = (): OutboxReader =>
    new OutboxReader({ blocking: connect('blocking'), commands, keys, consumer: randomUUID() });
  const put = (workerId: string, value: unknown): Promise<string | null> =>
    commands.xadd(keys.outbox(workerId), '*', 'entry', JSON.stringify(value));
  return { keys, commands, reader, put };
}

describe('the outbox', () => {
  it('gives each entry of every worker to one master, with what stood before the first one came', async () => {
    const { reader, put, keys, commands } = setUp();
    const [first, second] = [reader(), reader()];
    await put(WORKER, entry());
    const one = await first.read([WORKER, OTHER], 500);
    await put(OTHER, entry());
    const two = await second.read([WORKER, OTHER], 500);
    expect(one.map(({ workerId }) => workerId)).toEqual([WORKER]);
    expect(two.map(({ workerId }) => workerId)).toEqual([OTHER]);
    expect(one[0]?.entry).toMatchObject({ notice: { kind: 'waitingForNode' } });
    await first.finish(one);
    await second.finish(two);
    expect(await commands.xlen(keys.outbox(WORKER))).toBe(0);
    expect(await first.read([WORKER, OTHER], 20)).toEqual([]);
  });

  it('makes the same message again of what a dead master had put into one', async () => {
    const { reader, put, keys, commands } = setUp();
    const [dead, next] = [reader(), reader()];
    await put(WORKER, entry());
    await put(WORKER, entry());
    const sent = await dead.hold(await dead.read([WORKER], 500));
    expect(sent?.held).toHaveLength(2);
    await put(WORKER, entry());
    const fresh = await next.read([WORKER], 500);
    const left = await next.claim(WORKER, 0);
    const again = await next.hold(left.filter(({ message }) => message !== null));
    expect(again?.message).toBe(sent?.message);
    expect(again?.held).toHaveLength(2);
    const own = await next.hold(fresh);
    expect(own?.message).not.toBe(sent?.message);
    expect(own?.message).toMatch(/^[\w-]{24}$/);
    // What was claimed by another is not the dead one's any more, should it wake up.
    expect(await dead.hold(sent?.held ?? [])).toBeNull();
    await next.finish([...left, ...fresh]);
    expect(await commands.exists(keys.outboxMessages(WORKER))).toBe(0);
    const consumers = await commands.xinfo('CONSUMERS', keys.outbox(WORKER), OUTBOX_GROUP);
    await next.claim(WORKER, 0);
    expect(consumers).toHaveLength(1);
  });

  it('passes on what it can’t read as such, and goes on after Redis lost its data', async () => {
    const { reader, put, keys, commands } = setUp();
    const own = reader();
    await put(WORKER, { ...entry(), v: 99 });
    await put(WORKER, { ...entry(), notice: { kind: 'of a later version' } });
    const items = await own.read([WORKER], 500);
    // A later version of what is known is read; a kind that is unknown is not.
    expect(items.map((item) => item.entry)).toMatchObject([{ v: 99 }, null]);
    await own.finish(items);
    await commands.del(keys.outbox(WORKER));
    await expect(own.read([WORKER], 500)).rejects.toMatchObject({
      message: expect.stringContaining('NOGROUP') as string,
    });
    await put(WORKER, entry());
    expect(await own.read([WORKER], 500)).toHaveLength(1);
  });
});
