import { execFile } from 'node:child_process';
import { createConnection, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { promisify } from 'node:util';
import { AnankorError } from '@anankor/core';
import { describe, expect, it } from 'vitest';
import { JobQueue } from '../src/index.ts';
import type { Delivery } from '../src/index.ts';
import {
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

const run = promisify(execFile);
const broken = () => new AnankorError('LAVALINK_UNAVAILABLE', 'no node is up');

function setUp() {
  const redis = connect();
  const { keys, prefix } = freshKeys();
  const queue = new JobQueue({ redis, keys, maxLength: 10_000, dedupeTtlMs: 60_000 });
  const enqueue = async (...jobIds: string[]) => {
    for (const jobId of jobIds) await queue.enqueue(WORKER, jobOf({ jobId }));
  };
  const stream = keys.jobs(WORKER);
  /** Reads as somebody else does, and never settles. */
  const readAs = (name: string, count: number) =>
    redis.xreadgroup('GROUP', 'workers', name, 'COUNT', count, 'STREAMS', stream, '>');
  return { redis, keys, prefix, queue, enqueue, stream, readAs };
}

const ids = (deliveries: readonly Delivery[]) => deliveries.map((delivery) => delivery.job.jobId);

describe('JobConsumer', () => {
  it('consumes what redis-cli puts on the stream', async () => {
    const { keys, stream } = setUp();
    const { deliveries } = await startConsumer(keys);
    const job = JSON.stringify(jobOf({ jobId: 'by-hand', command: 'play', input: { query: ' a song ' } }));
    await run('redis-cli', ['-u', redisUrl(), 'XADD', stream, '*', 'job', job]);
    await until(() => deliveries.length === 1);
    expect(deliveries[0]).toMatchObject({ attempt: 1, redelivered: false, attempts: 5 });
    // Validated by the command's schema: trimmed, defaults filled in.
    expect(deliveries[0]!.job.input).toEqual({ query: 'a song', position: 'end', shuffle: false });
  });

  it('delivers in order and leaves nothing on the stream after acknowledgement', async () => {
    const { keys, enqueue, redis, stream, queue } = setUp();
    const names = Array.from({ length: 300 }, (_, n) => `job-${n}`);
    const handled: string[] = [];
    const { consumer } = await startConsumer(keys, {
      handle: (delivery) => {
        handled.push(delivery.job.jobId);
        delivery.ack();
        delivery.ack();
      },
    });
    await enqueue(...names);
    await until(() => handled.length === 300);
    expect(await consumer.drain(10_000)).toBe(0);
    expect(handled).toEqual(names);
    expect(await redis.xlen(stream)).toBe(0);
    expect(await queue.length(WORKER)).toEqual({ length: 0, pending: 0, lag: 0 });
  });

  it('reads what was on the stream before the group was', async () => {
    const { keys, enqueue } = setUp();
    await enqueue('early');
    const { deliveries } = await startConsumer(keys);
    await until(() => deliveries.length === 1);
    expect(ids(deliveries)).toEqual(['early']);
  });

  it('stops reading at the prefetch and goes on below it', async () => {
    const { keys, enqueue } = setUp();
    await enqueue(...Array.from({ length: 30 }, (_, n) => `job-${n}`));
    const { consumer, deliveries } = await startConsumer(keys, { prefetch: 8, batch: 4 });
    await until(() => deliveries.length === 8);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(consumer.inFlight).toBe(8);
    for (let settled = 0; settled < 30; settled++) {
      await until(() => deliveries.length > settled);
      expect(consumer.inFlight).toBeLessThanOrEqual(8);
      deliveries[settled]!.ack();
    }
    expect(await consumer.drain(10_000)).toBe(0);
  });

  it("reads past a guild's flood, and hands it over in order as its places come free", async () => {
    const { keys, enqueue, queue, redis, stream } = setUp();
    const flood = Array.from({ length: 60 }, (_, n) => `flood-${n}`);
    await enqueue(...flood);
    await queue.enqueue(WORKER, jobOf({ jobId: 'other', guildId: '300000000000000002' }));
    const { consumer, deliveries } = await startConsumer(keys, { prefetch: 20, batch: 5, guildShare: 4 });
    await until(() => ids(deliveries).includes('other'));
    expect(ids(deliveries)).toEqual([...flood.slice(0, 4), 'other']);
    expect(consumer.inFlight).toBe(5);
    // What comes while others wait queues up behind them; what left the stream meanwhile is passed over.
    await enqueue('last');
    const [gone] = await redis.xrange(stream, '-', '+', 'COUNT', 10).then((entries) => entries.slice(9));
    await redis.xdel(stream, gone![0]);
    const handed = (): Delivery[] => deliveries.filter(({ job }) => job.jobId !== 'other');
    for (let settled = 0; settled < 60; settled++) {
      await until(() => handed().length > settled);
      expect(consumer.inFlight).toBeLessThanOrEqual(5);
      handed()[settled]!.ack();
    }
    expect(ids(handed())).toEqual([...flood.slice(0, 9), ...flood.slice(10), 'last']);
    deliveries[4]!.ack();
    expect(await consumer.drain(10_000)).toBe(0);
    expect(await redis.xlen(stream)).toBe(0);
  });

  it('hands over what comes behind deliveries that are held', async () => {
    const { keys, enqueue } = setUp();
    const names = Array.from({ length: 12 }, (_, n) => `job-${n}`);
    await enqueue(...names);
    const held: Delivery[] = [];
    const { consumer } = await startConsumer(keys, {
      guildShare: 2,
      handle: (delivery) => {
        held.push(delivery);
        delivery.hold();
        delivery.hold();
      },
    });
    await until(() => held.length === 12);
    expect(ids(held)).toEqual(names);
    expect(consumer.inFlight).toBe(12);
    for (const delivery of held) delivery.ack();
    expect(await consumer.drain(10_000)).toBe(0);
  });

  it("leaves what waits behind its guild's share to the next owner, in order", async () => {
    const { keys, enqueue, queue } = setUp();
    const names = Array.from({ length: 12 }, (_, n) => `job-${n}`);
    await enqueue(...names);
    const first = await startConsumer(keys, { guildShare: 4 });
    await until(async () => (await queue.length(WORKER)).pending === 12);
    first.consumer.pause();
    for (const delivery of first.deliveries) delivery.ack();
    expect(await first.consumer.drain(10_000)).toBe(0);
    await first.consumer.stop();
    expect(ids(first.deliveries)).toEqual(names.slice(0, 4));
    const handed: string[] = [];
    const next = await startConsumer(keys, {
      guildShare: 4,
      handle: (delivery) => {
        handed.push(delivery.job.jobId);
        delivery.ack();
      },
    });
    await until(() => handed.length === 8);
    expect(handed).toEqual(names.slice(4));
    expect(await next.consumer.drain(10_000)).toBe(0);
  });

  it('gives a retried job again after its delay, counted in Redis, and buries it after the last attempt', async () => {
    const { keys, enqueue, redis, stream } = setUp();
    await enqueue('stubborn');
    const outcomes: string[] = [];
    const counted: number[] = [];
    const { consumer } = await startConsumer(keys, {
      retry: { attempts: 3, idleMs: [10, 30] },
      handle: (delivery) => {
        void redis.xpending(stream, 'workers', '-', '+', 1).then((rows) => {
          counted.push(Number((rows as unknown[][])[0]![3]));
          outcomes.push(delivery.retry(broken()));
        });
      },
    });
    await until(() => outcomes.length === 3);
    expect(outcomes).toEqual(['again', 'again', 'dead']);
    expect(counted).toEqual([1, 2, 3]);
    expect(await consumer.drain(5000)).toBe(0);
    expect(await redis.xlen(stream)).toBe(0);
    expect(await redis.xlen(keys.deadLetters(WORKER))).toBe(1);
  });

  it('takes a handler that throws for a failed attempt', async () => {
    const { keys, enqueue } = setUp();
    await enqueue('thrown');
    const attempts: number[] = [];
    await startConsumer(keys, {
      handle: (delivery) => {
        attempts.push(delivery.attempt);
        if (delivery.attempt === 1) throw new Error('a bug');
        delivery.ack();
      },
    });
    await until(() => attempts.length === 2);
    expect(attempts).toEqual([1, 2]);
  });

  it('leaves a job with a fatal error, and one released, to the next owner', async () => {
    const { keys, enqueue, queue } = setUp();
    await enqueue('one', 'two');
    const first = await startConsumer(keys);
    await until(() => first.deliveries.length === 2);
    expect(first.deliveries[0]!.retry(new AnankorError('CLAIM_LOST', 'lost'))).toBe('left');
    first.deliveries[1]!.release();
    expect(await first.consumer.drain(5000)).toBe(0);
    await first.consumer.stop();
    expect((await queue.length(WORKER)).pending).toBe(2);
    const second = await startConsumer(keys);
    await until(() => second.deliveries.length === 2);
    expect(second.deliveries.map(({ attempt, redelivered }) => [attempt, redelivered])).toEqual([
      [2, true],
      [2, true],
    ]);
  });

  it('takes over what former owners left, in the order of the stream, before anything new', async () => {
    const { keys, enqueue, readAs, redis, stream } = setUp();
    await redis.xgroup('CREATE', stream, 'workers', '0', 'MKSTREAM');
    const names = Array.from({ length: 60 }, (_, n) => `job-${n}`);
    await enqueue(...names);
    for (let page = 0; page < 5; page++) await readAs(page % 2 ? 'dead-a' : 'dead-b', 10);
    const { deliveries } = await startConsumer(keys, { batch: 7, sweepMs: 50, blockMs: 100 });
    await until(() => deliveries.length === 60);
    expect(ids(deliveries)).toEqual(names);
    expect(deliveries.slice(0, 50).every(({ attempt, redelivered }) => attempt === 2 && redelivered)).toBe(
      true,
    );
    expect(deliveries.slice(50).every(({ attempt, redelivered }) => attempt === 1 && !redelivered)).toBe(
      true,
    );
    // The dead are forgotten once nothing is pending for them.
    await until(async () => ((await redis.xinfo('CONSUMERS', stream, 'workers')) as unknown[]).length === 1);
  });

  it('counts what a former process of the same name left', async () => {
    const { keys, enqueue, readAs, redis, stream } = setUp();
    await redis.xgroup('CREATE', stream, 'workers', '0', 'MKSTREAM');
    await enqueue('left');
    await readAs('same', 1);
    const { deliveries } = await startConsumer(keys, { consumer: 'same' });
    await until(() => deliveries.length === 1);
    expect(deliveries[0]).toMatchObject({ attempt: 2, redelivered: true });
  });

  it('picks up, while it runs, what a frozen owner was still given', async () => {
    const { keys, enqueue, readAs, redis, stream } = setUp();
    const { deliveries } = await startConsumer(keys, {
      ...{ prefetch: 1, batch: 1, sweepMs: 40, blockMs: 50 },
      retry: { idleMs: [30] },
    });
    await enqueue('mine');
    await until(() => deliveries.length === 1);
    // The consumer does not read now, so the frozen one's read that is still open at the server gets the entry.
    await enqueue('stolen');
    await readAs('frozen', 1);
    deliveries[0]!.ack();
    await until(() => deliveries.length === 2);
    expect(deliveries[1]).toMatchObject({ attempt: 2, redelivered: true, job: { jobId: 'stolen' } });
    deliveries[1]!.ack();
    await until(async () => ((await redis.xinfo('CONSUMERS', stream, 'workers')) as unknown[]).length === 1);
  });

  it('finds entries whose delivery was lost with the connection', async () => {
    const { keys, enqueue, readAs, redis } = setUp();
    const { deliveries, blocking } = await startConsumer(keys, { consumer: 'me', prefetch: 2, batch: 2 });
    await enqueue('seen-1', 'seen-2');
    await until(() => deliveries.length === 2);
    // The consumer is at its prefetch. What is read in its name now never reaches it.
    await enqueue('lost-1', 'lost-2');
    await readAs('me', 2);
    await enqueue('new');
    deliveries[0]!.ack();
    await until(() => deliveries.length === 3);
    expect(deliveries[2]!.job.jobId).toBe('new');
    deliveries[1]!.ack();
    deliveries[2]!.ack();
    let readers: string[] = [];
    await until(async () => (readers = await readersOf(redis, blocking.options.connectionName)).length === 1);
    await Promise.all(readers.map((client) => redis.client('KILL', 'ID', client)));
    await until(() => deliveries.length === 5);
    expect(ids(deliveries).slice(3)).toEqual(['lost-1', 'lost-2']);
    expect(deliveries[3]).toMatchObject({ redelivered: true, attempt: 1 });
  });

  it('recreates a group that somebody destroyed and hands nothing over twice', async () => {
    const { keys, enqueue, redis, stream } = setUp();
    const { deliveries } = await startConsumer(keys, { blockMs: 50 });
    await enqueue('in-hand');
    await until(() => deliveries.length === 1);
    await redis.xgroup('DESTROY', stream, 'workers');
    await enqueue('later');
    await until(() => deliveries.length === 2);
    expect(ids(deliveries)).toEqual(['in-hand', 'later']);
    for (const delivery of deliveries) delivery.ack();
    await until(async () => (await redis.xlen(stream)) === 0);
  });

  it('lets a retry that waits have its attempt when it drains, then leaves the job', async () => {
    const { keys, enqueue, queue } = setUp();
    await enqueue('waits');
    const outcomes: string[] = [];
    const { consumer } = await startConsumer(keys, {
      retry: { idleMs: [3_600_000] },
      handle: (delivery) => void outcomes.push(delivery.retry(broken())),
    });
    await until(() => outcomes.length === 1);
    expect(consumer.inFlight).toBe(1);
    expect(await consumer.drain(10_000)).toBe(0);
    expect(outcomes).toEqual(['again', 'left']);
    expect((await queue.length(WORKER)).pending).toBe(1);
  });

  it('drains for no longer than it is told and says what is left', async () => {
    const { keys, enqueue } = setUp();
    await enqueue('slow');
    const { consumer, deliveries } = await startConsumer(keys);
    await until(() => deliveries.length === 1);
    expect(await consumer.drain(50)).toBe(1);
    deliveries[0]!.ack();
    await consumer.stop();
    await consumer.stop();
    expect(consumer.inFlight).toBe(0);
  });

  it('reads no longer than the lease lasts', async () => {
    const { keys, enqueue, queue, redis } = setUp();
    let left = 200;
    const { deliveries, blocking } = await startConsumer(keys, { leaseMs: () => left, blockMs: 60_000 });
    await until(async () => (await readersOf(redis, blocking.options.connectionName)).length > 0);
    left = 0;
    // The read under way was sent with a wait of 200 ms at most.
    await until(() => blocking.status === 'end');
    await enqueue('not-ours');
    expect(deliveries).toEqual([]);
    expect(await queue.length(WORKER)).toEqual({ length: 1, pending: 0, lag: 1 });
  });

  it('stops while its connection is away', async () => {
    const { keys } = setUp();
    const proxy = createServer();
    let sockets: Socket[] = [];
    const target = new URL(redisUrl());
    proxy.on('connection', (socket) => {
      const upstream = createConnection(Number(target.port), target.hostname);
      socket.pipe(upstream).pipe(socket);
      for (const end of [socket, upstream]) end.on('error', () => undefined);
      sockets.push(socket, upstream);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    atEnd(() => proxy.close());
    atEnd(() => sockets.forEach((socket) => socket.destroy()));
    const blocking = connect('blocking', `redis://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    const { consumer } = await startConsumer(keys, { blocking });
    await until(() => blocking.status === 'ready');
    // The server is there for everything but the reads, which can't be sent any more.
    proxy.close();
    sockets.splice(0).forEach((socket) => socket.destroy());
    sockets = [];
    // A read that waits for the connection: ioredis forgets about it when it is told to disconnect.
    const queued = (): number => (Reflect.get(blocking, 'offlineQueue') as { length: number }).length;
    await until(() => blocking.status === 'reconnecting' && queued() === 1);
    await consumer.stop();
    expect(consumer.inFlight).toBe(0);
  });

  it('does not start when it may not', async () => {
    const { keys } = setUp();
    const aborted = AbortSignal.abort(new Error('leaving'));
    const { consumer } = await startConsumer(keys);
    await expect(consumer.start(aborted)).rejects.toThrow('leaving');
  });
});
