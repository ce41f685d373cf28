import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Operator, adminActions } from '@anankor/admin';
import { EnvWatch } from '@anankor/config';
import type { EnvWatchOptions } from '@anankor/config';
import { sequence, systemClock } from '@anankor/core';
import type { AnankorError, Clock } from '@anankor/core';
import { Acknowledger, createRenderer, createRest, Messenger, Responder } from '@anankor/discord';
import { createRedis, JobQueue, pingRedis, probeRedis, redisFailure, RegisteredWorkers } from '@anankor/ipc';
import { createLogger, Secrets } from '@anankor/logger';
import type { Logger } from '@anankor/logger';
import { LavalinkRest, TrackLoader } from '@anankor/music';
import { InputReader, reportUnreadable } from '@anankor/schemas';
import { dependencies, ProbeServer, Readiness, adminServer } from '@anankor/service';
import type { Runnable } from '@anankor/service';
import {
  checkTables,
  Assignments,
  createDynamodb,
  GuildSettings,
  InteractionClaims,
  redisKeys,
  tableDefinitions,
} from '@anankor/storage';
import { createMetrics, metricDefinitions, outboundCalls, tracer, tracing } from '@anankor/telemetry';
import { createGateway } from '../bot/create-gateway.ts';
import { countGuilds, countShards, DISCORD, gatewayPing } from '../bot/gateway.ts';
import type { Gateway } from '../bot/gateway.ts';
import { guildView } from '../bot/guild-view.ts';
import { registration } from '../commands/registration.ts';
import { Suggestions } from '../commands/suggestions.ts';
import type { MasterConfig } from '../env.ts';
import { beginAtZero, exposeMetrics } from '../http/expose-metrics.ts';
import { Router } from '../interactions/router.ts';
import { submission } from '../jobs/envelope.ts';
import { MasterEvents } from '../metrics/master-events.ts';
import { createCooldown } from '../middleware/cooldown.ts';
import { outbox } from '../outbox/outbox.ts';
import { FinishSubmission } from '../workflows/finish-submission.ts';
import { ClaimInteraction } from '../workflows/claim-interaction.ts';
import { RecoverClaims } from '../workflows/recover-claims.ts';
import type { OnStep } from '../workflows/steps.ts';
import { SubmitCommand } from '../workflows/submit-command.ts';
import { ClaimRecovery, DYNAMODB, REDIS } from './claim-recovery.ts';
import { WorkerPlacement } from './placement.ts';
import { GuildOrder } from './guild-order.ts';
import { ReplicaElection } from './replica-election.ts';
import { SettingsCache } from './settings-cache.ts';
import { workerMembers } from '../bot/worker-members.ts';
import { Verdicts } from './verdicts.ts';

export interface MasterOverrides {
  clock?: Clock;
  logger?: Logger;
  /** Called between the steps of a submission; tests end the process there. */
  onStep?: OnStep;
  /** Loads the configuration again: a master whose token was replaced ends, to be started with the new one. Absent: it stays. */
  reload?: EnvWatchOptions<MasterConfig>['load'];
  /** Its SIGHUP has secrets loaded at once. */
  host?: EnvWatchOptions<MasterConfig>['host'];
}

/** Longer than anybody delivers one interaction again: its token lives for 15 minutes. */
const DEDUPE_MS = 20 * 60_000;
/** Milliseconds one command may hold up those typed after it in its guild. */
const TURN_LIMIT_MS = 5_000;
/** Milliseconds a node may take for a search while a member types. */
const SEARCH_LIMIT_MS = 2_000;
const version = process.env['npm_package_version'] ?? '0.1.0';

/** The composition root. Nothing connects before `start`. */
export function createMaster(config: MasterConfig, overrides: MasterOverrides = {}): Runnable {
  const clock = overrides.clock ?? systemClock;
  const onStep = overrides.onStep ?? (() => undefined);
  const owner = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  const apiUrl = config.DISCORD_API_URL;
  const token = config.DISCORD_MASTER_TOKEN;

  const secrets = new Secrets();
  secrets.add(token, ...config.lavalinkNodes.map(({ password }) => password));
  if (config.ADMIN_TOKEN !== undefined) secrets.add(config.ADMIN_TOKEN);
  const { LOG_LEVEL: level, LOG_PRETTY: pretty } = config;
  const logger = overrides.logger ?? createLogger({ service: 'master', level, pretty, secrets });
  const { metrics, expose } = createMetrics({
    definitions: metricDefinitions.master,
    service: 'master',
    version,
  });
  beginAtZero(metrics);
  const calls = outboundCalls(metrics, tracer('@anankor/master'));
  const events = new MasterEvents({ metrics, logger });
  const onUnreadable = reportUnreadable({
    count: ({ source, kind }) => metrics.unreadableInputs.inc({ source, kind }),
    log: (input) => logger.warn(input, 'input is unreadable and skipped; more of its kind is only counted'),
  });
  const stored = new InputReader('redis', onUnreadable);
  const readiness = new Readiness([REDIS, DYNAMODB, DISCORD], clock);
  readiness.role = 'master';

  const redis = createRedis(config.REDIS_URL, {
    role: 'commands',
    name: 'anankor-master',
    onError: (error) => readiness.report(REDIS, 'down', redisFailure(error).message),
  });
  redis.on('ready', () => readiness.report(REDIS, 'up'));
  const keys = redisKeys(config.REDIS_KEY_PREFIX);
  const registry = new RegisteredWorkers(redis, keys);
  const election = new ReplicaElection(redis, keys, owner, stored);
  const verdicts = new Verdicts(redis, keys, election);
  const queue = new JobQueue({ redis, keys, maxLength: config.JOBS_MAX_PENDING, dedupeTtlMs: DEDUPE_MS });

  const dynamodb = createDynamodb(config.aws, ({ operation, outcome, durationMs }) => {
    metrics.dynamodbDuration.observe({ operation, outcome }, durationMs / 1000);
  });
  const tables = tableDefinitions(config.aws.tablePrefix);
  const claims = new InteractionClaims({ client: dynamodb, table: tables.claims, envelope: submission });
  const assignments = new Assignments({ client: dynamodb, table: tables.assignments });
  const settings = new SettingsCache(new GuildSettings({ client: dynamodb, table: tables.guildSettings }));

  const view = guildView(() => gateway.clients());
  const render = createRenderer();
  const rest = createRest({ around: calls.discord, ...(apiUrl ? { apiUrl } : {}) });
  const acknowledger = new Acknowledger({ rest, render });
  const responder = new Responder({ rest, render });
  const nodes = config.lavalinkNodes.map(
    (node) => new LavalinkRest({ node, timeoutMs: SEARCH_LIMIT_MS, around: calls.lavalink }),
  );
  const loader = new TrackLoader({ rests: () => nodes, searchPrefix: config.SEARCH_PREFIX });

  const botRest = createRest({ token, around: calls.discord, ...(apiUrl ? { apiUrl } : {}) });
  const members = workerMembers(botRest);
  const placement = new WorkerPlacement({ assignments, registry, members, view, clock });
  const leaseMs = config.CLAIM_LEASE;
  const shared = { claims, verdicts, events, clock, owner, onStep, leaseMs };
  const finish = new FinishSubmission({ ...shared, placement, queue, responder });
  const claimer = new ClaimInteraction({
    ...shared,
    settings,
    election,
    undecided: (submission) => finish.undecided(submission),
  });
  const submit = new SubmitCommand({ acknowledger, claimer, finish, events, logger, clock, onStep });
  const recover = new RecoverClaims({ ...shared, finish, logger });

  const router = new Router({
    context: {
      view,
      acknowledger,
      election,
      cooldown: createCooldown({ commands: config.COOLDOWN_COMMANDS, windowMs: config.COOLDOWN_WINDOW }),
      guard: { operatorGuildId: config.DISCORD_OPERATOR_GUILD_ID },
      submit,
      sources: { registry, gatewayPing: () => gatewayPing(gateway), pingRedis: () => pingRedis(redis) },
      search: (query, guildId) => loader.search(query, guildId),
      suggestions: new Suggestions(redis, keys),
      events,
      logger,
      clock,
    },
    order: new GuildOrder(TURN_LIMIT_MS),
    backupDelayMs: config.BACKUP_DELAY,
    onStep,
  });
  const waiting = {
    limitMs: config.STARTUP_LIMIT,
    readiness,
    clock,
    onRetry: (dependency: string, attempt: number, error: AnankorError) => {
      logger.warn({ dependency, attempt, reason: error.message }, 'waiting for a dependency');
    },
  };
  const gateway: Gateway = createGateway({
    config,
    redis,
    keys,
    replica: owner,
    around: calls.discord,
    waiting,
    logger,
    clock,
    reader: new InputReader('gateway', onUnreadable),
    onInteraction: (interaction) => router.route(interaction),
  });
  const probes = new ProbeServer({
    host: config.HTTP_HOST,
    port: config.MASTER_HTTP_PORT,
    readiness,
    metrics: () =>
      exposeMetrics({
        expose,
        readiness,
        guilds: countGuilds(gateway),
        shards: countShards(gateway),
        gatewayPingMs: gatewayPing(gateway),
        countWorkersOnline: () => registry.countOnline(),
      }),
    routes: adminServer(config.ADMIN_TOKEN, adminActions(new Operator({ redis, keys, clock }))),
  });
  /** discord.js can't change its token, so a master with another one is another process. */
  const replaced = Promise.withResolvers<undefined>();
  const { reload, host } = overrides;
  const watches = reload
    ? [
        new EnvWatch({
          config,
          load: reload,
          everyMs: config.SECRETS_REFRESH,
          onLoaded: (_loaded, changed) => {
            if (changed.includes('DISCORD_MASTER_TOKEN')) {
              logger.info(
                'DISCORD_MASTER_TOKEN was replaced; this process ends, to be started again with it',
              );
              replaced.resolve(undefined);
            } else if (changed.length > 0)
              logger.warn({ settings: changed }, 'changed settings take effect at the next start');
          },
          onFailed: (error) => {
            logger.warn({ err: error }, 'secrets could not be loaded again; those at hand stay');
          },
          ...(host ? { host } : {}),
          clock,
        }),
      ]
    : [];
  const service = sequence('master', [
    tracing({
      service: 'anankor-master',
      version,
      instance: owner,
      otlpEndpoint: config.otlp.endpoint,
      sampleRatio: config.otlp.sampleRatio,
    }),
    probes,
    dependencies({
      dependencies: [
        { name: REDIS, probe: () => probeRedis(redis, keys.probe()) },
        { name: DYNAMODB, probe: () => checkTables(dynamodb, Object.values(tables)) },
      ],
      close: () => {
        redis.disconnect();
        dynamodb.destroy();
      },
      ...waiting,
    }),
    gateway,
    { name: 'router', start: async () => undefined, stop: () => router.stop() },
    registration({
      applicationId: () => gateway.applicationId(),
      token,
      apiUrl,
      around: calls.discord,
      guildId: config.DISCORD_COMMANDS_GUILD_ID,
      events,
      logger,
    }),
    new ClaimRecovery({
      probeRedis: () => pingRedis(redis),
      probeDynamodb: () => claims.expired({ now: clock.now(), limit: 1 }).then(() => undefined),
      sweepClaims: () => recover.sweep(),
      sweepInteractions: () => router.recover(),
      intervalMs: config.RECOVERY_INTERVAL,
      readiness,
      clock,
    }),
    outbox({
      redis,
      url: config.REDIS_URL,
      keys,
      replica: owner,
      registry,
      messenger: new Messenger({ rest: botRest }),
      onStep,
      events,
      clock,
    }),
    ...watches,
  ]);
  const ended = Promise.race([gateway.ended, replaced.promise]);
  // Whoever runs the service listens; until then a rejection is nobody's.
  ended.catch(() => undefined);
  return Object.assign(service, {
    stopTimeoutMs: config.STOP_TIMEOUT,
    ended,
    onFatal: (error: AnankorError) => {
      logger.fatal({ code: error.code, details: error.details }, error.message);
    },
  });
}
