import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { startRedis } from '@anankor/local-stack';
import type { Job } from '@anankor/schemas';
import { redisKeys } from '@anankor/storage';
import type { RedisKeys } from '@anankor/storage';
import type { Redis } from 'ioredis';
import { afterEach } from 'vitest';
import { JobConsumer, createRedis } from '../src/index.ts';
import type { Delivery, JobConsumerOptions, RedisRole } from '../src/index.ts';

export const WORKER = '100000000000000001';
/** Recognised wherever it must not be. */
export const CANARY = `aW50ZXJhY3Rpb24CANARY${'7'.repeat(60)}`;

const endings: (() => unknown)[] = [];

/** Runs at the end of the test, last registered first. */
export function atEnd(ending: () => unknown): void {
  endings.push(ending);
}

afterEach(async () => {
  for (let ending = endings.pop(); ending; ending = endings.pop()) await ending();
});

export function redisUrl(): string {
  const url = process.env['REDIS_URL'];
  if (!url) throw new Error('REDIS_URL is not set');
  return url;
}

export function connect(role: RedisRole = 'commands', url = redisUrl()): Redis {
  const redis = createRedis(url, { role, name: `test-${role}-${randomBytes(4).toString('hex')}` });
  atEnd(() => redis.disconnect());
  return redis;
}

/** A server for this test alone, where what it does would be felt by others. */
export async function ownRedis(): Promise<string> {
  const server = await startRedis();
  atEnd(() => server.stop());
  return server.url;
}

/** Keys of this test alone. */
export function freshKeys(): { prefix: string; keys: RedisKeys } {
  const prefix = `test-${randomBytes(6).toString('hex')}`;
  return { prefix, keys: redisKeys(prefix) };
}

let count = 0;

export function jobOf(changes: Partial<Job> = {}): Job {
  const jobId = changes.jobId ?? String(900_000_000_000_000_000n + BigInt(++count));
  return {
    v: 1,
    jobId,
    command: 'skip',
    input: { count: 1 },
    guildId: '300000000000000001',
    channelId: '400000000000000001',
    textChannelId: '400000000000000002',
    actor: { userId: '500000000000000001', isDj: true },
    origin: { kind: 'command' },
    reply: {
      applicationId: '600000000000000001',
      interactionId: '700000000000000001',
      token: CANARY,
      locale: 'en-US',
    },
    issuedAt: Date.now(),
    expiresAt: Date.now() + 60_000,
    ...changes,
  };
}

/** Polls until the condition holds; the test's own timeout ends it. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Ids of the connections of this name that wait in a read. */
export async function readersOf(redis: Redis, name: string | undefined): Promise<string[]> {
  return String(await redis.client('LIST'))
    .split('\n')
    .filter((line) => line.includes(`name=${name} `) && line.includes('cmd=xreadgroup'))
    .map((line) => /^id=(\d+)/.exec(line)![1]!);
}

export interface RunningConsumer {
  consumer: JobConsumer;
  deliveries: Delivery[];
  blocking: Redis;
  commands: Redis;
}

export async function startConsumer(
  keys: RedisKeys,
  options: Partial<JobConsumerOptions> & { url?: string } = {},
): Promise<RunningConsumer> {
  const { url, ...rest } = options;
  const blocking = connect('blocking', url);
  const commands = connect('commands', url);
  const deliveries: Delivery[] = [];
  const consumer = new JobConsumer({
    blocking,
    commands,
    keys,
    workerId: WORKER,
    consumer: `owner-${randomBytes(4).toString('hex')}`,
    prefetch: 100,
    batch: 10,
    blockMs: 1000,
    retry: { idleMs: [20] },
    handle: (delivery) => deliveries.push(delivery),
    ...rest,
  });
  atEnd(() => consumer.stop());
  await consumer.start(new AbortController().signal);
  return { consumer, deliveries, blocking, commands };
}

/** A process of tests/processes; it talks in messages. */
export class TestProcess {
  readonly child: ChildProcess;
  readonly messages: Record<string, unknown>[] = [];

  constructor(name: string, settings: Record<string, unknown>) {
    this.child = fork(new URL(`./processes/${name}.ts`, import.meta.url), [JSON.stringify(settings)], {
      execArgv: ['--conditions=@anankor/source', '--disable-warning=ExperimentalWarning'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    this.child.on('message', (message) => this.messages.push(message as Record<string, unknown>));
    atEnd(() => this.kill('SIGKILL'));
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill(signal);
    await gone;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  send(message: object): void {
    this.child.send(message);
  }

  /** The first message with this property, or one that comes. */
  async said(property: string): Promise<Record<string, unknown>> {
    await until(() => this.messages.some((message) => property in message));
    return this.messages.find((message) => property in message)!;
  }
}
