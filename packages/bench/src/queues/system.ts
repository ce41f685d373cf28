import { fileURLToPath } from 'node:url';
import { startRedis } from '@anankor/local-stack';
import type { LocalRedis } from '@anankor/local-stack';
import { Redis } from 'ioredis';
import { Peer } from '../processes/peer.ts';
import type { Consumed, ConsumerMethods } from './consumer.ts';
import type { Produced, ProducerMethods } from './producer.ts';
import { redisUsage } from './redis-usage.ts';

export interface SystemDefinition {
  name: string;
  consumer: string;
  producer: string;
  /** Arguments of the consumer after the port. */
  args?: readonly string[];
  /** How many jobs it does in about a second, and with a handler of 5 ms; sizes its runs. */
  pace: number;
  paceAt5Ms: number;
}

const driver = (path: string): string => fileURLToPath(new URL(`./drivers/${path}.ts`, import.meta.url));
const workers = (path: string): string =>
  fileURLToPath(new URL(`../../../../apps/worker/bench/${path}.ts`, import.meta.url));

const bullmq = (concurrency: number, pace: number, paceAt5Ms: number): SystemDefinition => ({
  name: `BullMQ c${concurrency}`,
  consumer: driver('bullmq-consumer'),
  producer: driver('bullmq-producer'),
  args: [String(concurrency)],
  pace,
  paceAt5Ms,
});

export const systems = {
  anankor: {
    name: 'Anankor',
    consumer: workers('job-consumer'),
    producer: driver('anankor-producer'),
    args: ['session'],
    pace: 20_000,
    paceAt5Ms: 12_000,
  },
  transport: {
    name: 'Anankor, no session',
    consumer: workers('job-consumer'),
    producer: driver('anankor-producer'),
    args: ['transport'],
    pace: 30_000,
    paceAt5Ms: 20_000,
  },
  bullmq1: bullmq(1, 2_000, 150),
  bullmq50: bullmq(50, 8_000, 5_000),
  bullmqSession: {
    ...bullmq(50, 5_000, 4_000),
    name: 'BullMQ c50, session',
    consumer: workers('bullmq-consumer'),
  },
  bullmq200: bullmq(200, 8_000, 8_000),
  groupmq: {
    name: 'groupmq c200',
    consumer: driver('groupmq-consumer'),
    producer: driver('groupmq-producer'),
    args: ['200'],
    pace: 8_000,
    paceAt5Ms: 8_000,
  },
  raw: {
    name: 'raw stream',
    consumer: driver('raw-consumer'),
    producer: driver('raw-producer'),
    pace: 60_000,
    paceAt5Ms: 25_000,
  },
} as const satisfies Record<string, SystemDefinition>;

export type SystemName = keyof typeof systems;

/** What a run cost; per job where it says so. */
export interface RunResult {
  jobsPerSecond: number;
  redisCpuUs: number;
  redisCommands: number;
  /** What the clients sent, a script being one. */
  requests: number;
  consumerCpuUs: number;
  producerCpuUs: number;
  outOfOrder: number;
  overlapped: number;
  /** Enqueue → handler start, milliseconds; of open loops only. */
  p50Ms: number;
  p99Ms: number;
  /** Jobs that the whole run let through a second, of the rate it was given; below it the queue does not keep up. */
  keptUp: number;
}

/** One queue under test: a Redis, a producer and a consumer, each a process of its own. */
export class System {
  readonly definition: SystemDefinition;
  readonly #server: LocalRedis;
  readonly #redis: Redis;
  readonly #producer: Peer<ProducerMethods>;
  readonly #consumer: Peer<ConsumerMethods>;
  #next = 0;

  private constructor(
    definition: SystemDefinition,
    server: LocalRedis,
    producer: Peer<ProducerMethods>,
    consumer: Peer<ConsumerMethods>,
  ) {
    this.definition = definition;
    this.#server = server;
    this.#redis = new Redis({ host: '127.0.0.1', port: server.port });
    this.#producer = producer;
    this.#consumer = consumer;
  }

  static async start(definition: SystemDefinition, nodeArgs: readonly string[] = []): Promise<System> {
    const server = await startRedis();
    const port = String(server.port);
    const { consumer, producer, args = [] } = definition;
    const peers = await Promise.all([
      Peer.start<ProducerMethods>({ entry: producer, args: [port], nodeArgs }),
      Peer.start<ConsumerMethods>({ entry: consumer, args: [port, ...args], nodeArgs }),
    ]);
    return new System(definition, server, ...peers);
  }

  /** Producer and consumer at once, as fast as it goes. */
  async endToEnd(jobs: number, guilds: number, handlerMs: number): Promise<RunResult> {
    const from = await this.#take(jobs);
    await this.#consumer.call('prepare', { from, jobs, guilds, handlerMs });
    const before = await redisUsage(this.#redis);
    await this.#consumer.call('start');
    const [produced, consumed] = await Promise.all([
      this.#producer.call('saturate', { from, jobs, guilds }),
      this.#consumer.call('finished'),
    ]);
    return this.#result(before, produced, consumed, (consumed.lastEndedAt - produced.beganAt) / 1e6);
  }

  /** The consumer alone, with all jobs waiting. */
  async drain(jobs: number, guilds: number, handlerMs: number): Promise<RunResult> {
    const from = await this.#take(jobs);
    await this.#consumer.call('prepare', { from, jobs, guilds, handlerMs });
    const before = await redisUsage(this.#redis);
    const produced = await this.#producer.call('saturate', { from, jobs, guilds });
    await this.#consumer.call('start');
    const consumed = await this.#consumer.call('finished');
    return this.#result(before, produced, consumed, (consumed.lastEndedAt - consumed.firstBeganAt) / 1e6);
  }

  /** At a fixed rate, whether it keeps up or not. */
  async openLoop(perSecond: number, seconds: number, guilds: number): Promise<RunResult> {
    const jobs = Math.round(perSecond * seconds);
    const from = await this.#take(jobs);
    await this.#consumer.call('prepare', { from, jobs, guilds, handlerMs: 0 });
    await this.#consumer.call('start');
    const before = await redisUsage(this.#redis);
    const [produced, consumed] = await Promise.all([
      this.#producer.call('openLoop', { from, jobs, guilds, perSecond }),
      this.#consumer.call('finished'),
    ]);
    const took = (consumed.lastEndedAt - produced.beganAt) / 1e6;
    return this.#result(before, produced, consumed, took, perSecond);
  }

  /** Bytes of Redis memory that a number of waiting jobs takes. */
  async memoryOf(jobs: number, guilds: number): Promise<number> {
    const from = await this.#take(jobs);
    const before = await redisUsage(this.#redis);
    await this.#producer.call('saturate', { from, jobs, guilds });
    const after = await redisUsage(this.#redis);
    return after.usedMemory - before.usedMemory;
  }

  async stop(): Promise<void> {
    this.#redis.disconnect();
    await Promise.all([this.#producer.stop(), this.#consumer.stop()]);
    await this.#server.stop();
  }

  /** An empty Redis, and numbers no job had before. */
  async #take(jobs: number): Promise<number> {
    await this.#redis.flushall();
    const from = this.#next;
    this.#next += jobs;
    return from;
  }

  async #result(
    before: Awaited<ReturnType<typeof redisUsage>>,
    produced: Produced,
    consumed: Consumed,
    seconds: number,
    perSecond?: number,
  ): Promise<RunResult> {
    const after = await redisUsage(this.#redis);
    const { jobs, outOfOrder, overlapped } = consumed;
    const waits = perSecond === undefined ? undefined : waitsOf(produced, consumed);
    return {
      jobsPerSecond: jobs / seconds,
      redisCpuUs: (after.cpuUs - before.cpuUs) / jobs,
      redisCommands: (after.commands - before.commands) / jobs,
      requests: (produced.requests + consumed.requests) / jobs,
      consumerCpuUs: consumed.cpuUs / jobs,
      producerCpuUs: produced.cpuUs / jobs,
      outOfOrder,
      overlapped,
      p50Ms: waits?.(0.5) ?? NaN,
      p99Ms: waits?.(0.99) ?? NaN,
      keptUp: perSecond === undefined ? NaN : jobs / seconds / perSecond,
    };
  }
}

/** Share of an open loop that warms up connections and is not counted, for any system. */
const RAMP = 0.2;

/** Quantiles of the time between enqueue and handler start, milliseconds. */
function waitsOf(produced: Produced, consumed: Consumed): (share: number) => number {
  const waits = consumed.beganAt
    .map((began, index) => (began - (produced.enqueuedAt[index] ?? began)) / 1000)
    .slice(Math.floor(consumed.jobs * RAMP))
    .sort();
  return (share) => waits[Math.min(waits.length - 1, Math.floor(share * waits.length))] ?? NaN;
}
