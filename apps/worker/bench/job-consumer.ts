/**
 * The worker's way from the stream to the acknowledgement, without Lavalink and Discord behind it: consumer, a lane a guild,
 * decide, the commit of the session, ack. A process of `pnpm bench`. Arguments: the port of its Redis, `session` or `transport`
 * (which leaves deciding and committing out).
 */
import { WORKER_ID, serveConsumer } from '@anankor/bench';
import type { Work } from '@anankor/bench';
import { createRedis } from '@anankor/ipc';
import type { Delivery, JobConsumer } from '@anankor/ipc';
import { jobConsumer } from '../src/consumers/job-consumer.ts';
import { Lane } from '../src/services/lane.ts';
import { SessionWork, guildsUpTo } from './session-work.ts';

const [port, mode] = process.argv.slice(2);
const url = `redis://127.0.0.1:${port}`;
const QUEUE = 10;
const sessions = new SessionWork(url);
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
let consumer: JobConsumer | undefined;
let started = 0;

async function settle(delivery: Delivery, work: Work): Promise<void> {
  const { job } = delivery;
  work.begin(job);
  await work.handle();
  if (mode === 'session') await sessions.apply(job);
  work.end(job);
  delivery.ack();
}

serveConsumer({
  prepare: ({ guilds }) => sessions.prepare(guildsUpTo(guilds), QUEUE),
  start: async (work) => {
    const lanes = new Map<string, Lane<Delivery>>();
    consumer = jobConsumer({
      blocking: createRedis(url, { role: 'blocking', name: 'bench-worker-reader' }),
      commands: sessions.redis,
      keys: sessions.keys,
      workerId: WORKER_ID,
      epoch: 1,
      owner: `bench${++started}`,
      prefetch: 500,
      leaseMs: () => 5_000,
      log: silent,
      deliver: (delivery) => {
        let lane = lanes.get(delivery.job.guildId);
        if (!lane) lanes.set(delivery.job.guildId, (lane = new Lane((one) => settle(one, work))));
        lane.push(delivery);
      },
      onDead: (dead) => {
        throw new Error(dead.code);
      },
    });
    await consumer.start(new AbortController().signal);
  },
  stop: async () => {
    const left = await consumer?.drain(10_000);
    await consumer?.stop();
    if (left) throw new Error(`${left} jobs unsettled`);
  },
});
