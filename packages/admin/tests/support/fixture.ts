import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { AnankorError } from '@anankor/core';
import { JobConsumer, JobQueue, WorkerLease, createRedis } from '@anankor/ipc';
import type { Redis } from '@anankor/ipc';
import { spawnService } from '@anankor/local-stack';
import type { Job } from '@anankor/schemas';
import { redisKeys } from '@anankor/storage';
import type { RedisKeys } from '@anankor/storage';

export const WORKER = '100000000000000001';
/** Recognised wherever it must not be. */
export const CANARY = `aW50ZXJhY3Rpb24CANARY${'7'.repeat(60)}`;

export function redisUrl(): string {
  const url = process.env['REDIS_URL'];
  if (!url) throw new Error('REDIS_URL is not set');
  return url;
}

export interface Bench {
  redis: Redis;
  keys: RedisKeys;
  prefix: string;
  stop(): void;
}

/** A connection and keys of this test alone. */
export function bench(): Bench {
  const prefix = `admin-${randomBytes(6).toString('hex')}`;
  const redis = createRedis(redisUrl(), { role: 'commands', name: prefix });
  return { redis, keys: redisKeys(prefix), prefix, stop: () => redis.disconnect() };
}

export function botToken(id: string): string {
  return `${Buffer.from(id).toString('base64url')}.GabcdE.${'x'.repeat(38)}`;
}

/** Enters a worker as its process would. */
export async function register({ redis, keys }: Bench, id = WORKER, name = 'Anankor 1', label = 'worker-1') {
  const tokenHash = WorkerLease.tokenHash(botToken(id));
  await redis.hset(keys.registry(), id, JSON.stringify({ name, applicationId: id, tokenHash, label }));
}

export function jobOf(jobId: string, token = CANARY): Job {
  const now = Date.now();
  return {
    v: 1,
    jobId,
    command: 'skip',
    input: { count: 1 },
    guildId: '200000000000000001',
    channelId: '300000000000000001',
    textChannelId: '300000000000000002',
    actor: { userId: '400000000000000001', isDj: true },
    origin: { kind: 'command' },
    reply: { applicationId: WORKER, interactionId: '500000000000000001', token, locale: 'en-US' },
    issuedAt: now,
    expiresAt: now + 60_000,
  };
}

/** Jobs that a worker gives up, until they are dead letters. */
export async function bury(
  { redis, keys, prefix }: Bench,
  jobs: readonly Job[],
  workerId = WORKER,
): Promise<void> {
  const queue = new JobQueue({ redis, keys, maxLength: 100, dedupeTtlMs: 60_000 });
  await Promise.all(jobs.map((job) => queue.enqueue(workerId, job)));
  const done = Promise.withResolvers<undefined>();
  let open = jobs.length;
  const consumer = new JobConsumer({
    blocking: createRedis(redisUrl(), { role: 'blocking', name: `${prefix}-reader` }),
    commands: redis,
    keys,
    workerId,
    consumer: 'test:1',
    prefetch: 10,
    batch: 10,
    blockMs: 100,
    retry: { idleMs: [10] },
    handle: (delivery) => {
      delivery.dead(new AnankorError('UNKNOWN', `it broke with ${delivery.job.reply.token}`));
      if (--open === 0) done.resolve(undefined);
    },
  });
  await consumer.start(new AbortController().signal);
  await done.promise;
  await consumer.drain(5_000);
  await consumer.stop();
}

/** The command line as operators run it, in a process of its own. */
export async function commandLine(bench: Pick<Bench, 'prefix'> & { url?: string }, ...args: string[]) {
  const service = await spawnService({
    name: 'admin',
    entry: fileURLToPath(new URL('../../src/main.ts', import.meta.url)),
    args,
    env: { REDIS_URL: bench.url ?? redisUrl(), REDIS_KEY_PREFIX: bench.prefix },
  });
  const { code } = await service.exited;
  return { code, output: service.output.text };
}
