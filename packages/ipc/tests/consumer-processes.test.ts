import { startRedis } from '@anankor/local-stack';
import { describe, expect, it } from 'vitest';
import { DeadLetters, JobQueue } from '../src/index.ts';
import type { DeadLetter } from '../src/index.ts';
import {
  TestProcess,
  WORKER,
  atEnd,
  connect,
  freshKeys,
  jobOf,
  readersOf,
  redisUrl,
  startConsumer,
  until,
} from './fixture.ts';

function setUp() {
  const redis = connect();
  const { keys, prefix } = freshKeys();
  const queue = new JobQueue({ redis, keys, maxLength: 10_000, dedupeTtlMs: 60_000 });
  const enqueue = async (...jobIds: string[]) => {
    for (const jobId of jobIds) await queue.enqueue(WORKER, jobOf({ jobId }));
  };
  const settings = { url: redisUrl(), prefix, workerId: WORKER };
  return { redis, keys, queue, enqueue, settings };
}

describe('a consumer whose process', { timeout: 60_000 }, () => {
  it('is killed leaves everything, in order, to the next', async () => {
    const { keys, enqueue, settings } = setUp();
    const first = new TestProcess('consumer', { ...settings, name: 'first' });
    await first.said('ready');
    await enqueue('a', 'b', 'c');
    await until(() => first.messages.length >= 4);
    await first.kill('SIGKILL');
    await enqueue('d');
    const { deliveries } = await startConsumer(keys);
    await until(() => deliveries.length === 4);
    expect(deliveries.map(({ job, attempt }) => `${job.jobId}${attempt}`)).toEqual(['a2', 'b2', 'c2', 'd1']);
  });

  it('dies of one job loses that job only, after its attempts, and answers for it once', async () => {
    const { keys, enqueue, settings, redis } = setUp();
    await enqueue('before-1', 'before-2', 'deadly', 'after-1', 'after-2');
    const attempts: unknown[] = [];
    for (let life = 1; life <= 5; life++) {
      const process = new TestProcess('consumer', {
        ...settings,
        ...{ name: `life-${life}`, dieAt: 'deadly', ack: life >= 3 },
      });
      attempts.push((await process.said('dying'))['attempt']);
      await until(() => process.child.signalCode === 'SIGKILL');
    }
    expect(attempts).toEqual([1, 2, 3, 4, 5]);
    const poisoned: DeadLetter[] = [];
    const { deliveries, consumer } = await startConsumer(keys, {
      onPoison: (dead) => poisoned.push(dead),
      handle: (delivery) => {
        deliveries.push(delivery);
        delivery.ack();
      },
    });
    await until(() => poisoned.length === 1 && deliveries.length === 2);
    expect(poisoned[0]).toMatchObject({ jobId: 'deadly', code: 'JOB_POISON', attempts: 5 });
    // Those beside it were in hand of two dead processes, and are not counted to death with it.
    expect(deliveries.map(({ job, attempt }) => [job.jobId, attempt])).toEqual([
      ['after-1', 3],
      ['after-2', 3],
    ]);
    expect(await consumer.drain(5000)).toBe(0);
    expect(await redis.xlen(keys.jobs(WORKER))).toBe(0);
    const letters = new DeadLetters({ redis, keys, dedupeTtlMs: 1000 });
    expect((await letters.list(WORKER, { count: 5 })).map(({ jobId }) => jobId)).toEqual(['deadly']);
  });

  it('is frozen and wakes up late takes nothing from the next owner and loses nothing', async () => {
    const { keys, enqueue, settings, queue, redis } = setUp();
    const frozen = new TestProcess('consumer', { ...settings, name: 'frozen', ack: true, blockMs: 60_000 });
    await frozen.said('ready');
    await until(async () => (await readersOf(redis, `reader-${settings.prefix}`)).length > 0);
    frozen.signal('SIGSTOP');
    // Its read is open at the server, which gives this one to the sleeper.
    await enqueue('to-the-sleeper');
    await until(async () => (await queue.length(WORKER)).pending === 1);
    const { deliveries, consumer } = await startConsumer(keys, { sweepMs: 50, blockMs: 50 });
    await until(() => deliveries.length === 1);
    expect(deliveries[0]).toMatchObject({ attempt: 2 });
    frozen.signal('SIGCONT');
    await frozen.said('job');
    // It works on a job that is another's by now (its commit would be fenced); its acknowledgement is for a job done.
    deliveries[0]!.ack();
    await frozen.kill('SIGKILL');
    await enqueue('next');
    await until(() => deliveries.length === 2 || frozen.messages.length > 2);
    for (const delivery of deliveries) delivery.ack();
    expect(await consumer.drain(5000)).toBe(0);
  });
});

describe('a restart of Redis', { timeout: 120_000 }, () => {
  it('loses no job and no acknowledgement, and nobody has to do anything', async () => {
    const server = await startRedis({ appendonly: true, args: ['--appendfsync', 'always'] });
    atEnd(() => server.stop());
    const { keys } = freshKeys();
    const { deliveries, consumer, commands } = await startConsumer(keys, { url: server.url, prefetch: 2 });
    const queue = new JobQueue({
      ...{ redis: connect('commands', server.url), keys },
      ...{ maxLength: 100, dedupeTtlMs: 60_000 },
    });
    const names = Array.from({ length: 6 }, (_, n) => `job-${n}`);
    for (const jobId of names) await queue.enqueue(WORKER, jobOf({ jobId }));
    await until(() => deliveries.length === 2);
    await server.kill();
    // Settled while there is no Redis.
    deliveries[0]!.ack();
    await server.restart();
    for (let settled = 1; settled < 6; settled++) {
      await until(() => deliveries.length > settled);
      deliveries[settled]!.ack();
    }
    expect(await consumer.drain(20_000)).toBe(0);
    expect(deliveries.map(({ job }) => job.jobId)).toEqual(names);
    expect(await commands.xlen(keys.jobs(WORKER))).toBe(0);
  });

  it('without its data is survived too', async () => {
    const server = await startRedis();
    atEnd(() => server.stop());
    const { keys } = freshKeys();
    const { deliveries } = await startConsumer(keys, { url: server.url });
    await server.restart();
    const queue = new JobQueue({
      ...{ redis: connect('commands', server.url), keys },
      ...{ maxLength: 100, dedupeTtlMs: 60_000 },
    });
    await queue.enqueue(WORKER, jobOf({ jobId: 'after' }));
    await until(() => deliveries.length === 1);
    expect(deliveries[0]!.job.jobId).toBe('after');
  });
});
