import { parseEnv } from '@anankor/config';
import { systemClock } from '@anankor/core';
import { WorkerLease, createRedis } from '@anankor/ipc';
import { Platform, heldLink } from '@anankor/local-stack';
import { Secrets, createLogger } from '@anankor/logger';
import { Assignments, createDynamodb, redisKeys, tableDefinitions } from '@anankor/storage';
import { createMetrics, metricDefinitions } from '@anankor/telemetry';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { workerEnv } from '../src/env.ts';
import { moveTiming } from '../src/services/move-timing.ts';
import { seatTiming } from '../src/services/seat-timing.ts';
import { OwnedWorker } from '../src/services/owned-worker.ts';
import { workerHere } from './support/worker-here.ts';

let platform: Platform;
beforeAll(async () => {
  platform = await Platform.start({ workerBots: 1, workers: 0, dynamodb: 'dynalite' });
}, 60_000);
afterAll(() => platform.stop());

it('a process that is asked to stop before its gateway session is resumed ends without a failure', async () => {
  const first = await workerHere(platform);
  await first.stop();
  const config = parseEnv(workerEnv, { ...(await platform.workerEnvironment()), LOG_LEVEL: 'silent' });
  const redis = createRedis(config.REDIS_URL, { role: 'commands', name: 'test' });
  const keys = redisKeys(config.REDIS_KEY_PREFIX);
  const dynamodb = createDynamodb(config.aws);

  // What it resumes by now leads over a link on which nothing gets through.
  const gateway = keys.gateway(first.workerId);
  const stored = (await redis.hget(gateway, 'sessions'))!;
  const port = /"resumeURL":"ws:\/\/127\.0\.0\.1:(\d+)/.exec(stored)![1]!;
  const link = await heldLink(Number(port));
  link.hold();
  await redis.hset(gateway, 'sessions', stored.replaceAll(`:${port}`, `:${link.port}`));

  const signal = new AbortController().signal;
  const lease = await WorkerLease.acquire({
    redis,
    keys,
    tokens: config.workerTokens.map(({ token }) => token),
    owner: 'test',
    ttlMs: 30_000,
    renewEveryMs: 5_000,
    signal,
  });
  const worker = new OwnedWorker({
    config,
    lease,
    redis,
    keys,
    assignments: new Assignments({
      client: dynamodb,
      table: tableDefinitions(config.aws.tablePrefix).assignments,
    }),
    metrics: createMetrics({ definitions: metricDefinitions.worker, service: 'worker', version: '0' })
      .metrics,
    log: createLogger({ service: 'worker', level: 'silent', pretty: false, secrets: new Secrets() }),
    clock: systemClock,
    owner: 'test',
    random: Math.random,
    onStep: () => undefined,
    moveTiming,
    seatTiming,
    label: 'worker-1',
    onDrain: () => undefined,
    onUnreadable: () => undefined,
    onNodes: () => undefined,
  });
  worker.failed.catch(() => undefined);
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', note);

  const stopping = new AbortController();
  const resumed = (): number =>
    platform.discord.transcript.of('gateway').filter(({ action }) => action === 'resume').length;
  const before = resumed();
  await worker.start(stopping.signal);
  stopping.abort(new Error('asked to stop'));
  link.release();
  for (const deadline = performance.now() + 15_000; resumed() === before; await systemClock.sleep(20))
    if (performance.now() > deadline) throw new Error('not resumed within 15 s');
  await systemClock.sleep(100);
  expect(unhandled).toEqual([]);

  await worker.handOver();
  await lease.release();
  process.off('unhandledRejection', note);
  redis.disconnect();
  dynamodb.destroy();
  await link.close();
}, 90_000);
