import { classify } from '@anankor/core';
import { createRest } from '@anankor/discord';
import { CONSUMER_GROUP, FencedCommits, WORKER_SEEN_MS, WorkerLease } from '@anankor/ipc';
import type { JobConsumer } from '@anankor/ipc';
import type { NodePool } from '@anankor/music';
import { InputReader } from '@anankor/schemas';
import { outboundCalls, tracer } from '@anankor/telemetry';
import { Gateway } from '../bot/gateway.ts';
import { guildEventSink } from '../bot/guild-event-sink.ts';
import { applyDispatch } from '../bot/guild-events.ts';
import { PersistedGateway } from '../bot/persisted-gateway.ts';
import { VoiceSeats } from '../bot/voice-seats.ts';
import { JobTraces } from '../metrics/trace-job.ts';
import { WorkerEvents } from '../metrics/worker-events.ts';
import { drainRequests } from '../schedulers/drain-requests.ts';
import { every } from '../schedulers/every.ts';
import type { Ownership } from './claim-loop.ts';
import type { Guilds } from './guilds.ts';
import { ownedParts } from './owned-parts.ts';
import type { OwnedWorkerOptions } from './owned-worker-options.ts';
import { SessionCommits } from './session-commits.ts';
import { SessionDrain } from './session-drain.ts';
import { SessionStore } from './session-store.ts';
import { WorkerRegistry } from './worker-registry.ts';

/** How often sessions see time pass, and what a crash may lose of the gateway's sequence (which only replays more). */
const TICK_MS = 5_000;
const PERSIST_MS = 1_000;
/** How often it is looked for an operator's request. */
const DRAIN_MS = 1_000;
/** What a hand-over waits for replies under way. */
const FINISH_MS = 2_000;

/**
 * A worker for as long as this process holds its lease. Taking over is resuming: the sessions are read from Redis, the
 * gateway and the Lavalink sessions resumed, what is pending on the stream handed over first, and every player reconciled.
 */
export class OwnedWorker implements Ownership {
  readonly failed: Promise<never>;
  readonly #options: OwnedWorkerOptions;
  readonly #failure: PromiseWithResolvers<never> = Promise.withResolvers();
  /** Aborted when nothing may be done any more. */
  readonly #over = new AbortController();
  readonly #events: WorkerEvents;
  readonly #traces: JobTraces;
  readonly #calls: ReturnType<typeof outboundCalls>;
  readonly #commits: FencedCommits;
  readonly #sessionCommits: SessionCommits;
  readonly #store: SessionStore;
  #gateway: Gateway | undefined;
  #persisted: PersistedGateway | undefined;
  #nodes: NodePool | undefined;
  #consumer: JobConsumer | undefined;
  #guilds: Guilds | undefined;

  constructor(options: OwnedWorkerOptions) {
    const { redis, keys, lease, metrics, log, label: worker, config } = options;
    const { workerId, epoch } = lease;
    this.#options = options;
    this.failed = this.#failure.promise;
    this.#calls = outboundCalls(metrics, tracer('@anankor/worker'));
    this.#traces = new JobTraces({
      enabled: config.otlp.endpoint !== undefined,
      workerId,
      stream: keys.jobs(workerId),
      group: CONSUMER_GROUP,
      onStage: (stage, seconds) => {
        metrics.jobDuration.observe({ worker, stage }, seconds);
      },
    });
    this.#events = new WorkerEvents(worker, metrics, log, this.#traces);
    this.#commits = new FencedCommits({ redis, keys, workerId, epoch });
    this.#store = new SessionStore(redis, keys, workerId);
    this.#sessionCommits = new SessionCommits(this.#commits, this.#store, () => {
      this.#events.fenced();
    });
  }

  /** Sessions it plays, for gauges. */
  get guilds(): Guilds | undefined {
    return this.#guilds;
  }

  /** Its connections to Lavalink, for gauges. */
  get nodes(): NodePool | undefined {
    return this.#nodes;
  }

  async start(signal: AbortSignal): Promise<void> {
    const { redis, keys, lease, clock, config, label, onUnreadable } = this.#options;
    const begun = clock.monotonic();
    const passed = (): number => (clock.monotonic() - begun) / 1000;
    const write = (writes: Parameters<SessionCommits['write']>[0]): Promise<void> =>
      this.#sessionCommits.write(writes);
    const tokenHash = WorkerLease.tokenHash(lease.token);
    const registry = new WorkerRegistry({
      redis,
      write,
      keys,
      workerId: lease.workerId,
      tokenHash,
      label,
    });
    const [persisted, guildIds] = await Promise.all([
      PersistedGateway.load(redis, keys, lease.workerId, new InputReader('redis', onUnreadable)),
      this.#store.guildIds(),
      registry.load(),
    ]);
    this.#persisted = persisted;
    const rest = createRest({
      token: lease.token,
      around: this.#calls.discord,
      ...(config.DISCORD_API_URL ? { apiUrl: config.DISCORD_API_URL } : {}),
    });
    const reader = new InputReader('gateway', onUnreadable);
    const gateway = new Gateway({ token: lease.token, rest, sessions: persisted.sessions, reader });
    this.#gateway = gateway;
    const seats = new VoiceSeats(gateway, clock);
    const { guilds, nodes, consumer } = ownedParts(this.#options, {
      voiceStates: persisted.voiceStates,
      seats,
      rest,
      workerName: () => registry.name,
      events: this.#events,
      traces: this.#traces,
      calls: this.#calls,
      commits: this.#commits,
      sessionCommits: this.#sessionCommits,
      store: this.#store,
      signal: this.#over.signal,
      fail: (error) => {
        this.#fail(error);
      },
    });
    this.#guilds = guilds;
    this.#nodes = nodes;
    this.#consumer = consumer;
    const sessions = await Promise.all(guildIds.map((guildId) => this.#store.load(guildId)));
    guildIds.forEach((guildId, index) => {
      guilds.restore(guildId, sessions[index] ?? { kind: 'none' });
    });
    this.#events.takingOver('state', passed());
    this.#listen(gateway, persisted, seats, guilds, registry);
    const resumes = persisted.sessions.resumeUrl !== null;
    const connected = gateway.start(signal).catch((error: unknown) => {
      this.#fail(error);
      throw error;
    });
    // A resume is not waited for: what it ends with, a stop amid the take-over say, is told by `failed`.
    connected.catch(() => undefined);
    await Promise.all([nodes.start(signal), resumes ? undefined : connected]);
    this.#events.takingOver('lavalink', passed());
    await consumer.start(AbortSignal.any([signal, this.#over.signal]));
    for (const actor of guilds.actors) actor.takenOver();
    void this.#seen();
    this.#schedule(persisted, guilds);
    this.#events.tookOver(passed(), guildIds.length);
  }

  async handOver(): Promise<void> {
    for (const actor of this.#guilds?.actors ?? []) actor.releaseLoads();
    await this.#consumer?.drain(FINISH_MS);
    await this.#gateway?.stop();
    await this.#persisted
      ?.persist((writes) => this.#sessionCommits.write(writes))
      .catch((error: unknown) => {
        this.#events.persistFailed(classify(error));
      });
    this.#over.abort();
    await Promise.all([this.#nodes?.stop(), this.#consumer?.stop()]);
  }

  async abandon(): Promise<void> {
    this.#over.abort();
    await Promise.all([this.#consumer?.stop(), this.#gateway?.stop(), this.#nodes?.stop()]);
  }

  #listen(
    gateway: Gateway,
    persisted: PersistedGateway,
    seats: VoiceSeats,
    guilds: Guilds,
    registry: WorkerRegistry,
  ): void {
    const onError = (error: unknown): void => {
      this.#events.persistFailed(classify(error));
    };
    const sink = guildEventSink({ voiceStates: persisted.voiceStates, seats, guilds, registry, onError });
    const { lease, onUnreadable } = this.#options;
    const reader = new InputReader('gateway', onUnreadable);
    const context = { botUserId: lease.workerId, voiceStates: persisted.voiceStates, sink, reader };
    gateway.on('dispatch', (payload) => {
      applyDispatch(payload, context);
    });
    gateway.on('identified', () => {
      this.#events.gatewayBegan('identified');
      // A session that nobody can resume would take the bot's voice with it: it is not left for a second.
      void this.#persist(persisted);
    });
    gateway.on('resumed', () => {
      this.#events.gatewayBegan('resumed');
    });
    gateway.on('closed', (_shardId, code) => {
      this.#events.gatewayClosed(code);
    });
    gateway.on('fatal', (error) => {
      this.#fail(error);
    });
  }

  #persist(persisted: PersistedGateway): Promise<void> {
    return this.#beside(() => persisted.persist((writes) => this.#sessionCommits.write(writes)));
  }

  /** Others may tell a worker that has no process left from one between two owners. */
  #seen(): Promise<void> {
    const key = this.#options.keys.seen(this.#options.lease.workerId);
    return this.#beside(() => this.#sessionCommits.write([['SET', key, '1', 'PX', WORKER_SEEN_MS]]));
  }

  /** A write that no session waits for: one that fails is done again by the next. */
  async #beside(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (thrown) {
      const error = classify(thrown);
      this.#events.persistFailed(error);
      if (error.code === 'CLAIM_LOST') this.#fail(error);
    }
  }

  #schedule(persisted: PersistedGateway, guilds: Guilds): void {
    const { clock, redis, keys, lease, onDrain, assignments } = this.#options;
    every(PERSIST_MS, () => this.#persist(persisted), clock, this.#over.signal);
    const moves = new SessionDrain({
      workerId: lease.workerId,
      redis,
      keys,
      assignments,
      commits: this.#sessionCommits,
      actors: () => guilds.actors,
      clock,
      signal: this.#over.signal,
    });
    const drain = drainRequests(redis, keys.drain(lease.workerId), {
      handOver: () => {
        this.#events.drainRequested('the worker');
        onDrain();
      },
      moveSessions: (requestId) => {
        this.#events.drainRequested('its sessions');
        return moves.run(requestId).then(
          () => true,
          (thrown: unknown) => {
            this.#events.drainFailed(classify(thrown));
            return false;
          },
        );
      },
    });
    every(TICK_MS, () => this.#seen(), clock, this.#over.signal);
    every(DRAIN_MS, drain, clock, this.#over.signal);
    every(TICK_MS, () => guilds.tick(), clock, this.#over.signal);
  }

  #fail(error: unknown): void {
    if (!this.#over.signal.aborted) this.#failure.reject(classify(error));
  }
}
