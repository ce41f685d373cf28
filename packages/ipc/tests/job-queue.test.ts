import { describe, expect, it } from 'vitest';
import { JobQueue } from '../src/index.ts';
import { WORKER, connect, freshKeys, jobOf, startConsumer, until } from './fixture.ts';

function setUp(maxLength = 1000) {
  const redis = connect();
  const { keys } = freshKeys();
  return { redis, keys, queue: new JobQueue({ redis, keys, maxLength, dedupeTtlMs: 60_000 }) };
}

describe('JobQueue', () => {
  it('puts a job id on the stream once, in one batch and later', async () => {
    const { queue, redis, keys } = setUp();
    const job = jobOf();
    const twice = await Promise.all([queue.enqueue(WORKER, job), queue.enqueue(WORKER, job)]);
    expect(twice).toEqual(['enqueued', 'duplicate']);
    expect(await queue.enqueue(WORKER, job)).toBe('duplicate');
    expect(await redis.xlen(keys.jobs(WORKER))).toBe(1);
    expect(await redis.pttl(keys.job(WORKER, job.jobId))).toBeGreaterThan(0);
  });

  it('keeps the order of the calls', async () => {
    const { queue, redis, keys } = setUp();
    const jobs = Array.from({ length: 600 }, () => jobOf());
    await Promise.all(jobs.map((job) => queue.enqueue(WORKER, job)));
    const entries = await redis.xrange(keys.jobs(WORKER), '-', '+');
    expect(entries.map(([, fields]) => (JSON.parse(fields[1]!) as { jobId: string }).jobId)).toEqual(
      jobs.map((job) => job.jobId),
    );
  });

  it('sends what one tick enqueues in one request per worker', async () => {
    const { queue, redis } = setUp();
    await queue.enqueue(WORKER, jobOf());
    const send = redis.sendCommand.bind(redis);
    let requests = 0;
    redis.sendCommand = (...args) => {
      requests++;
      return send(...args);
    };
    await Promise.all(
      Array.from({ length: 200 }, (_, n) => queue.enqueue(n % 2 ? WORKER : '100000000000000002', jobOf())),
    );
    expect(requests).toBe(2);
  });

  it('refuses at the bound without remembering the job, and takes it when there is room', async () => {
    const { queue, redis, keys } = setUp(2);
    const [first, second, third] = [jobOf(), jobOf(), jobOf()];
    const enqueue = (job: typeof first) => queue.enqueue(WORKER, job);
    expect(await Promise.all([enqueue(first), enqueue(second), enqueue(third)])).toEqual([
      'enqueued',
      'enqueued',
      'full',
    ]);
    expect(await enqueue(first)).toBe('duplicate');
    const [oldest] = await redis.xrange(keys.jobs(WORKER), '-', '+', 'COUNT', 1);
    await redis.xdel(keys.jobs(WORKER), oldest![0]);
    expect(await enqueue(third)).toBe('enqueued');
  });

  it('tells length, pending and lag', async () => {
    const { queue, keys } = setUp();
    expect(await queue.length(WORKER)).toEqual({ length: 0, pending: 0, lag: 0 });
    for (let n = 0; n < 3; n++) await queue.enqueue(WORKER, jobOf());
    expect(await queue.length(WORKER)).toEqual({ length: 3, pending: 0, lag: 3 });
    const { deliveries } = await startConsumer(keys, { prefetch: 2, batch: 1 });
    await until(() => deliveries.length === 2);
    expect(await queue.length(WORKER)).toEqual({ length: 3, pending: 2, lag: 1 });
    deliveries[0]!.ack();
    await until(async () => (await queue.length(WORKER)).length === 2);
  });

  it('answers REDIS_UNAVAILABLE, without the job in the error, when Redis is gone', async () => {
    const redis = connect('commands', 'redis://127.0.0.1:1');
    const { keys } = freshKeys();
    const queue = new JobQueue({ redis, keys, maxLength: 10, dedupeTtlMs: 1000 });
    const failure = await queue.enqueue(WORKER, jobOf()).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'REDIS_UNAVAILABLE', kind: 'retryable' });
    expect(failure).not.toHaveProperty('command');
    expect((failure as Error).cause).toBeUndefined();
  });
});
