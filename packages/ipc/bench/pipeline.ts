/**
 * Enqueue → consume → commit → acknowledge, with the producer in a process of its own, as the master is.
 *   REDIS_URL=… pnpm bench [jobs] [guilds] [handler milliseconds]
 */
import { fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import type { Job } from '@anankor/schemas';
import type { Redis } from 'ioredis';
import { redisKeys } from '@anankor/storage';
import { FencedCommits, JobConsumer, JobQueue, createRedis } from '../src/index.ts';
import type { Delivery } from '../src/index.ts';

const { positionals } = parseArgs({ allowPositionals: true, strict: false });
const [jobs = 200_000, guilds = 200, handlerMs = 5] = positionals.map(Number);
const url = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
const prefix = process.env['BENCH_PREFIX'] ?? `bench${process.pid}`;
const keys = redisKeys(prefix);
const workerId = '100000000000000001';
const guildId = (n: number): string => String(300_000_000_000_000_000n + BigInt(n));

function jobOf(n: number): Job {
  return {
    v: 1,
    jobId: String(900_000_000_000_000_000n + BigInt(n)),
    command: 'play',
    input: { query: 'never gonna give you up', position: 'end', shuffle: false },
    guildId: guildId(n % guilds),
    channelId: '400000000000000001',
    textChannelId: '400000000000000002',
    actor: { userId: '500000000000000001', isDj: true },
    origin: { kind: 'command' },
    reply: {
      applicationId: '600000000000000001',
      interactionId: String(900_000_000_000_000_000n + BigInt(n)),
      token: `aW50ZXJhY3Rpb24${'x'.repeat(180)}`,
      locale: 'en-US',
    },
    issuedAt: Date.now(),
    expiresAt: Date.now() + 60_000,
  };
}

async function produce(): Promise<void> {
  const redis = createRedis(url, { role: 'commands', name: 'bench-producer' });
  const queue = new JobQueue({ redis, keys, maxLength: 20_000, dedupeTtlMs: 120_000 });
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < jobs) {
      const job = jobOf(next++);
      while ((await queue.enqueue(workerId, job)) === 'full') await new Promise((go) => setTimeout(go, 20));
    }
  };
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: 256 }, lane));
  const used = process.cpuUsage(before);
  process.send?.({ producerCpuUs: (used.user + used.system) / jobs });
  redis.disconnect();
}

/** Redis's own figures; they are of this run where nobody else uses the server. */
async function usageOf(redis: Redis): Promise<{ cpuUs: number; requests: number }> {
  const info = `${await redis.info('cpu')}${await redis.info('commandstats')}`;
  const read = (pattern: RegExp): number => Number(pattern.exec(info)?.[1] ?? 0);
  return {
    cpuUs: (read(/used_cpu_user:([\d.]+)/) + read(/used_cpu_sys:([\d.]+)/)) * 1e6,
    // Everything the pipeline sends is one of these; what scripts call inside is not counted.
    requests: read(/cmdstat_evalsha:calls=(\d+)/) + read(/cmdstat_xreadgroup:calls=(\d+)/),
  };
}

async function consume(): Promise<void> {
  const commands = createRedis(url, { role: 'commands', name: 'bench-worker' });
  const blocking = createRedis(url, { role: 'blocking', name: 'bench-reader' });
  await commands.set(keys.epoch(workerId), '1');
  const commits = new FencedCommits({ redis: commands, keys, workerId, epoch: 1 });
  const lanes = new Map<string, { queue: Delivery[]; version: number; busy: boolean }>();
  let done = 0;
  let finished: () => void = () => undefined;
  const all = new Promise<void>((resolve) => (finished = resolve));

  const run = async (guild: string, lane: { queue: Delivery[]; version: number; busy: boolean }) => {
    lane.busy = true;
    const session = keys.session(workerId, guild);
    for (let delivery = lane.queue.shift(); delivery; delivery = lane.queue.shift()) {
      if (handlerMs > 0) await new Promise((go) => setTimeout(go, handlerMs));
      const result = await commits.commit({
        writes: [['HSET', session, 'position', lane.version, 'paused', 0]],
        session: { key: session, from: lane.version, to: lane.version + 1 },
        job: { id: delivery.job.jobId, reply: '{"key":"play.queued"}', ttlMs: 120_000 },
      });
      if (result.outcome !== 'committed') throw new Error(`${result.outcome} at ${lane.version}`);
      lane.version++;
      delivery.ack();
      if (++done === jobs) finished();
    }
    lane.busy = false;
  };

  const consumer = new JobConsumer({
    blocking,
    commands,
    keys,
    workerId,
    consumer: `bench:${process.pid}`,
    prefetch: 2000,
    batch: 256,
    blockMs: 2000,
    retry: { idleMs: [1000] },
    handle: (delivery) => {
      const guild = delivery.job.guildId;
      let lane = lanes.get(guild);
      if (!lane) lanes.set(guild, (lane = { queue: [], version: 0, busy: false }));
      lane.queue.push(delivery);
      if (!lane.busy) void run(guild, lane);
    },
  });

  const before = await usageOf(commands);
  const cpuBefore = process.cpuUsage();
  await consumer.start(new AbortController().signal);
  const producer = fork(import.meta.filename, [String(jobs), String(guilds), String(handlerMs)], {
    env: { ...process.env, BENCH_ROLE: 'producer', BENCH_PREFIX: prefix },
  });
  const produced = new Promise<{ producerCpuUs: number }>((resolve) =>
    producer.once('message', (message) => resolve(message as { producerCpuUs: number })),
  );
  const startedAt = performance.now();
  await all;
  await consumer.drain(5000);
  const seconds = (performance.now() - startedAt) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  const after = await usageOf(commands);
  const { producerCpuUs } = await produced;
  process.stdout.write(
    `${JSON.stringify({
      jobs,
      guilds,
      handlerMs,
      jobsPerSecond: Math.round(jobs / seconds),
      redisCpuUsPerJob: round((after.cpuUs - before.cpuUs) / jobs),
      requestsPerJob: round((after.requests - before.requests) / jobs),
      workerCpuUsPerJob: round((cpu.user + cpu.system) / jobs),
      producerCpuUsPerJob: round(producerCpuUs),
      left: await commands.xlen(keys.jobs(workerId)),
    })}\n`,
  );
  await consumer.stop();
  for await (const names of commands.scanStream({ match: `${prefix}:*`, count: 1000 })) {
    if ((names as string[]).length > 0) await commands.unlink(names as string[]);
  }
  commands.disconnect();
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

await (process.env['BENCH_ROLE'] === 'producer' ? produce() : consume());
