/**
 * The worker's way from the stream to the acknowledgement, without Lavalink and Discord behind it: consumer, a lane a guild,
 * decide, the commit of the session, ack. A process of `pnpm bench`, which gives it the port of its Redis.
 */
import { KEY_PREFIX, WORKER_ID, guildIdOf, serveConsumer } from '@anankor/bench';
import type { ConsumerRun, Work } from '@anankor/bench';
import { FencedCommits, createRedis } from '@anankor/ipc';
import type { Delivery, JobConsumer } from '@anankor/ipc';
import { defaultSettings } from '@anankor/music';
import type { SessionState } from '@anankor/music';
import { redisKeys } from '@anankor/storage';
import { jobConsumer } from '../src/consumers/job-consumer.ts';
import { decide } from '../src/handlers/index.ts';
import { Lane } from '../src/services/lane.ts';
import { SessionCommits } from '../src/services/session-commits.ts';
import { SessionStore } from '../src/services/session-store.ts';
import { startSession } from './sessions.ts';

const url = `redis://127.0.0.1:${process.argv[2]}`;
const QUEUE = 10;
const keys = redisKeys(KEY_PREFIX);
const redis = createRedis(url, { role: 'commands', name: 'bench-worker' });
const store = new SessionStore(redis, keys, WORKER_ID);
const commits = new SessionCommits(new FencedCommits({ redis, keys, workerId: WORKER_ID, epoch: 1 }), store);
const sessions = new Map<string, SessionState>();
let consumer: JobConsumer | undefined;
let started = 0;

const facts = {
  listeners: [],
  random: Math.random,
  nodeUp: true,
  workerName: 'Anankor 1',
  settings: defaultSettings,
};
const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

async function prepare({ guilds }: ConsumerRun): Promise<void> {
  await redis.set(keys.epoch(WORKER_ID), '1');
  sessions.clear();
  const guildIds = Array.from({ length: guilds }, (_, guild) => guildIdOf(guild));
  await Promise.all(
    guildIds.map(async (guildId) => sessions.set(guildId, await startSession(commits, guildId, QUEUE))),
  );
}

async function apply(delivery: Delivery, work: Work): Promise<void> {
  const { job } = delivery;
  work.begin(job);
  await work.handle();
  const before = sessions.get(job.guildId) ?? null;
  const decision = decide(before, job, Date.now(), facts);
  if (decision.state === null || decision.changes.length === 0)
    throw new Error(JSON.stringify(decision.outcome));
  const { outcome } = await commits.commit({
    guildId: job.guildId,
    before,
    after: decision.state,
    changes: decision.changes,
    job: { id: job.jobId, record: decision.outcome },
  });
  if (outcome !== 'committed') throw new Error(outcome);
  sessions.set(job.guildId, decision.state);
  work.end(job);
  delivery.ack();
}

serveConsumer({
  prepare,
  start: async (work) => {
    const lanes = new Map<string, Lane<Delivery>>();
    consumer = jobConsumer({
      blocking: createRedis(url, { role: 'blocking', name: 'bench-worker-reader' }),
      commands: redis,
      keys,
      workerId: WORKER_ID,
      epoch: 1,
      owner: `bench${++started}`,
      prefetch: 500,
      leaseMs: () => 5_000,
      log: silent,
      deliver: (delivery) => {
        let lane = lanes.get(delivery.job.guildId);
        if (!lane) lanes.set(delivery.job.guildId, (lane = new Lane((one) => apply(one, work))));
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
