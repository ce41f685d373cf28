import { classify, systemClock } from '@anankor/core';
import type { AnankorError, Clock } from '@anankor/core';
import type { Lease, ShardSlots, ShardSurvey } from '@anankor/ipc';
import type { Logger } from '@anankor/logger';
import type { InputReader } from '@anankor/schemas';
import type { APIInteraction, Client } from 'discord.js';
import { askDiscord } from './ask-discord.ts';
import type { AskOptions } from './ask-discord.ts';
import { Connection } from './connection.ts';
import type { ClientSettings } from './create-client.ts';
import { DISCORD } from './gateway.ts';
import type { Gateway } from './gateway.ts';
import { planShards } from './plan-shards.ts';

export interface SplitGatewayOptions extends AskOptions {
  slots: ShardSlots;
  /** As the slots know it. */
  replica: string;
  /** The number of shards; what Discord asks for unless told. */
  shardCount: number | undefined;
  /** Milliseconds between two looks at who holds what. */
  roundMs: number;
  /** A shard was connected or closed here: these replicas hear these guilds now. */
  onMoved(guildIds: readonly string[], hearers: readonly string[]): Promise<void>;
  createClient(settings: Pick<ClientSettings, 'shards' | 'waitForIdentify'>): Client;
  logger: Logger;
  clock?: Clock;
  /** Of source `gateway`. */
  reader: InputReader;
  onInteraction(interaction: APIInteraction): void;
}

interface Held {
  lease: Lease;
  connection: Connection;
}

/** Milliseconds for which a replica that Discord did not let in leaves the shards to others. */
const PAUSE_MS = 5_000;

/**
 * The shards of which this replica holds a lease, a client each. `start` resolves once the first of them are connected, or
 * there is none to take: such a replica stands by. Losing a lease is no reason to hang up, since claims let one replica act
 * whoever hears: the shard is closed once Redis says that somebody else has it, and taken again where nobody does.
 */
export class SplitGateway implements Gateway {
  readonly name = DISCORD;
  readonly ended: Promise<never>;
  readonly #options: SplitGatewayOptions;
  readonly #clock: Clock;
  readonly #held = new Map<number, Held>();
  /** Never reject. */
  readonly #opening = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  #fail: (error: AnankorError) => void = () => undefined;
  #applicationId: string | undefined;
  /** IDENTIFYs at once. */
  #buckets = 1;
  #survey: ShardSurvey = { replicas: [], slots: [] };
  #running: Promise<void> = Promise.resolve();
  /** Ends the pause between two rounds. */
  #wake = new AbortController();
  #pauseUntil = 0;

  constructor(options: SplitGatewayOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    const { promise, reject } = Promise.withResolvers<never>();
    this.#fail = reject;
    this.ended = promise;
    // Whoever runs the service listens; until then a rejection is nobody's.
    this.ended.catch(() => undefined);
  }

  clients(): readonly Client[] {
    return [...this.#held.values()].map(({ connection }) => connection.client);
  }

  applicationId(): string | undefined {
    return this.#applicationId;
  }

  async start(signal: AbortSignal): Promise<void> {
    const { slots, shardCount, waiting } = this.#options;
    const { applicationId, shards, maxConcurrency } = await askDiscord(this.#options, signal);
    this.#applicationId = applicationId;
    this.#buckets = maxConcurrency;
    waiting.readiness.report(DISCORD, 'down', 'taking shards');
    await slots.agree(shardCount ?? shards, shardCount !== undefined);
    const limit = AbortSignal.any([signal, this.#stopping.signal]);
    const aborted = new Promise<never>((_resolve, reject) => {
      limit.addEventListener('abort', () => reject(limit.reason as Error), { once: true });
    });
    aborted.catch(() => undefined);
    try {
      await this.#round();
      const opened = [...this.#opening];
      this.#running = this.#run();
      await Promise.race([Promise.all(opened), this.ended, aborted]);
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the master stops'));
    await Promise.all([this.#running, ...this.#opening]);
    await this.#options.slots.leave().catch(() => undefined);
    await Promise.all([...this.#held.keys()].map((shard) => this.#letGo(shard)));
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      this.#wake = new AbortController();
      const over = AbortSignal.any([signal, this.#wake.signal]);
      await this.#clock
        .sleep(this.#options.roundMs * (0.75 + Math.random() / 2), over)
        .catch(() => undefined);
      if (signal.aborted || this.#clock.monotonic() < this.#pauseUntil) continue;
      await this.#round().catch((thrown: unknown) => {
        const error = classify(thrown);
        if (error.kind === 'fatal') this.#fail(error);
        else this.#options.logger.warn({ err: error }, 'the shards could not be looked at, trying again');
      });
    }
  }

  /** Looks, and does one step. What is taken connects meanwhile. */
  async #round(): Promise<void> {
    const { slots, replica, logger } = this.#options;
    const connected = [...this.#held].filter(([, { connection }]) => connection.up).map(([shard]) => shard);
    const survey = (this.#survey = await slots.survey(connected));
    for (const [shard, { lease }] of [...this.#held]) {
      if (!lease.held()) await this.#resettle(shard, survey);
    }
    const connecting = this.#held.size - connected.length;
    const { take, give } = planShards(survey, replica, this.#buckets - connecting);
    if (give !== undefined) {
      logger.info({ shard: give }, 'gives a shard back to a replica that has less');
      await this.#letGo(give);
    }
    for (const { shard, slot } of take) {
      if (this.#held.has(shard)) continue;
      const lease = await slots.take(shard, slot);
      if (!lease) continue;
      const opening = this.#open(shard, lease).finally(() => this.#opening.delete(opening));
      this.#opening.add(opening);
    }
    this.#report();
  }

  /** A lease ended, while this process stood still or Redis was away: the shard is taken anew, or hung up where others have it. */
  async #resettle(shard: number, survey: ShardSurvey): Promise<void> {
    const { slots, replica, logger } = this.#options;
    const places = survey.slots.filter((place) => place.shard === shard);
    // Redis still counts the last moments of the old lease.
    if (places.some((place) => place.replica === replica)) return;
    const free = places.find((place) => place.replica === undefined);
    const lease = free && (await slots.take(shard, free.slot));
    const held = this.#held.get(shard);
    if (lease && held) {
      this.#hold(shard, { ...held, lease });
      logger.warn({ shard }, 'the lease of a shard had ended and was taken again');
    } else {
      logger.warn({ shard }, 'the lease of a shard ended and another replica has it: closing it here');
      await this.#letGo(shard);
    }
  }

  #hold(shard: number, held: Held): void {
    this.#held.set(shard, held);
    held.lease.lost.addEventListener('abort', () => this.#wake.abort(), { once: true });
  }

  async #open(shard: number, lease: Lease): Promise<void> {
    const { slots, replica, token, waiting, logger, reader, createClient, onInteraction } = this.#options;
    const client = createClient({
      shards: { ids: [shard], count: slots.count },
      waitForIdentify: (id, signal) => slots.identifyTurn(id % this.#buckets, signal),
    });
    const connection = new Connection({
      client,
      token,
      logger,
      reader,
      onInteraction,
      onState: () => this.#report(),
      onEnded: (error) => this.#fail(error),
    });
    this.#hold(shard, { lease, connection });
    try {
      await connection.open(this.#stopping.signal, waiting.limitMs);
      logger.info({ shard, epoch: lease.epoch }, 'shard connected');
      await this.#moved(shard, client, [replica]);
    } catch (thrown) {
      const error = classify(thrown);
      if (this.#stopping.signal.aborted || this.#held.get(shard)?.connection !== connection) return;
      if (error.kind === 'fatal' && error.code !== 'DEPENDENCY_UNREACHABLE') this.#fail(error);
      logger.warn({ shard, err: error }, 'a shard could not be connected and is left to others');
      this.#pauseUntil = this.#clock.monotonic() + PAUSE_MS;
      await slots.leave().catch(() => undefined);
      await this.#letGo(shard);
    }
    this.#report();
  }

  async #moved(shard: number, client: Client, here: readonly string[]): Promise<void> {
    const { replica, onMoved, logger } = this.#options;
    const others = this.#survey.slots.flatMap((place) =>
      place.shard === shard && place.replica !== undefined && place.replica !== replica
        ? [place.replica]
        : [],
    );
    await onMoved([...client.guilds.cache.keys()], [...here, ...others]).catch((thrown: unknown) => {
      logger.warn({ shard, err: classify(thrown) }, 'the guilds of a shard stay with replicas that left it');
    });
  }

  /** Hangs up, then gives the slot back. */
  async #letGo(shard: number): Promise<void> {
    const held = this.#held.get(shard);
    if (!held) return;
    this.#held.delete(shard);
    // From here on it hears nothing; at once, whoever else hears the shard may act for its guilds.
    const closed = held.connection.close();
    await this.#moved(shard, held.connection.client, []);
    await closed;
    await held.lease.release().catch(() => undefined);
  }

  #report(): void {
    if (this.#stopping.signal.aborted) return;
    const { slots, waiting } = this.#options;
    const shards = [...this.#held].sort(([a], [b]) => a - b);
    const down = shards.filter(([, { connection }]) => !connection.up).map(([shard]) => shard);
    const all = `shards ${shards.map(([shard]) => shard).join(', ') || 'none'} of ${slots.count}`;
    if (this.#clock.monotonic() < this.#pauseUntil)
      waiting.readiness.report(DISCORD, 'down', `${all}, Discord let no other connect`);
    else if (down.length === 0) waiting.readiness.report(DISCORD, 'up', all);
    else waiting.readiness.report(DISCORD, 'down', `${all}, connecting ${down.join(', ')}`);
  }
}
