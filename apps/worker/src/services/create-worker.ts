import { hostname } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { EnvWatch } from '@anankor/config';
import type { EnvWatchOptions, LavalinkNode } from '@anankor/config';
import { sequence, systemClock } from '@anankor/core';
import type { AnankorError, Clock } from '@anankor/core';
import { reportUnreadable } from '@anankor/schemas';
import { WorkerLease, createRedis, probeRedis, redisFailure } from '@anankor/ipc';
import { Operator, adminActions } from '@anankor/admin';
import { Secrets, createLogger } from '@anankor/logger';
import type { NodeState } from '@anankor/music';
import { ProbeServer, Readiness, adminServer, dependencies } from '@anankor/service';
import type { Runnable } from '@anankor/service';
import { Assignments, checkTables, createDynamodb, redisKeys, tableDefinitions } from '@anankor/storage';
import { createMetrics, metricDefinitions, tracing } from '@anankor/telemetry';
import type { WorkerConfig } from '../env.ts';
import { beginAtZero, exposeMetrics } from '../metrics/expose-metrics.ts';
import type { OwnedView } from '../metrics/expose-metrics.ts';
import { ClaimLoop } from './claim-loop.ts';
import { moveTiming } from './move-timing.ts';
import type { MoveTiming } from './move-timing.ts';
import { OwnedWorker } from './owned-worker.ts';
import { seatTiming } from './seat-timing.ts';
import type { SeatTiming } from './seat-timing.ts';
import { sessionView } from './session-view.ts';
import type { OnStep } from './steps.ts';
import { WorkerTokens } from './worker-tokens.ts';

/** A worker that was drained is left to others for so long; then this process would rather have it than nobody. */
const DRAINED_MS = 10_000;
/** A worker that Discord did not let connect is left to others for so long. */
const UNANSWERED_MS = 5_000;

const version = process.env['npm_package_version'] ?? '0.1.0';

export interface WorkerOverrides {
  clock?: Clock;
  random?: () => number;
  onStep?: OnStep;
  moveTiming?: MoveTiming;
  seatTiming?: SeatTiming;
  /** Loads the configuration again, for tokens that were rotated while the process runs. Absent: they stay. */
  reload?: EnvWatchOptions<WorkerConfig>['load'];
  /** Its SIGHUP has secrets loaded at once. */
  host?: EnvWatchOptions<WorkerConfig>['host'];
}

/** The next request to a node goes out with its password. False where the nodes themselves are others. */
function takeUpPasswords(nodes: readonly LavalinkNode[], loaded: readonly LavalinkNode[]): boolean {
  for (const node of nodes) {
    const now = loaded.find(({ name }) => name === node.name);
    if (now) node.password = now.password;
  }
  return isDeepStrictEqual(nodes, loaded);
}

/** Without any node this process plays nothing, and is not ready. */
function reportNodes(readiness: Readiness, nodes: readonly NodeState[] | null): void {
  if (nodes === null) return readiness.forget('lavalink');
  const parts = nodes.map(
    ({ name, state, cause }) => [name, { state, ...(cause ? { detail: cause } : {}) }] as const,
  );
  const up = nodes.some(({ state }) => state === 'up');
  readiness.report(
    'lavalink',
    up ? 'up' : 'down',
    up ? undefined : 'no node is up',
    Object.fromEntries(parts),
  );
}

/** The composition root. Nothing connects before `start`. */
export function createWorker(config: WorkerConfig, overrides: WorkerOverrides = {}): Runnable {
  const clock = overrides.clock ?? systemClock;
  const owner = `${hostname()}:${process.pid}`;
  const secrets = new Secrets();
  secrets.add(
    ...config.workerTokens.map(({ token }) => token),
    ...config.lavalinkNodes.map(({ password }) => password),
    ...(config.ADMIN_TOKEN === undefined ? [] : [config.ADMIN_TOKEN]),
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
    version,
  });
  const onUnreadable = reportUnreadable({
    count: ({ source, kind }) => metrics.unreadableInputs.inc({ source, kind }),
    log: (input) => log.warn(input, 'input is unreadable and skipped; more of its kind is only counted'),
  });
  const readiness = new Readiness(['redis', 'dynamodb']);
  const redis = createRedis(config.REDIS_URL, {
    role: 'commands',
    name: 'anankor-worker',
    onError: (error) => {
      readiness.report('redis', 'down', redisFailure(error).message);
    },
  });
  redis.on('ready', () => {
    readiness.report('redis', 'up');
  });
  const keys = redisKeys(config.REDIS_KEY_PREFIX);
  const staleMs = 2 * config.SECRETS_REFRESH;
  const tokens = new WorkerTokens({ redis, keys, clock, tokens: config.workerTokens, staleMs });
  const labelOf = (lease: WorkerLease): string => tokens.labelOf(lease.token);
  beginAtZero(metrics, tokens.labels);
  const dynamodb = createDynamodb(config.aws, ({ operation, outcome, durationMs }) => {
    metrics.dynamodbDuration.observe({ operation, outcome }, durationMs / 1000);
  });
  const tables = tableDefinitions(config.aws.tablePrefix);
  const assignments = new Assignments({ client: dynamodb, table: tables.assignments });
  let owned = null as { lease: WorkerLease; worker: OwnedWorker } | null;
  const claims = new ClaimLoop<WorkerLease>({
    acquire: (signal) =>
      tokens.claim(signal, (wish) =>
        WorkerLease.acquire({
          redis,
          keys,
          owner,
          ttlMs: config.LEASE_TTL,
          renewEveryMs: Math.round(config.LEASE_TTL / 4),
          clock,
          logger: log,
          ...wish,
        }),
      ),
    own: (lease) => {
      const worker = new OwnedWorker({
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
        onStep: overrides.onStep ?? (() => undefined),
        moveTiming: overrides.moveTiming ?? moveTiming,
        seatTiming: overrides.seatTiming ?? seatTiming,
        label: labelOf(lease),
        onDrain: () => void claims.drain(),
        onUnreadable,
        onNodes: (nodes) => {
          reportNodes(readiness, nodes);
        },
      });
      owned = { lease, worker };
      metrics.claimTransitions.inc({ worker: labelOf(lease), outcome: 'taken' });
      return worker;
    },
    onRole: (role, lease) => {
      const worker = lease?.workerId;
      readiness.role = worker === undefined ? 'standby' : `worker ${worker}`;
      if (lease === null) {
        owned = null;
        reportNodes(readiness, null);
      }
      if (lease !== null) void tokens.accepted(lease);
      log.info({ role, workerId: worker }, role === 'owner' ? 'this process owns a worker' : 'hot standby');
    },
    onLost: (lease, error) => {
      metrics.claimTransitions.inc({ worker: labelOf(lease), outcome: 'lost' });
      log.warn(
        { workerId: lease.workerId, err: error },
        'the claim was lost; nothing more is written for this worker',
      );
    },
    onUnowned: async (lease, error) => {
      const worker = labelOf(lease);
      metrics.claimTransitions.inc({ worker, outcome: 'lost' });
      metrics.errors.inc({ code: error.code, kind: error.kind });
      if (error.code === 'DISCORD_UNAVAILABLE') {
        tokens.leaveAlone(lease.token, clock.monotonic() + UNANSWERED_MS);
        log.warn({ worker, err: error }, 'Discord does not let this worker connect, trying again');
        return;
      }
      const variable = tokens.variableOf(lease.token);
      const retryAt = await tokens.quarantine(lease, error.message);
      // The gateway session ended with the refusal; under another number of shards, say, it would be refused again.
      await redis.del(keys.gateway(lease.workerId)).catch(() => 0);
      log.error(
        { worker, variable, retryAt: new Date(retryAt).toISOString(), err: error },
        `Discord refuses ${variable}: put the bot's current token there; no process tries this one before then`,
      );
    },
    onReleased: async (lease, why) => {
      const outcome = why === 'drained' ? 'drained' : 'released';
      metrics.claimTransitions.inc({ worker: labelOf(lease), outcome });
      if (why === 'drained') tokens.leaveAlone(lease.token, clock.monotonic() + DRAINED_MS);
      if (why === 'replaced') await tokens.retire(lease);
      log.info({ workerId: lease.workerId, why }, 'the worker is handed over');
    },
  });
  const operator = new Operator({ redis, keys, clock });
  const viewOf = ({ lease, worker }: NonNullable<typeof owned>): OwnedView => ({
    label: labelOf(lease),
    leaseMs: lease.remainingMs(),
    sessions: worker.guilds?.sessions ?? [],
    unreadable: worker.guilds?.unreadable ?? 0,
    listeners: worker.guilds?.listeners ?? 0,
    nodes: worker.nodes?.states ?? [],
    stream: () => operator.stream(lease.workerId),
  });
  const probes = new ProbeServer({
    host: config.HTTP_HOST,
    port: config.WORKER_HTTP_PORT,
    readiness,
    metrics: () =>
      exposeMetrics({
        expose,
        readiness,
        labels: tokens.labels,
        refused: () => tokens.refused(),
        owned: owned && viewOf(owned),
      }),
    routes: adminServer(
      config.ADMIN_TOKEN,
      adminActions(operator, {
        sessions: () => (owned?.worker.guilds?.sessions ?? []).map(sessionView),
        drain: () => claims.drain(),
        moveSessions: async () => {
          const report = owned && (await operator.moveSessions(owned.lease.workerId));
          if (!report) return undefined;
          return { stays: report.moves.filter(({ to }) => to === null).length, moves: report.moves };
        },
      }),
    ),
  });
  const stores = dependencies({
    dependencies: [
      { name: 'redis', probe: () => probeRedis(redis, keys.probe()) },
      { name: 'dynamodb', probe: () => checkTables(dynamodb, [tables.assignments]) },
    ],
    close: () => {
      redis.disconnect();
      dynamodb.destroy();
    },
    limitMs: config.STARTUP_LIMIT,
    readiness,
    clock,
    onRetry: (dependency, attempt, error) => {
      log.warn({ dependency, attempt, reason: error.message }, 'waiting for a dependency');
    },
  });
  const takeUp = (loaded: WorkerConfig, changed: readonly string[]): void => {
    secrets.add(...loaded.workerTokens.map(({ token }) => token));
    if (changed.includes('workerTokens')) {
      const before = tokens.labels;
      tokens.replace(loaded.workerTokens);
      beginAtZero(
        metrics,
        tokens.labels.filter((label) => !before.includes(label)),
      );
      log.info({ workers: tokens.labels }, 'the worker tokens were changed');
    }
    secrets.add(...loaded.lavalinkNodes.map(({ password }) => password));
    const taken = [
      'workerTokens',
      ...(takeUpPasswords(config.lavalinkNodes, loaded.lavalinkNodes) ? ['lavalinkNodes'] : []),
    ];
    const others = changed.filter((key) => !taken.includes(key));
    if (others.length > 0) log.warn({ settings: others }, 'changed settings take effect at the next start');
    const lease = owned?.lease;
    if (lease && !tokens.has(lease.token)) claims.drain(tokens.isReplaced(lease) ? 'replaced' : 'removed');
  };
  const { reload, host } = overrides;
  const watches = reload
    ? [
        new EnvWatch({
          config,
          load: reload,
          everyMs: config.SECRETS_REFRESH,
          onLoaded: takeUp,
          onFailed: (error) => {
            log.warn({ err: error }, 'secrets could not be loaded again; those at hand stay');
          },
          ...(host ? { host } : {}),
          clock,
        }),
      ]
    : [];
  const traces = tracing({
    service: 'anankor-worker',
    version,
    instance: owner,
    otlpEndpoint: config.otlp.endpoint,
    sampleRatio: config.otlp.sampleRatio,
  });
  const service = sequence('worker', [traces, probes, stores, claims, ...watches]);
  const onFatal = (error: AnankorError): void => {
    log.fatal({ err: error }, error.message);
  };
  return Object.assign(service, { stopTimeoutMs: config.STOP_TIMEOUT, ended: claims.ended, onFatal });
}
