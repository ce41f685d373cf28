import { createHash } from 'node:crypto';
import { systemClock } from '@anankor/core';
import { startRedis } from '@anankor/local-stack';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FencedCommits, WorkerLease } from '../src/index.ts';
import type { AcquireOptions } from '../src/index.ts';
import { TestProcess, WORKER, atEnd, connect, freshKeys, redisUrl, until } from './fixture.ts';

const tokenOf = (id: string, rest = 'abc'): string =>
  `${Buffer.from(id).toString('base64url')}.GaBcDe.${rest}`;
const TOKEN = tokenOf(WORKER);
const OTHER = tokenOf('100000000000000002');

function setUp(url?: string) {
  const redis = connect('commands', url);
  const { keys, prefix } = freshKeys();
  const acquire = async (changes: Partial<AcquireOptions> = {}): Promise<WorkerLease> => {
    const lease = await WorkerLease.acquire({
      ...{ redis, keys, tokens: [TOKEN], owner: 'me', ttlMs: 5000, renewEveryMs: 500 },
      signal: new AbortController().signal,
      ...changes,
    });
    atEnd(() => lease.release().catch(() => undefined));
    return lease;
  };
  return { redis, keys, prefix, acquire, claim: keys.claim(WorkerLease.tokenHash(TOKEN)) };
}

describe('tokens', () => {
  it('are known by the SHA-256 of the token and the id in its first part', () => {
    expect(WorkerLease.tokenHash(TOKEN)).toBe(createHash('sha256').update(TOKEN).digest('hex'));
    expect(WorkerLease.workerIdOf(TOKEN)).toBe(WORKER);
  });

  it.each(['', 'hunter2', 'hunter2.hunter2.hunter2', `${Buffer.from(WORKER).toString('base64')}.hunter2`])(
    'that are none are refused without being shown: %j',
    (token) => {
      expect(() => WorkerLease.workerIdOf(token)).toThrow(expect.objectContaining({ code: 'ENV_INVALID' }));
      expect(() => WorkerLease.workerIdOf(token)).not.toThrow(/hunter2/);
    },
  );

  it('of one bot may not be two, and there must be one', async () => {
    const { acquire } = setUp();
    await expect(acquire({ tokens: [TOKEN, tokenOf(WORKER, 'def')] })).rejects.toThrow(/Two different/);
    await expect(acquire({ tokens: [] })).rejects.toThrow(/no worker token/);
  });
});

describe('WorkerLease', { timeout: 120_000 }, () => {
  it('claims a free token, each time with a greater epoch', async () => {
    const { acquire, redis, claim, keys } = setUp();
    const first = await acquire({ tokens: [TOKEN, TOKEN] });
    expect(first).toMatchObject({ token: TOKEN, workerId: WORKER });
    expect(first.held()).toBe(true);
    expect(first.remainingMs()).toBeGreaterThan(0);
    expect(first.deadline).toBeGreaterThan(performance.now());
    expect(await redis.get(claim)).toMatch(/^me:/);
    expect(await redis.get(keys.epoch(WORKER))).toBe(String(first.epoch));
    await first.release();
    await first.release();
    expect(first.held()).toBe(false);
    expect(first.remainingMs()).toBe(0);
    expect(first.lost.aborted).toBe(false);
    expect(await redis.exists(claim)).toBe(0);
    expect((await acquire()).epoch).toBeGreaterThan(first.epoch);
  });

  it('takes a greater epoch also where Redis lost the last one', async () => {
    const { acquire, redis, keys } = setUp();
    const first = await acquire();
    await first.release();
    await redis.del(keys.epoch(WORKER));
    const second = await acquire();
    expect(second.epoch).toBeGreaterThan(first.epoch);
    await redis.set(keys.epoch(WORKER), 9_000_000_000_000_000);
    await second.release();
    expect((await acquire()).epoch).toBe(9_000_000_000_000_001);
  });

  it('renews, so that it outlives its time to live', async () => {
    const { acquire, redis, claim } = setUp();
    const lease = await acquire({ ttlMs: 30_000, renewEveryMs: 100 });
    const first = lease.deadline;
    await until(() => lease.deadline > first + 300);
    expect(lease.held()).toBe(true);
    expect(await redis.pttl(claim)).toBeGreaterThan(0);
  });

  it('gives processes a token each and lets the others wait', async () => {
    const { acquire } = setUp();
    const one = await acquire({ tokens: [TOKEN, OTHER] });
    const two = await acquire({ tokens: [TOKEN, OTHER] });
    expect([one.workerId, two.workerId]).toEqual([WORKER, '100000000000000002']);
    const leaving = new AbortController();
    const third = acquire({ tokens: [TOKEN, OTHER], signal: leaving.signal });
    setTimeout(() => leaving.abort(new Error('leaving')), 50);
    await expect(third).rejects.toThrow('leaving');
  });

  it('is taken over by a standby as soon as it is released', async () => {
    const { acquire } = setUp();
    const owner = await acquire({ ttlMs: 1_200_000, renewEveryMs: 300_000 });
    const standby = acquire({ ttlMs: 1_200_000, renewEveryMs: 300_000, owner: 'standby' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    // Polling alone would take five minutes: longer than this test may last, had the wake-up not come.
    await owner.release();
    expect((await standby).epoch).toBeGreaterThan(owner.epoch);
  });

  it('prefers what it is told and leaves alone what was released for somebody else', async () => {
    const { acquire } = setUp();
    const preferring = await acquire({ tokens: [TOKEN, OTHER], preferred: [OTHER] });
    expect(preferring.token).toBe(OTHER);
    const began = performance.now();
    const late = await acquire({ notBefore: new Map([[TOKEN, began + 400]]), ttlMs: 800 });
    expect(late.token).toBe(TOKEN);
    expect(performance.now()).toBeGreaterThanOrEqual(began + 400);
  });

  it('is lost when another has the claim, and stays lost', async () => {
    const { acquire, redis, claim } = setUp();
    const lease = await acquire({ renewEveryMs: 20 });
    await redis.set(claim, 'somebody');
    await until(() => lease.lost.aborted);
    expect(lease.lost.reason).toMatchObject({ code: 'CLAIM_LOST', kind: 'fatal' });
    expect(String(lease.lost.reason)).not.toContain(TOKEN);
    expect(lease.held()).toBe(false);
    await lease.release();
    expect(await redis.get(claim)).toBe('somebody');
  });

  it("releases nothing that is another owner's", async () => {
    const { acquire, redis, claim } = setUp();
    const lease = await acquire();
    await redis.set(claim, 'somebody');
    await lease.release();
    expect(await redis.get(claim)).toBe('somebody');
  });

  it('is lost by its own clock when Redis does not answer any more', async () => {
    const server = await startRedis();
    atEnd(() => server.stop());
    const { acquire } = setUp(server.url);
    const lease = await acquire({ ttlMs: 600, renewEveryMs: 100 });
    process.kill(server.pid, 'SIGSTOP');
    try {
      await until(() => lease.lost.aborted);
      expect(performance.now()).toBeLessThan(lease.deadline + 5000);
    } finally {
      process.kill(server.pid, 'SIGCONT');
    }
    expect(lease.held()).toBe(false);
  });

  it('survives a Redis that is away for less than the lease', async () => {
    const server = await startRedis({ appendonly: true, args: ['--appendfsync', 'always'] });
    atEnd(() => server.stop());
    const { acquire } = setUp(server.url);
    const lease = await acquire({ ttlMs: 20_000, renewEveryMs: 50 });
    await server.restart();
    const seen = lease.deadline;
    await until(() => lease.deadline > seen + 100);
    expect(lease.held()).toBe(true);
  });

  it('waits until Redis is there', async () => {
    const server = await startRedis();
    atEnd(() => server.stop());
    await server.kill();
    const { acquire } = setUp(server.url);
    const lease = acquire();
    await server.restart();
    expect((await lease).held()).toBe(true);
  });

  it('never outlives the clock of a sleeper: it finds its lease over before it can do anything', async () => {
    const { acquire } = setUp();
    let ahead = 0;
    const clock = { ...systemClock, monotonic: () => performance.now() + ahead };
    const lease = await acquire({ clock });
    ahead = 60_000;
    expect(lease.held()).toBe(false);
    ahead = 0;
    expect(lease.held()).toBe(false);
    expect(lease.lost.aborted).toBe(true);
  });
});

describe('a process with the lease', { timeout: 120_000 }, () => {
  const settings = (prefix: string, name: string) => ({
    url: redisUrl(),
    ...{ prefix, tokens: [TOKEN], ttlMs: 3000, name },
  });

  it('that is frozen past its end is fenced, and knows it, when it wakes up', async () => {
    const { prefix, redis, keys } = setUp();
    const first = new TestProcess('lease', settings(prefix, 'first'));
    const { epoch } = await first.said('acquired');
    first.signal('SIGSTOP');
    const second = new TestProcess('lease', settings(prefix, 'second'));
    expect((await second.said('acquired'))['epoch']).toBeGreaterThan(epoch as number);
    second.send({ do: 'commit' });
    expect(await second.said('outcome')).toEqual({ outcome: 'committed', held: true });
    first.send({ do: 'commit' });
    first.signal('SIGCONT');
    expect(await first.said('outcome')).toEqual({ outcome: 'fenced', held: false });
    expect((await first.said('lost'))['lost']).toContain('is lost');
    expect(await redis.lrange(keys.sessionHistory(WORKER, 'log'), 0, -1)).toEqual(['second']);
  });

  it('that is killed is followed by a standby when the claim ends, and one that releases at once', async () => {
    const { prefix } = setUp();
    const first = new TestProcess('lease', settings(prefix, 'first'));
    await first.said('acquired');
    const second = new TestProcess('lease', settings(prefix, 'second'));
    await first.kill('SIGKILL');
    await second.said('acquired');
    const third = new TestProcess('lease', { ...settings(prefix, 'third'), ttlMs: 100_000 });
    second.send({ do: 'release' });
    await second.said('released');
    await third.said('acquired');
  });
});

describe('lease and fence', { timeout: 120_000 }, () => {
  it('never let an earlier owner write after a later one (model: owners freeze, claims end, commits come late)', async () => {
    const redis = connect();
    const step = fc.record({
      owner: fc.integer({ min: 0, max: 1 }),
      what: fc.constantFrom('acquire', 'commit', 'commit', 'commit', 'expire', 'release'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const { keys } = freshKeys();
        const log = keys.sessionHistory(WORKER, 'log');
        const leases: WorkerLease[] = [];
        /** Each with the last lease it had: an owner that was frozen goes on as if nothing had happened. */
        const owners: ({ lease: WorkerLease; commits: FencedCommits } | undefined)[] = [undefined, undefined];
        const claim = keys.claim(WorkerLease.tokenHash(TOKEN));
        let newest = 0;
        for (const { owner, what } of steps) {
          const own = owners[owner];
          if (what === 'expire') await redis.del(claim);
          else if (what === 'release') await own?.lease.release();
          else if (what === 'acquire') {
            if ((await redis.exists(claim)) === 1) continue;
            const lease = await WorkerLease.acquire({
              ...{ redis, keys, tokens: [TOKEN], owner: `o${owner}`, ttlMs: 60_000, renewEveryMs: 20_000 },
              signal: AbortSignal.timeout(30_000),
            });
            leases.push(lease);
            newest = lease.epoch;
            const { epoch } = lease;
            owners[owner] = { lease, commits: new FencedCommits({ redis, keys, workerId: WORKER, epoch }) };
          } else if (own) {
            const { outcome } = await own.commits.commit({ writes: [['RPUSH', log, own.lease.epoch]] });
            expect(outcome).toBe(own.lease.epoch === newest ? 'committed' : 'fenced');
          }
        }
        const epochs = (await redis.lrange(log, 0, -1)).map(Number);
        expect(epochs).toEqual(epochs.toSorted((a, b) => a - b));
        await Promise.all(leases.map((lease) => lease.release()));
        await redis.del(log, keys.epoch(WORKER));
      }),
      { numRuns: 60 },
    );
  });
});
