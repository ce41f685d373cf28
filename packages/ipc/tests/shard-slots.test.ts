import { describe, expect, it } from 'vitest';
import { ShardSlots } from '../src/index.ts';
import type { ShardSurvey } from '../src/index.ts';
import { atEnd, connect, freshKeys, until } from './fixture.ts';

function setUp() {
  const redis = connect('commands');
  const { keys } = freshKeys();
  const replica = (name: string, more: { copies?: number; ttlMs?: number } = {}): ShardSlots =>
    new ShardSlots({ redis, keys, replica: name, copies: 1, ttlMs: 60_000, ...more });
  return { redis, keys, replica };
}

const holders = ({ slots }: ShardSurvey) => slots.map(({ shard, slot, replica }) => [shard, slot, replica]);

describe('ShardSlots', { timeout: 60_000 }, () => {
  it('gives a slot to one replica, with a greater epoch each time', async () => {
    const { replica, redis, keys } = setUp();
    const [a, b] = [replica('host:1', { copies: 2 }), replica('host:2', { copies: 2 })];
    await a.agree(2, false);
    await b.agree(2, false);
    const [first, second] = await Promise.all([a.take(1, 0), b.take(1, 0)]);
    const lease = first ?? second!;
    expect([first, second].filter(Boolean)).toHaveLength(1);
    expect(lease.held()).toBe(true);
    const winner = first ? 'host:1' : 'host:2';
    const survey = await a.survey([1]);
    expect(survey.replicas).toEqual(['host:1', 'host:2']);
    expect(holders(survey)).toEqual([
      [0, 0, undefined],
      [1, 0, winner],
      [0, 1, undefined],
      [1, 1, undefined],
    ]);
    const { slots } = await b.survey([1]);
    expect(slots.map(({ connected }) => connected)).toEqual([false, true, false, false]);
    expect(await redis.get(keys.shardSlot(1, 0))).toBe(`${winner}#${lease.epoch}`);
    await lease.release();
    const again = await b.take(1, 0);
    expect(again!.epoch).toBeGreaterThan(lease.epoch);
    await lease.release();
    expect(await redis.exists(keys.shardSlot(1, 0))).toBe(1);
    await again!.release();
  });

  it('forgets a silent replica and its slots by the time of the server', async () => {
    const { replica } = setUp();
    const [a, b] = [replica('a', { ttlMs: 1_000 }), replica('b', { ttlMs: 1_000 })];
    await a.agree(1, false);
    const lease = (await a.take(0, 0))!;
    expect((await b.agree(1, false), await b.survey([])).replicas).toEqual(['a', 'b']);
    // It is renewed while the process runs, although nobody surveys.
    await until(async () => (await b.survey([])).replicas.join() === 'b');
    expect(holders(await b.survey([]))).toEqual([[0, 0, 'a']]);
    await lease.release();
    expect(holders(await b.survey([]))).toEqual([[0, 0, undefined]]);
    await b.leave();
    expect((await a.survey([])).replicas).toEqual(['a']);
  });

  it('agrees on the number of shards: the first one says', async () => {
    const { replica, redis, keys } = setUp();
    const [first, follower, stubborn] = [replica('a'), replica('b'), replica('c')];
    await first.agree(4, false);
    await follower.agree(6, false);
    expect(follower.count).toBe(4);
    await expect(stubborn.agree(5, true)).rejects.toMatchObject({
      code: 'ENV_INVALID',
      message: expect.stringMatching(/5 shards, but replicas that run have 4/),
    });
    expect((await first.survey([])).replicas).toEqual(['a', 'b']);
    await redis.set(keys.shardCount(), '5');
    await expect(first.survey([])).rejects.toThrow(/4 shards, but replicas that run have 5/);
  });

  it('lets one IDENTIFY of a bucket go in five seconds, whichever replica sends it', async () => {
    const { replica } = setUp();
    const [a, b] = [replica('a'), replica('b')];
    const over = new AbortController();
    atEnd(() => over.abort());
    const from = performance.now();
    const took = await Promise.all(
      [a.identifyTurn(0, over.signal), b.identifyTurn(0, over.signal), b.identifyTurn(1, over.signal)].map(
        (turn) => turn.then(() => performance.now() - from),
      ),
    );
    expect(Math.max(took[0]!, took[1]!)).toBeGreaterThan(5_000);
    expect(Math.min(took[0]!, took[1]!)).toBeLessThan(5_000);
    const waiting = a.identifyTurn(0, over.signal);
    over.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});
