import { hostname } from 'node:os';
import { sequence, systemClock } from '@anankor/core';
import type { AnankorError, Clock, Service } from '@anankor/core';
import { WorkerLease, createRedis } from '@anankor/ipc';
import { Secrets, createLogger } from '@anankor/logger';
import { ProbeServer, Readiness } from '@anankor/service';
import type { Runnable } from '@anankor/service';
import { Assignments, createDynamodb, redisKeys, tableDefinitions } from '@anankor/storage';
import { createMetrics, metricDefinitions, startTelemetry } from '@anankor/telemetry';
import type { WorkerConfig } from '../env.ts';
import { ClaimLoop } from './claim-loop.ts';
import { OwnedWorker } from './owned-worker.ts';
import { storeConnections } from './store-connections.ts';

export interface WorkerOverrides {
  clock?: Clock;
  random?: () => number;
}

/** The composition root. Nothing connects before `start`. */
export function createWorker(config: WorkerConfig, overrides: WorkerOverrides = {}): Runnable {
  const clock = overrides.clock ?? systemClock;
  const owner = `${hostname()}:${process.pid}`;
  const secrets = new Secrets();
  secrets.add(
    ...config.workerTokens.map(({ token }) => token),
    ...config.lavalinkNodes.map(({ password }) => password),
  );
  const log = createLogger({
    service: 'worker',
    level: config.LOG_LEVEL,
    pretty: config.LOG_PRETTY,
    secrets,
  });
  const { metrics, expose } = createMetrics({
    definitions: metricDefinitions.worker,
    service: 'worker',
    version: process.env['npm_package_version'] ?? '0.1.0',
  });
  const readiness = new Readiness(['redis', 'dynamodb']);
  const redis = createRedis(config.REDIS_URL, {
    role: 'commands',
    name: 'anankor-worker',
    onError: (error) => {
      readiness.report('redis', 'down', error.message);
    },
  });
  redis.on('ready', () => {
    readiness.report('redis', 'up');
  });
  const keys = redisKeys(config.REDIS_KEY_PREFIX);
  const dynamodb = createDynamodb(config.aws);
  const tables = tableDefinitions(config.aws.tablePrefix);
  const assignments = new Assignments({ client: dynamodb, table: tables.assignments });
  const claims = new ClaimLoop<WorkerLease>({
    acquire: (signal) =>
      WorkerLease.acquire({
        redis,
        keys,
        tokens: config.workerTokens.map(({ token }) => token),
        owner,
        ttlMs: config.LEASE_TTL,
        renewEveryMs: Math.round(config.LEASE_TTL / 4),
        clock,
        logger: log,
        signal,
      }),
    own: (lease) =>
      new OwnedWorker({
        config,
        lease,
        redis,
        keys,
        assignments,
        metrics,
        log: log.child({ workerId: lease.workerId, epoch: lease.epoch }),
        clock,
        owner,
        random: overrides.random ?? Math.random,
      }),
    onRole: (role, lease) => {
      const worker = lease?.workerId;
      readiness.role = worker === undefined ? 'standby' : `worker ${worker}`;
      if (worker !== undefined) metrics.claimHeld.set({ worker }, 1);
      else metrics.claimHeld.reset();
      log.info({ role, workerId: worker }, role === 'owner' ? 'this process owns a worker' : 'hot standby');
    },
    onLost: (lease, error) => {
      metrics.claimTransitions.inc({ worker: lease.workerId, outcome: 'lost' });
      log.warn(
        { workerId: lease.workerId, err: error },
        'the claim was lost; nothing more is written for this worker',
      );
    },
  });
  const probes = new ProbeServer({
    host: config.HTTP_HOST,
    port: config.WORKER_HTTP_PORT,
    readiness,
    metrics: expose,
  });
  const stores = storeConnections({
    redis,
    dynamodb,
    tables,
    readiness,
    clock,
    limitMs: config.STARTUP_LIMIT,
    log,
  });
  const service = sequence('worker', [telemetry(config, owner), probes, stores, claims]);
  const onFatal = (error: AnankorError): void => {
    log.fatal({ err: error }, error.message);
  };
  return Object.assign(service, { stopTimeoutMs: config.STOP_TIMEOUT, ended: claims.ended, onFatal });
}

function telemetry(config: WorkerConfig, instance: string): Service {
  let started: { shutdown(): Promise<void> } | undefined;
  return {
    name: 'telemetry',
    start: async () => {
      const { endpoint, sampleRatio } = config.otlp;
      started = await startTelemetry({
        service: 'anankor-worker',
        version: process.env['npm_package_version'] ?? '0.1.0',
        instance,
        otlpEndpoint: endpoint,
        sampleRatio,
      });
    },
    stop: async () => started?.shutdown(),
  };
}
