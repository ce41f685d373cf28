import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FencedCommits } from '../src/index.ts';
import type { Write } from '../src/index.ts';
import { WORKER, connect, freshKeys, ownRedis } from './fixture.ts';

async function setUp(url?: string) {
  const epoch = 1;
  const redis = connect('commands', url);
  const { keys } = freshKeys();
  await redis.set(keys.epoch(WORKER), epoch);
  const commits = new FencedCommits({ redis, keys, workerId: WORKER, epoch });
  const session = keys.session(WORKER, 'g');
  const queue = keys.sessionQueue(WORKER, 'g');
  const stash = keys.sessionStash(WORKER, 'g');
  return { redis, keys, commits, session, queue, stash };
}

describe('FencedCommits', () => {
  it('writes, moves the version on and records the job, together', async () => {
    const { redis, commits, session, queue, keys } = await setUp();
    const outcome = await commits.commit({
      writes: [
        ['HSET', session, 'paused', 0, 'volume', 80],
        ['RPUSH', queue, 'a', 'b', 'c'],
        ['LPOP', queue],
        ['LINSERT', queue, 'BEFORE', 'c', 'x'],
        ['SADD', keys.sessions(WORKER), 'g'],
        ['PEXPIRE', queue, 60_000],
        ['PERSIST', queue],
      ],
      session: { key: session, from: 0, to: 1 },
      job: { id: 'j', reply: '{"key":"a b"}', ttlMs: 60_000 },
    });
    expect(outcome).toEqual({ outcome: 'committed' });
    expect(await redis.hgetall(session)).toMatchObject({ paused: '0', volume: '80', version: '1' });
    expect(await redis.lrange(queue, 0, -1)).toEqual(['b', 'x', 'c']);
    expect(await redis.pttl(queue)).toBe(-1);
    expect(await redis.pttl(keys.job(WORKER, 'j'))).toBeGreaterThan(0);
  });

  it('answers a job applied before with the reply it was given, whatever the version', async () => {
    const { redis, commits, session, queue } = await setUp();
    const commit = {
      writes: [['RPUSH', queue, 'a']] as Write[],
      session: { key: session, from: 0, to: 1 },
      job: { id: 'j', reply: '{"key":"a b"}', ttlMs: 60_000 },
    };
    await commits.commit(commit);
    expect(await commits.commit(commit)).toEqual({ outcome: 'recorded', reply: '{"key":"a b"}' });
    expect(await redis.llen(queue)).toBe(1);
  });

  it('tells the version where it is another, and writes nothing', async () => {
    const { redis, commits, session, queue } = await setUp();
    await redis.hset(session, 'version', 7);
    const job = { id: 'j', reply: '{}', ttlMs: 60_000 };
    const write: Write = ['RPUSH', queue, 'a'];
    const stale = { writes: [write], session: { key: session, from: 6, to: 7 }, job };
    expect(await commits.commit(stale)).toEqual({ outcome: 'version', actual: 7 });
    expect(await redis.exists(queue)).toBe(0);
    expect(await commits.commit({ ...stale, session: { key: session, from: 7, to: 8 } })).toEqual({
      outcome: 'committed',
    });
  });

  it('refuses a whole batch of a former owner', async () => {
    const { redis, commits, queue, keys } = await setUp();
    await redis.set(keys.epoch(WORKER), 2);
    const commit = { writes: [['RPUSH', queue, 'a']] as Write[], job: { id: 'j', reply: '{}', ttlMs: 1000 } };
    const outcomes = await Promise.all([commits.commit(commit), commits.commit(commit)]);
    expect(outcomes).toEqual([{ outcome: 'fenced' }, { outcome: 'fenced' }]);
    expect(await redis.exists(queue, keys.job(WORKER, 'j'))).toBe(0);
  });

  it('judges each commit of a batch by itself, in one request', async () => {
    const { redis, commits, session, queue } = await setUp();
    await commits.commit({ writes: [] });
    const send = redis.sendCommand.bind(redis);
    let requests = 0;
    redis.sendCommand = (...args) => {
      requests++;
      return send(...args);
    };
    const at = (from: number, value: string) =>
      commits.commit({
        writes: [['RPUSH', queue, value]],
        session: { key: session, from, to: from + 1 },
      });
    const outcomes = await Promise.all([at(0, 'a'), at(0, 'twice'), at(1, 'b'), at(5, 'late'), at(2, 'c')]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual([
      'committed',
      'version',
      'committed',
      'version',
      'committed',
    ]);
    expect(requests).toBe(1);
    expect(await redis.lrange(queue, 0, -1)).toEqual(['a', 'b', 'c']);
  });

  it('answers committed where the answer was lost and the client sends the same again', async () => {
    const { redis, commits, session, queue } = await setUp();
    const evalsha = redis.evalsha.bind(redis) as (...args: unknown[]) => Promise<unknown>;
    // As ioredis does when the connection breaks between the execution and the answer.
    redis.evalsha = (async (...args: unknown[]) => {
      await evalsha(...args);
      return evalsha(...args);
    }) as typeof redis.evalsha;
    const job = { id: 'j', reply: '{}', ttlMs: 1000 };
    expect(
      await commits.commit({ writes: [['RPUSH', queue, 'a']], session: { key: session, from: 0, to: 1 } }),
    ).toEqual({ outcome: 'committed' });
    expect(await commits.commit({ writes: [['RPUSH', queue, 'b']], job })).toEqual({ outcome: 'committed' });
    expect(await redis.lrange(queue, 0, -1)).toEqual(['a', 'b']);
  });

  it('loads its script into a server that forgot it', async () => {
    const { redis, commits, queue } = await setUp(await ownRedis());
    await redis.script('FLUSH');
    expect(await commits.commit({ writes: [['RPUSH', queue, 'a']] })).toEqual({ outcome: 'committed' });
    await commits.idle();
  });

  it('takes a queue of ten thousand in one commit, in order', async () => {
    const { redis, commits, queue, stash } = await setUp();
    const values = Array.from({ length: 10_000 }, (_, n) => n);
    await commits.commit({ writes: [['RPUSH', queue, ...values]] });
    expect(await redis.lrange(queue, 0, -1)).toEqual(values.map(String));
    await commits.commit({
      writes: [
        ['COPY', queue, stash],
        ['COPY', queue, stash],
        ['COPY', `${queue}:none`, stash],
      ],
    });
    expect(await redis.llen(stash)).toBe(10_000);
    await commits.commit({ writes: [['RENAME', queue, stash]] });
    expect(await redis.llen(stash)).toBe(10_000);
    // What does not exist, moved: the target does not exist either.
    await commits.commit({ writes: [['RENAME', queue, stash]] });
    expect(await redis.exists(stash)).toBe(0);
  });

  it('rejects a commit with a write that Redis refuses, and no other of its batch', async () => {
    const { redis, commits, queue, session } = await setUp();
    await redis.set(queue, 'no list');
    const [bad, good] = await Promise.allSettled([
      commits.commit({ writes: [['RPUSH', queue, 'a']] }),
      commits.commit({ writes: [['HSET', session, 'a', 1]] }),
    ]);
    expect(bad).toMatchObject({ status: 'rejected', reason: { code: 'UNKNOWN' } });
    expect(good).toMatchObject({ status: 'fulfilled', value: { outcome: 'committed' } });
  });

  it('leaves no head of a session that it deletes', async () => {
    const { redis, commits, session } = await setUp();
    await commits.commit({ writes: [], session: { key: session, from: 0, to: 1 } });
    await commits.commit({ writes: [['DEL', session]], session: { key: session, from: 1, to: 2 } });
    expect(await redis.exists(session)).toBe(0);
  });

  it('applies each job once, in order, however often and with whatever version it is sent (model)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ job: fc.integer({ min: 0, max: 5 }), behind: fc.integer({ min: 0, max: 1 }) }), {
          maxLength: 25,
        }),
        async (sent) => {
          const redis = connect();
          const { keys } = freshKeys();
          await redis.set(keys.epoch(WORKER), 1);
          const commits = new FencedCommits({ redis, keys, workerId: WORKER, epoch: 1 });
          const session = keys.session(WORKER, 'g');
          const queue = keys.sessionQueue(WORKER, 'g');
          let version = 0;
          const applied: string[] = [];
          const expected = sent.map(({ job, behind }) => {
            const from = Math.max(0, version - behind);
            const id = String(job);
            const outcome = applied.includes(id) ? 'recorded' : from === version ? 'committed' : 'version';
            if (outcome === 'committed') {
              applied.push(id);
              version++;
            }
            return { id, from, outcome };
          });
          const outcomes = await Promise.all(
            expected.map(({ id, from }) =>
              commits.commit({
                writes: [['RPUSH', queue, id]],
                session: { key: session, from, to: from + 1 },
                job: { id, reply: `{"of":"${id}"}`, ttlMs: 60_000 },
              }),
            ),
          );
          expect(outcomes.map(({ outcome }) => outcome)).toEqual(expected.map(({ outcome }) => outcome));
          expect(await redis.lrange(queue, 0, -1)).toEqual(applied);
          redis.disconnect();
        },
      ),
      { numRuns: 60 },
    );
  });
});
