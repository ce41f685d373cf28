import { AnankorError, classify } from '@anankor/core';
import { Responder, createRenderer } from '@anankor/discord';
import type { createRest } from '@anankor/discord';
import { JobQueue, createRedis, isReplyExpired } from '@anankor/ipc';
import type { DeadLetter, FencedCommits, JobConsumer } from '@anankor/ipc';
import { defaultSettings } from '@anankor/music';
import type { NodePool } from '@anankor/music';
import { InputReader, failure } from '@anankor/schemas';
import type { ReplyRoute } from '@anankor/schemas';
import type { outboundCalls } from '@anankor/telemetry';
import { OwnVoice } from '../bot/own-voice.ts';
import { obstacleFinder } from '../bot/voice-obstacle.ts';
import type { VoiceSeats } from '../bot/voice-seats.ts';
import type { VoiceStates } from '../bot/voice-states.ts';
import { jobConsumer } from '../consumers/job-consumer.ts';
import { nodePool } from '../lavalink/node-pool.ts';
import { RedisNodeSessions } from '../lavalink/node-sessions.ts';
import { trackLoader } from '../lavalink/track-loader.ts';
import type { JobTraces } from '../metrics/trace-job.ts';
import type { WorkerEvents } from '../metrics/worker-events.ts';
import { Guilds } from './guilds.ts';
import type { OwnedWorkerOptions } from './owned-worker-options.ts';
import { Replies } from './replies.ts';
import type { SessionCommits } from './session-commits.ts';
import { MoveJobs } from './move-jobs.ts';
import { SessionStore } from './session-store.ts';

/** As the master's: longer than the same interaction is delivered again. */
const DEDUPE_MS = 20 * 60_000;

/** By then every job of a former owner was handed over. */
const CAUGHT_UP_MS = 10_000;

/** What an owned worker has made before. */
export interface OwnedBasis {
  voiceStates: VoiceStates;
  seats: VoiceSeats;
  rest: ReturnType<typeof createRest>;
  /** The bot's name as users see it. */
  workerName(): string;
  events: WorkerEvents;
  traces: JobTraces;
  calls: ReturnType<typeof outboundCalls>;
  commits: FencedCommits;
  sessionCommits: SessionCommits;
  store: SessionStore;
  /** Aborted when nothing may be done any more. */
  signal: AbortSignal;
  /** Ends the ownership. */
  fail(error: unknown): void;
}

export interface OwnedParts {
  guilds: Guilds;
  nodes: NodePool;
  consumer: JobConsumer;
}

/** From the stream to the players: the parts of an owned worker that work on jobs, made and not yet started. */
export function ownedParts(options: OwnedWorkerOptions, basis: OwnedBasis): OwnedParts {
  const {
    config,
    lease,
    redis,
    keys,
    assignments,
    clock,
    log,
    random,
    onStep,
    moveTiming,
    seatTiming,
    owner,
    onUnreadable,
    onNodes,
  } = options;
  const { events, traces, calls, commits, store, signal, fail, seats, voiceStates } = basis;
  const { workerId } = lease;
  const guard = (): void => {
    if (!lease.held()) throw new AnankorError('CLAIM_LOST', 'The lease on this worker ran out');
  };
  const nodes = nodePool({
    config,
    userId: workerId,
    guard,
    clock,
    store: new RedisNodeSessions(redis, commits, keys, workerId, new InputReader('redis', onUnreadable)),
    onUnreadable,
    events,
    around: calls.lavalink,
    seats,
    guilds: () => guilds,
    onFatal: fail,
    onNodes,
  });
  // What is forwarded was accepted once, so no bound refuses it.
  const queue = new JobQueue({ redis, keys, maxLength: Number.MAX_SAFE_INTEGER, dedupeTtlMs: DEDUPE_MS });
  const responder = new Responder({ rest: basis.rest, render: createRenderer(), guard });
  const startedAt = clock.monotonic();
  const guilds = new Guilds({
    workerId,
    workerName: basis.workerName,
    clock,
    signal,
    random,
    onStep,
    settings: { ...defaultSettings, parkedMs: config.PARKED_SESSION_TTL },
    store,
    storeOf: (other) => new SessionStore(redis, keys, other),
    moves: new MoveJobs({
      queue,
      recordOf: (other, jobId) => redis.get(keys.job(other, jobId)),
      workerId,
      clock,
    }),
    moveTiming,
    commits: basis.sessionCommits,
    assignments,
    voiceStates,
    seats,
    seatTiming,
    ownVoice: new OwnVoice(basis.rest, signal),
    obstacle: obstacleFinder({ rest: basis.rest, workerId, voiceStates }),
    nodes,
    loader: trackLoader(config, nodes, log),
    replies: new Replies({
      responder: {
        respond: (...args) => traces.stage('reply', () => responder.respond(...args)),
        correct: (...args) => responder.correct(...args),
      },
      clock,
      signal,
      onStep,
      onSent: (delivery, reply) => {
        events.replySent(delivery, reply, clock.now());
      },
      onUncorrected: (error) => {
        events.uncorrected(error);
      },
      onFailed: (delivery, error) => {
        events.replyFailed(delivery, error);
      },
    }),
    events,
    traces,
    lost: fail,
    caughtUp: () => clock.monotonic() - startedAt > CAUGHT_UP_MS,
  });
  const consumer = jobConsumer({
    blocking: createRedis(config.REDIS_URL, { role: 'blocking', name: `anankor-worker-${workerId}-jobs` }),
    commands: redis,
    keys,
    workerId,
    epoch: lease.epoch,
    owner,
    prefetch: config.PREFETCH,
    leaseMs: () => lease.remainingMs(),
    log,
    deliver: (delivery) => guilds.deliver(delivery),
    onDead: (dead) => {
      tellOfDeadLetter(dead, responder, events);
    },
  });
  return { guilds, nodes, consumer };
}

/** A job that was given up without reaching a handler: its member is told once. */
function tellOfDeadLetter(
  dead: DeadLetter & { reply?: ReplyRoute },
  responder: Responder,
  events: WorkerEvents,
): void {
  events.jobDead(dead);
  if (!dead.reply || isReplyExpired(dead.reply)) return;
  const reply = failure('ER', { reference: dead.jobId ?? dead.entryId });
  responder.respond(dead.reply, reply).catch((error: unknown) => {
    events.persistFailed(classify(error));
  });
}
