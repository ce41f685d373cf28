import { FencedCommits, createRedis } from '@anankor/ipc';
import {
  addPlaceholder,
  back,
  emptySession,
  enqueue,
  failCurrent,
  leave,
  openLoads,
  removeEntry,
  resolvePlaceholder,
  shuffle,
  skip,
  snapshotOf,
  stop,
  transition,
  undo,
} from '@anankor/music';
import type { SessionDraft, SessionState } from '@anankor/music';
import type { ReadyEntry } from '@anankor/schemas';
import { redisKeys } from '@anankor/storage';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { stateOf } from '../src/services/read-session.ts';
import { SessionCommits } from '../src/services/session-commits.ts';
import { sessionKeys } from '../src/services/session-keys.ts';
import { SessionStore } from '../src/services/session-store.ts';

const redis = createRedis(process.env['REDIS_URL'] ?? '', { role: 'commands', name: 'session-store-test' });
afterAll(() => redis.disconnect());

let count = 0;
function entry(): ReadyEntry {
  const id = `e${++count}`;
  const track = {
    encoded: id,
    identifier: id,
    title: id,
    author: 'a',
    durationMs: 60_000,
    uri: null,
    artworkUrl: null,
  };
  return {
    id,
    state: 'ready',
    requesterId: '1',
    track: { ...track, isStream: false, isSeekable: true, sourceName: 't' },
  };
}

const operations: Record<string, (draft: SessionDraft, size: number) => unknown> = {
  append: (draft, size) => enqueue(draft, Array.from({ length: size }, entry), 'end'),
  next: (draft, size) => enqueue(draft, Array.from({ length: size }, entry), 'next'),
  now: (draft) => enqueue(draft, [entry()], 'now'),
  placeholder: (draft, size) =>
    addPlaceholder(draft, {
      id: entry().id,
      state: 'loading',
      query: 'q',
      jobId: 'j',
      requesterId: '1',
      placement: size > 3 ? 'now' : 'end',
      shuffle: false,
      attempts: 1,
    }),
  skip: (draft, size) => skip(draft, size),
  back: (draft) => back(draft),
  fail: (draft) => failCurrent(draft),
  loop: (draft, size) => draft.patch({ loop: (['off', 'track', 'queue'] as const)[size % 3]! }),
  pause: (draft, size) => draft.patch({ paused: size % 2 === 0, volume: size }),
  resolve: (draft, size) =>
    openLoads(draft.state)
      .slice(0, 1)
      .forEach(({ id }) => {
        const tracks = Array.from({ length: size }, () => entry().track);
        resolvePlaceholder(draft, id, { kind: 'playlist', name: 'p', tracks }, Math.random);
      }),
  stop: (draft) => stop(draft),
  undo: (draft) => undo(draft),
  shuffle: (draft) => shuffle(draft, Math.random),
  remove: (draft, size) => {
    const target = draft.queue.get(size % Math.max(1, draft.queue.size));
    if (target) removeEntry(draft, target.id);
  },
  leaveKeeping: (draft) => leave(draft, true),
};

describe('SessionStore', () => {
  it('reads back exactly what a session is, whatever was done to it', async () => {
    let run = 0;
    const step = fc.record({
      name: fc.constantFrom(...Object.keys(operations)),
      size: fc.integer({ min: 1, max: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
        const keys = redisKeys(`store-${process.pid}-${++run}`);
        await redis.set(keys.epoch('1'), '1');
        const store = new SessionStore(redis, keys, '1');
        const commits = new SessionCommits(
          new FencedCommits({ redis, keys, workerId: '1', epoch: 1 }),
          store,
        );
        let before: SessionState | null = null;
        for (const { name, size } of steps) {
          const base: SessionState =
            before ?? emptySession({ id: 's', guildId: 'g', channelId: 'c', textChannelId: 't', now: 1 });
          const { state, changes } = transition(base, 1, (draft) => operations[name]?.(draft, size));
          if (changes.length === 0) continue;
          expect(await commits.commit({ guildId: 'g', before, after: state, changes })).toEqual({
            outcome: 'committed',
          });
          before = state;
          const loaded = stateOf(await store.load('g'));
          expect(loaded && snapshotOf(loaded)).toEqual(state && snapshotOf(state));
          const k = sessionKeys(keys, '1', 'g');
          const current = state?.head.current ? [state.head.current] : [];
          const held = [...current, ...(state?.queue ?? [])].map(({ id }) => id);
          expect((await redis.hkeys(k.entries)).sort()).toEqual(held.sort());
          expect((await redis.hkeys(k.stashEntries)).sort()).toEqual(
            (await redis.lrange(k.stash, 0, -1)).sort(),
          );
        }
      }),
      { numRuns: 120 },
    );
  }, 60_000);

  it('refuses a former owner, and a version that is not the last', async () => {
    const keys = redisKeys(`fence-${process.pid}`);
    await redis.set(keys.epoch('1'), '2');
    const store = new SessionStore(redis, keys, '1');
    const of = (epoch: number): SessionCommits =>
      new SessionCommits(new FencedCommits({ redis, keys, workerId: '1', epoch }), store);
    const base = emptySession({ id: 's', guildId: 'g', channelId: 'c', textChannelId: 't', now: 1 });
    const { state, changes } = transition(base, 1, (draft) => enqueue(draft, [entry()], 'end'));
    const first = { guildId: 'g', before: null, after: state, changes };
    await expect(of(1).commit(first)).rejects.toMatchObject({ code: 'CLAIM_LOST' });
    await expect(of(1).write([['SADD', keys.guilds('1'), 'g']])).rejects.toMatchObject({
      code: 'CLAIM_LOST',
    });
    expect(await store.load('g')).toEqual({ kind: 'none' });
    expect(
      await of(2).commit({ ...first, job: { id: 'j', record: { load: { entryId: 'e', query: 'q' } } } }),
    ).toEqual({
      outcome: 'committed',
    });
    expect(await of(2).commit(first)).toEqual({ outcome: 'conflict' });
    const again = await of(2).commit({
      ...first,
      job: { id: 'j', record: { load: { entryId: 'x', query: 'y' } } },
    });
    expect(again).toMatchObject({ outcome: expect.stringMatching(/recorded|conflict/) as string });
    expect(await store.guildIds()).toEqual(['g']);
    await of(2).write([store.settled('g')]);
    expect(await store.guildIds()).toEqual([]);
  });

  it('writes a session anew so that what was left out does not come back', async () => {
    const keys = redisKeys(`anew-${process.pid}`);
    await redis.set(keys.epoch('1'), '1');
    const store = new SessionStore(redis, keys, '1');
    const commits = new SessionCommits(new FencedCommits({ redis, keys, workerId: '1', epoch: 1 }), store);
    const base = emptySession({ id: 's', guildId: 'g', channelId: 'c', textChannelId: 't', now: 1 });
    const many = Array.from({ length: 9_000 }, entry);
    const { state, changes } = transition(base, 1, (draft) => {
      enqueue(draft, many, 'end');
      skip(draft);
      shuffle(draft, Math.random);
    });
    await commits.commit({ guildId: 'g', before: null, after: state, changes });
    const k = sessionKeys(keys, '1', 'g');
    const ids = await redis.lrange(k.queue, 0, -1);
    await redis.hdel(k.entries, ids[0]!, ids[4_000]!);
    await redis.rpush(k.queue, ids[1]!);
    await redis.hdel(k.head, 'version');
    const loaded = await store.load('g');
    expect(loaded).toMatchObject({ kind: 'session', lost: ['queue: 3 of 8999 entries', 'version'] });
    const left = stateOf(loaded)!;
    await commits.apply(store.rewriting('g', left));
    expect(await redis.lrange(k.queue, 0, -1)).toEqual(
      ids.filter((_id, index) => index !== 0 && index !== 4_000),
    );
    const again = await store.load('g');
    expect(again).toMatchObject({ kind: 'session', lost: [] });
    expect(snapshotOf(stateOf(again)!)).toEqual(snapshotOf(left));
  });

  it('keeps what a later version stored, wherever it stands', async () => {
    const keys = redisKeys(`later-${process.pid}`);
    await redis.set(keys.epoch('1'), '1');
    const store = new SessionStore(redis, keys, '1');
    const commits = new SessionCommits(new FencedCommits({ redis, keys, workerId: '1', epoch: 1 }), store);
    const base = emptySession({ id: 's', guildId: 'g', channelId: 'c', textChannelId: 't', now: 1 });
    const first = transition(base, 1, (draft) => enqueue(draft, [entry(), entry(), entry()], 'end'));
    await commits.commit({ guildId: 'g', before: null, after: first.state, changes: first.changes });
    const k = sessionKeys(keys, '1', 'g');
    const add = async (key: string, field: string, part: object): Promise<void> => {
      const stored = JSON.parse((await redis.hget(key, field)) ?? '') as object;
      await redis.hset(key, field, JSON.stringify({ ...stored, ...part }));
    };
    await add(k.head, 'playback', { v: 9, mood: 'blue' });
    await add(k.head, 'head', { v: 9, poll: { command: 'skip' } });
    for (const id of await redis.hkeys(k.entries)) await add(k.entries, id, { likes: 3 });
    const before = stateOf(await store.load('g'))!;
    const next = transition(before, 2, (draft) => {
      skip(draft);
      draft.patch({ volume: 50 });
    });
    await commits.commit({ guildId: 'g', before, after: next.state, changes: next.changes });
    const hash = await redis.hgetall(k.head);
    expect(JSON.parse(hash['playback']!)).toMatchObject({ v: 1, mood: 'blue', revision: 2 });
    expect(JSON.parse(hash['head']!)).toMatchObject({ v: 1, poll: { command: 'skip' }, volume: 50 });
    for (const text of await redis.hvals(k.entries)) expect(JSON.parse(text)).toMatchObject({ likes: 3 });
    expect(JSON.parse((await redis.lindex(k.history, -1)) ?? '')).toMatchObject({ likes: 3 });
  });
});
