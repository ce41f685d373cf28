import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Assignments, channelOf } from '../src/index.ts';
import { backends, openBackend } from './backends.ts';
import type { Backend } from './backends.ts';

const now = 1_800_000_000_000;

describe.each(backends)('Assignments on %s', (kind) => {
  let backend: Backend;
  let assignments: Assignments;
  let guildId = '';
  let next = 0;

  beforeAll(async () => {
    backend = await openBackend(kind);
    assignments = new Assignments({ client: backend.client, table: backend.tables.assignments });
  });
  afterAll(() => backend.stop());

  const fresh = (): void => {
    guildId = `guild-${next++}`;
  };
  const assign = (channelId: string, workerId: string, expectedVersion: number) =>
    assignments.assign({ guildId, channelId, workerId, expectedVersion, now });

  it('begins empty at version 0', async () => {
    fresh();
    expect(await assignments.get(guildId)).toEqual({ guildId, version: 0, sessions: {} });
  });

  it('gives a channel to a worker, once', async () => {
    fresh();
    const first = await assign('c1', 'w1', 0);
    const expected = { guildId, version: 1, sessions: { c1: { workerId: 'w1', since: now } } };
    expect(first).toEqual({ ok: true, assignment: expected });
    expect(await assignments.get(guildId)).toEqual(expected);
    expect(await assign('c1', 'w1', 0)).toEqual({ ok: true, assignment: expected });
    expect(channelOf(expected, 'w1')).toBe('c1');
    expect(channelOf(expected, 'w2')).toBeUndefined();
  });

  it('keeps one worker a channel and one channel a worker', async () => {
    fresh();
    await assign('c1', 'w1', 0);
    expect(await assign('c1', 'w2', 1)).toMatchObject({ ok: false, reason: 'channel-taken' });
    expect(await assign('c2', 'w1', 1)).toMatchObject({ ok: false, reason: 'worker-busy' });
    expect(await assign('c2', 'w2', 0)).toMatchObject({
      ok: false,
      reason: 'version',
      assignment: { version: 1 },
    });
    expect(await assign('c2', 'w2', 1)).toMatchObject({ ok: true, assignment: { version: 2 } });
  });

  it('lets one of many concurrent choices through at a time', async () => {
    fresh();
    const results = await Promise.all(Array.from({ length: 20 }, (_, n) => assign(`c${n}`, `w${n}`, 0)));
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    const { version, sessions } = await assignments.get(guildId);
    expect(version).toBe(1);
    expect(Object.keys(sessions)).toHaveLength(1);
    for (const result of results.filter((each) => !each.ok))
      expect(result).toMatchObject({ reason: 'version', assignment: { version: 1 } });
  });

  it('serves everybody who chooses again, without a worker or channel twice', async () => {
    fresh();
    const seat = async (n: number): Promise<void> => {
      for (let { version } = await assignments.get(guildId); ;) {
        const result = await assign(`c${n}`, `w${n}`, version);
        if (result.ok) return;
        version = result.assignment.version;
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, n) => seat(n)));
    const { sessions } = await assignments.get(guildId);
    expect(Object.keys(sessions).sort()).toEqual(Array.from({ length: 8 }, (_, n) => `c${n}`));
    expect(new Set(Object.values(sessions).map(({ workerId }) => workerId)).size).toBe(8);
  });

  it('releases only what the worker still has, however often', async () => {
    fresh();
    await assign('c1', 'w1', 0);
    expect(await assignments.release({ guildId, channelId: 'c1', workerId: 'w2' })).toMatchObject({
      version: 1,
    });
    expect(await assignments.release({ guildId, channelId: 'c1', workerId: 'w1' })).toEqual({
      guildId,
      version: 2,
      sessions: {},
    });
    expect(await assignments.release({ guildId, channelId: 'c1', workerId: 'w1' })).toMatchObject({
      version: 2,
    });
    expect(await assign('c1', 'w2', 2)).toMatchObject({ ok: true, assignment: { version: 3 } });
  });

  it('releases only what was assigned at that time, where that is asked for', async () => {
    fresh();
    await assign('c1', 'w1', 0);
    const seat = { guildId, channelId: 'c1', workerId: 'w1' };
    expect(await assignments.release({ ...seat, since: now + 1 })).toMatchObject({ version: 1 });
    expect(await assignments.release({ ...seat, since: now })).toMatchObject({ version: 2, sessions: {} });
  });

  it('loses no release where several meet', async () => {
    fresh();
    for (let n = 0; n < 4; n++) await assign(`c${n}`, `w${n}`, n);
    await Promise.all(
      Array.from({ length: 4 }, (_, n) =>
        assignments.release({ guildId, channelId: `c${n}`, workerId: `w${n}` }),
      ),
    );
    expect(await assignments.get(guildId)).toMatchObject({ version: 8, sessions: {} });
  });

  it('moves a session to another channel or another worker', async () => {
    fresh();
    await assign('c1', 'w1', 0);
    await assign('c2', 'w2', 1);
    const from = { channelId: 'c1', workerId: 'w1' };
    const move = (channelId: string, workerId: string, origin = from) =>
      assignments.move({ guildId, from: origin, to: { channelId, workerId }, now: now + 1 });

    expect(await move('c2', 'w1')).toMatchObject({ ok: false, reason: 'channel-taken' });
    expect(await move('c3', 'w2')).toMatchObject({ ok: false, reason: 'worker-busy' });
    const moved = await move('c3', 'w1');
    expect(moved).toMatchObject({ ok: true, assignment: { version: 3 } });
    expect(moved.assignment.sessions).toEqual({
      c2: { workerId: 'w2', since: now },
      c3: { workerId: 'w1', since: now + 1 },
    });
    expect(await move('c3', 'w1')).toMatchObject({ ok: true, assignment: { version: 3 } });
    expect(await move('c4', 'w1')).toMatchObject({ ok: false, reason: 'version' });
    expect(await move('c3', 'w3', { channelId: 'c3', workerId: 'w1' })).toMatchObject({ ok: true });
    expect((await assignments.get(guildId)).sessions['c3']).toEqual({ workerId: 'w3', since: now + 1 });
  });

  it('moves only what was not renewed since, where that is asked for', async () => {
    fresh();
    await assign('c1', 'w1', 0);
    const seat = { channelId: 'c1', workerId: 'w1' };
    const move = (since: number) =>
      assignments.move({
        guildId,
        from: { ...seat, since },
        to: { channelId: 'c1', workerId: 'w2' },
        now: now + 9,
      });
    const renewed = await assignments.renew({ guildId, ...seat, now });
    expect(renewed).toMatchObject({ ok: true, assignment: { sessions: { c1: { since: now + 1 } } } });
    expect(await move(now)).toMatchObject({ ok: false, reason: 'version' });
    expect(await move(now + 1)).toMatchObject({ ok: true });
    expect(await assignments.renew({ guildId, ...seat, now })).toMatchObject({
      ok: false,
      reason: 'version',
    });
  });
});
